"""Every estimator beside the truth: how far off it is, and how often its interval holds what it should."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sim.results.cells import Day
from sim.results.compare import same_seeds
from sim.results.estimators.before_after import before_after
from sim.results.estimators.differences import differences
from sim.results.estimators.estimate import Estimate
from sim.results.estimators.fixed_effects import fixed_effects
from sim.results.estimators.geo import geo
from sim.results.estimators.last_click import last_click
from sim.results.estimators.matched import matched
from sim.results.estimators.media_mix import media_mix
from sim.results.estimators.panel import Panel, panel, truth
from sim.results.estimators.propensity import propensity
from sim.results.estimators.same_period import same_period
from sim.results.estimators.synthetic_control import synthetic_control

if TYPE_CHECKING:
    from sim.results.results import Results

Estimator = Callable[[Panel], Estimate]
FOR_ALL: dict[str, Estimator] = {
    "before_after": before_after,
    "same_period": same_period,
    "differences": differences,
    "fixed_effects": fixed_effects,
}
OF_FEW: dict[str, Estimator] = {**FOR_ALL, "synthetic_control": synthetic_control, "geo": geo}
OF_PEOPLE: dict[str, Estimator] = {
    "last_click": last_click,
    **FOR_ALL,
    "matched": matched,
    "propensity": propensity,
}
ESTIMATORS: dict[str, dict[str, Estimator]] = {"shop": OF_FEW, "region": OF_FEW, "consumer": OF_PEOPLE}
"""By kind of unit: what fits a handful of shops or regions, and what fits many people."""


def believed_against_truth(
    treated: "Results",
    baseline: "Results",
    units: str,
    who: str | Sequence[str],
    window: tuple[Day, Day],
    before: int = 14,
    what: str = "paid_value",
    level: float = 0.95,
) -> pd.DataFrame:
    """What each estimator believes that the treatment brought its treated units in the window, and what it brought.

    The estimators see the treated run only. units, who, window, before, what: see `panel`. Columns and rows: see
    `against_truth`. A window ahead of the treatment is a placebo test. Raises ValueError when the seeds differ.
    """
    told = beliefs(treated, units, who, window, before, what)
    facts = {
        seed: truth(treated, baseline, seed, units, who, window, what)
        for seed in same_seeds(treated, baseline)
    }
    return against_truth(told, facts, level)


def beliefs(
    results: "Results",
    units: str,
    who: str | Sequence[str],
    window: tuple[Day, Day],
    before: int = 14,
    what: str = "paid_value",
) -> dict[str, dict[int, Estimate]]:
    """The estimates of one run alone, by estimator and seed; see `panel`."""
    panels = {seed: panel(results, seed, units, who, window, before, what) for seed in results.seeds}
    return {
        name: {seed: estimator(each) for seed, each in panels.items()}
        for name, estimator in ESTIMATORS[units].items()
    }


def media_against_truth(
    treated: "Results",
    silent: "Results",
    shop: str,
    window: tuple[Day, Day],
    keep: float = 0.5,
    level: float = 0.95,
) -> pd.DataFrame:
    """What a media-mix regression believes that a shop's media brought, against the twin in which it bought none."""
    seeds = same_seeds(treated, silent)
    told = {"media_mix": {seed: media_mix(treated, seed, shop, window, keep) for seed in seeds}}
    return against_truth(
        told, {seed: truth(treated, silent, seed, "shop", shop, window) for seed in seeds}, level
    )


def against_truth(
    beliefs: Mapping[str, Mapping[int, Estimate]], facts: Mapping[int, float], level: float = 0.95
) -> pd.DataFrame:
    """Estimates beside facts, over seeds.

    Rows estimators. Columns in the unit of the outcome: truth, believed (means over seeds), bias (believed - truth) with
    its paired standard error bias_se, rmse, se (mean of what the method claims); and coverage, the share of seeds whose
    interval of this level holds the seed's own truth.
    """
    fact = pd.Series(facts, dtype=float)
    rows = {}
    for name, by_seed in beliefs.items():
        effect = pd.Series({seed: each.effect for seed, each in by_seed.items()})
        ends = {seed: each.interval(level) for seed, each in by_seed.items()}
        error = effect - fact
        rows[name] = {
            "truth": fact.mean(),
            "believed": effect.mean(),
            "bias": error.mean(),
            "bias_se": error.sem(),
            "rmse": float((error**2).mean() ** 0.5),
            "se": pd.Series({seed: each.se for seed, each in by_seed.items()}).mean(),
            "coverage": sum(low <= fact[seed] <= high for seed, (low, high) in ends.items()) / len(ends),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("estimator")
