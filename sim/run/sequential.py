"""Seeds until the answer is precise enough: one after another, each of them on disk as soon as it is there."""

import logging
from collections.abc import Mapping
from math import ceil, inf, isfinite
from pathlib import Path

import pandas as pd

from sim.results import Results
from sim.results.compare import paired
from sim.results.interval import interval
from sim.run.arguments import seeds_of
from sim.run.check import Config
from sim.run.errors import ConfigError
from sim.run.free import BASELINE, check_free
from sim.run.midway import Shelf
from sim.run.seed_by_seed import one_seed, together

log = logging.getLogger("sim.run")


def simulate_until(arms: Mapping[str, Config], folder: Path, shelf: Shelf) -> dict[str, Results]:
    """Results of all arms on as many seeds as `until` asks for; those that are on the `shelf` are taken from there.

    The config's seeds come first, then the numbers after the largest. Before each batch the half width of the paired
    interval of `until.metric`, as a share of the mean of the baseline, is held against `until.half_width`; at
    `until.max_seeds` it ends in any case.
    """
    check_free(arms)
    config = next(iter(arms.values()))
    until, batch, first = config["until"], seeds_of(config), next(iter(arms))
    runs: dict[int, dict[str, Results]] = {}
    sides: list[tuple[pd.DataFrame, pd.DataFrame]] = []
    while batch:
        for seed in batch:
            runs[seed] = one_seed(arms, seed, shelf)
            sides.append(paired(runs[seed][first], runs[seed][BASELINE], until["metric"], None))
        half = half_width([with_ for with_, _ in sides], [without for _, without in sides])
        if not isfinite(half):
            raise ConfigError(
                f"until.metric: the baseline's {until['metric']} is 0 in {len(sides)} seeds, so no interval is a share of"
                " it; write another metric, or until=null (the seeds that ran are kept)"
            )
        log.info("until: %s known to ±%.2g after %d seeds", until["metric"], half, len(sides))
        more = further(len(sides), half, until["half_width"], until["max_seeds"])
        batch = list(range(max(runs) + 1, max(runs) + 1 + more))
    return together(arms, runs, shelf, folder)


def half_width(treated: list[pd.DataFrame], baseline: list[pd.DataFrame]) -> float:
    """Half of the 95 % interval of the mean paired difference, as a share of the baseline's mean (1, 1 each), which may be 0."""
    without = pd.concat(baseline)
    spread = interval(pd.concat(treated) - without).iloc[0]
    base = abs(float(without.iloc[:, 0].mean()))
    return float(spread["high"] - spread["mean"]) / base if base else inf


def further(done: int, half: float, wanted: float, most: int) -> int:
    """How many seeds to run next: none when precise enough, else what the last interval lets expect, at most as many again."""
    if half <= wanted:
        return 0
    expected = ceil(min(done * (half / wanted) ** 2, 2 * done))
    return max(0, min(max(expected, done + 1), most) - done)
