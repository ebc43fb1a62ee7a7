"""A row is judged: both arms are run, and their paired difference is held against what the row expects."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from sim.results import Results
from sim.results.interval import interval
from sim.run.evidence.effects import effect
from sim.run.evidence.measures import measure
from sim.run.evidence.rows import Row

KEPT = 8  # arms whose results stay in memory for the rows after


@dataclass(frozen=True)
class Finding:
    """What a row's runs gave: means of both arms, mean paired difference with its 95 % interval, and the verdict."""

    off: float
    on: float
    difference: float
    low: float
    high: float
    holds: bool


def examine(row: Row) -> Finding:
    """Run both arms of a row and judge it."""
    off, on = _value(row, row.off, row.beside or row.figure), _value(row, row.on, row.figure)
    difference = (on - off).astype(float)
    spread = interval(difference.to_frame("all")).loc["all"]
    mean, low, high = (float(value) for value in spread[["mean", "low", "high"]].to_numpy())
    before, after = float(off.mean()), float(on.mean())
    holds = {
        "up": low > 0,
        "down": high < 0,
        "unchanged": max(-low, high) <= row.margin * abs(before),
        "zero": bool((difference == 0).all()),
        "nothing": bool((off == 0).all() and (on == 0).all()),
    }[row.direction]
    return Finding(before, after, mean, low, high, holds)


def _value(row: Row, arm: tuple[str, ...], of: Mapping[str, Any]) -> pd.Series:
    metric, where, per = of["metric"], of.get("where"), of.get("per")
    if row.versus:
        twins = run_twins(row.experiment, (*row.common, *arm), row.versus, row.seeds)
        gained = effect(*twins, metric, where)
        return gained / effect(*twins, per["metric"], per.get("where")) if per else gained

    def measured(*overrides: str) -> pd.Series:
        results = run_arm(row.experiment, (*row.common, *arm, *overrides), row.seeds)
        return measure(results, metric, where, per)

    return measured() if not row.shock else measured(*row.shock) / measured() - 1


@lru_cache(maxsize=KEPT)
def run_twins(
    experiment: str, overrides: tuple[str, ...], versus: tuple[str, ...], seeds: int
) -> tuple[Results, Results]:
    """The results of one arm and of its twin; with `free=[...]` among the overrides the other shops do as in the twin."""
    from sim.run.fork import fork

    frozen = [override for override in overrides if override.startswith("free=")]
    common = [override for override in overrides if override not in frozen]
    arms = {"baseline": [*versus], **({"frozen": frozen} if frozen else {})}
    results = fork(experiment, *common, arms=arms, seeds=range(seeds))
    return results["frozen" if frozen else "treated"], results["baseline"]


@lru_cache(maxsize=KEPT)
def run_arm(experiment: str, overrides: tuple[str, ...], seeds: int) -> Results:
    """The results of one arm on seeds 0, 1, …; rows that share an arm share its runs."""
    from sim.run.run import run

    return run(experiment, *overrides, seeds=range(seeds))
