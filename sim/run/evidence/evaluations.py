"""What managers read from an evaluation, as figures for rows of evidence; the sale is that of the plain campaign."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from sim.results import Results
from sim.results.campaign import campaigns_of, sales_of
from sim.results.compare import same_seeds
from sim.results.estimators import ESTIMATORS, panel
from sim.results.estimators.panel import truth
from sim.results.evaluation import bought_after, by_day, evaluate, event_effect, survey
from sim.results.metrics import METRICS
from sim.results.repurchase import repurchase
from sim.results.scorecard import indicators, judge, scorecard

SALE = ("2025-09-29", "2025-10-13")
DAYS = 14  # its length, and how long a buyer has to come back
SETTLED = 14  # days after which a market no longer remembers that it was just founded
ASKED = 100  # people in a survey

Figure = Callable[[Results], pd.Series]
Effect = Callable[[Results, Results], pd.Series]


def _per_seed(results: Results, figure: Callable[[int], float]) -> pd.Series:
    return pd.Series({seed: figure(seed) for seed in results.seeds}, dtype=float)


def _interactions(part: Results) -> pd.Series:
    """Visits, reviews, tellings, plays and invitations together."""
    done = [METRICS[name](part) for name in ("visits", "reviews", "talk")]
    if "activities" in part:
        done.append(part.activities.groupby("seed")[["played", "shared"]].sum().sum(axis=1))
    return pd.concat(done, axis=1).sum(axis=1)


def _again(score: str, low: int, high: int) -> Figure:
    """Share of the customers with such a score (two weeks before the end) who buy again by then."""

    def figure(part: Results) -> pd.Series:
        found = {}
        for seed, orders in part.orders.groupby("seed"):
            people = bought_after(orders, (orders["date"].max() - pd.Timedelta(days=DAYS)).date(), DAYS)
            found[seed] = people.loc[people[score].between(low, high), "again"].mean()
        return pd.Series(found, dtype=float)

    return figure


def _width(asked: int, known: str | None) -> Figure:
    """Width of the interval that a survey gives for what consumers have spent, cents."""

    def figure(part: Results) -> pd.Series:
        def width(seed: int) -> float:
            found = survey(part.of_seed("consumers", seed), "spent", asked, seed=seed, known=known)
            return found.high - found.low

        return _per_seed(part, width)

    return figure


EVALUATIONS: dict[str, Figure] = {
    "interactions": _interactions,
    "returning_buyers": lambda part: repurchase(part, window=SALE, days=DAYS),
    "again_recent": _again("r", 4, 5),
    "again_past": _again("r", 1, 2),
    "again_frequent": _again("f", 4, 5),
    "again_rare": _again("f", 1, 2),
    "survey_width": _width(ASKED, None),
    "survey_width_of_four_times_as_many": _width(4 * ASKED, None),
    "survey_width_with_log": _width(ASKED, "orders"),
}


def _units(results: Results, seed: int) -> pd.Series:
    """Units a day."""
    return by_day(Results({"sales": results.of_seed("sales", seed)}), "units").sum(axis=1)


def _uplift(treated: Results, baseline: Results) -> pd.Series:
    """Units a day that the sale added, by the twin."""
    sums = [_within(results).groupby("seed")["units"].sum() for results in (treated, baseline)]
    return (sums[0] - sums[1]) / DAYS


def _within(results: Results) -> pd.DataFrame:
    sales = results.sales
    return sales[(sales["date"] >= SALE[0]) & (sales["date"] < SALE[1])]


def _trend(treated: Results) -> pd.DataFrame:
    """Rows seed: the same by least squares on trend and weekdays, of the treated run alone; columns of `event_effect`."""
    found = {
        seed: event_effect(_units(treated, seed).iloc[SETTLED:], SALE, apart=7) for seed in treated.seeds
    }
    return pd.DataFrame(found).T


def _missed_by_trend(treated: Results, baseline: Results) -> pd.Series:
    return (_trend(treated)["effect"] - _uplift(treated, baseline)).abs()


def _claimed_by_trend(treated: Results, baseline: Results) -> pd.Series:
    """Half of the width of its interval."""
    found = _trend(treated)
    return (found["high"] - found["low"]) / 2


def _miss(name: str) -> Effect:
    """By how many units the effect of the sent coupon that an estimator believes is off the truth."""

    def effect(treated: Results, baseline: Results) -> pd.Series:
        window: Any = sales_of(campaigns_of(treated))[0]

        def miss(seed: int) -> float:
            seen = panel(treated, seed, "consumer", "mailing", window, what="units")
            fact = truth(treated, baseline, seed, "consumer", "mailing", window, "units")
            return abs(ESTIMATORS["consumer"][name](seen).effect - fact)

        return _per_seed(treated, miss)

    return effect


def _card(column: str) -> Effect:
    """Mean over shops of a column of the scorecard, by the treated run's own indicator system."""

    def effect(treated: Results, baseline: Results) -> pd.Series:
        system = indicators(treated.config["evaluation"])
        kpis = [each.kpi for goal in system.goals for each in goal.indicators]

        def mean(seed: int) -> float:
            found = evaluate(_alone(treated, seed), _alone(baseline, seed), kpis)
            return float(scorecard(found, system)[column].mean())

        return pd.Series({seed: mean(seed) for seed in same_seeds(treated, baseline)}, dtype=float)

    return effect


def _alone(results: Results, seed: int) -> Results:
    return Results({name: results.of_seed(name, seed) for name in CARD})


CARD = ("sales", "ledger", "opinions", "shops")
"""Tables that the indicators of conf/evaluation are read from."""


def _contradiction(treated: Results, baseline: Results) -> pd.Series:
    """Consistency ratio of the judgements."""
    config: Mapping[str, Any] = treated.config["evaluation"]
    return _per_seed(treated, lambda seed: judge(config["judgements"]).ratio)


EVALUATED: dict[str, Effect] = {
    "missed_by_trend": _missed_by_trend,
    "claimed_by_trend": _claimed_by_trend,
    "missed_by_before_after": _miss("before_after"),
    "missed_by_differences": _miss("differences"),
    "card_score": _card("score"),
    "card_grade": _card("fuzzy"),
    "contradiction": _contradiction,
}
