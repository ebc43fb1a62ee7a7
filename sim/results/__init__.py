"""Ledger to tidy tables to metrics, comparisons and lift."""

from sim.results.buyers import buyers, buyers_by_seed
from sim.results.compare import compare, variance_reduction
from sim.results.diary import diary
from sim.results.intraday import first_hour_share, hourly_share
from sim.results.lift import lift_by_seed, lift_ledger, switch_matrix, switched_from
from sim.results.metrics import METRICS, metric
from sim.results.planning import check_aa, power
from sim.results.repurchase import repurchase
from sim.results.results import Results
from sim.results.returns import roi
from sim.results.rivalry import rivalry
from sim.results.series import books, daily, mix, price_index, stage_shares
from sim.results.story import story
from sim.results.summary import as_text, summary, summary_contrast
from sim.results.welfare import welfare

__all__ = [
    "METRICS",
    "Results",
    "as_text",
    "books",
    "buyers",
    "buyers_by_seed",
    "check_aa",
    "compare",
    "daily",
    "first_hour_share",
    "hourly_share",
    "diary",
    "lift_by_seed",
    "lift_ledger",
    "metric",
    "mix",
    "power",
    "price_index",
    "repurchase",
    "rivalry",
    "roi",
    "stage_shares",
    "story",
    "summary",
    "summary_contrast",
    "switch_matrix",
    "switched_from",
    "variance_reduction",
    "welfare",
]
