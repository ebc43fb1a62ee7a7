"""Evaluation as managers know it: figures of a run, of its buyers and of what a campaign brought."""

from sim.results.evaluation.acquisition import acquisition_cost, new_customers, participation
from sim.results.evaluation.attribution import attribution, journeys
from sim.results.evaluation.buy_till_you_die import (
    BgNbd,
    GammaGamma,
    customer_values,
    fit_orders,
    fit_values,
    histories,
)
from sim.results.evaluation.customers import customers
from sim.results.evaluation.evaluate import evaluate
from sim.results.evaluation.feedback import topics
from sim.results.evaluation.funnel import funnel
from sim.results.evaluation.incrementality import campaign_return, incrementality
from sim.results.evaluation.kpis import KPIS, Kpi
from sim.results.evaluation.lifetime import lifetime_value, payback
from sim.results.evaluation.media import credited, media_effect
from sim.results.evaluation.movers import movers
from sim.results.evaluation.promotion import extras_by_payer, promotion_effect, reductions_by_payer
from sim.results.evaluation.retention import churn, cohorts, retention_curve, survival
from sim.results.evaluation.rfm import bought_after, rfm, rfm_grid, score
from sim.results.evaluation.rivals import contributions, rivals
from sim.results.evaluation.segments import BASES, described, explained, kmeans, segments, with_rfm
from sim.results.evaluation.sequence import chances, drop_offs, paths, transitions
from sim.results.evaluation.survey import Answers, survey
from sim.results.evaluation.trend import decompose, event_effect
from sim.results.evaluation.views import (
    before_after,
    by_day,
    difference_in_differences,
    long_term,
    same_period,
)
from sim.results.returns import returns

__all__ = [
    "BASES",
    "KPIS",
    "Answers",
    "BgNbd",
    "GammaGamma",
    "Kpi",
    "acquisition_cost",
    "attribution",
    "before_after",
    "bought_after",
    "by_day",
    "campaign_return",
    "chances",
    "churn",
    "cohorts",
    "contributions",
    "credited",
    "customer_values",
    "customers",
    "decompose",
    "described",
    "difference_in_differences",
    "drop_offs",
    "evaluate",
    "event_effect",
    "explained",
    "extras_by_payer",
    "fit_orders",
    "fit_values",
    "funnel",
    "histories",
    "incrementality",
    "journeys",
    "kmeans",
    "lifetime_value",
    "long_term",
    "media_effect",
    "movers",
    "new_customers",
    "participation",
    "paths",
    "payback",
    "promotion_effect",
    "reductions_by_payer",
    "retention_curve",
    "returns",
    "rfm",
    "rfm_grid",
    "rivals",
    "same_period",
    "score",
    "segments",
    "survey",
    "survival",
    "topics",
    "transitions",
    "with_rfm",
]
