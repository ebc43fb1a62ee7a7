"""Seeds until the answer is precise enough: one after another, each of them on disk as soon as it is there."""

import logging
import shutil
from collections.abc import Mapping
from math import ceil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from omegaconf import DictConfig

from sim.results import Results
from sim.results.compare import paired
from sim.results.interval import interval
from sim.results.tables import COLUMNS
from sim.run.check import plain
from sim.run.free import BASELINE
from sim.run.orders import order_file
from sim.run.run import replaced, seeds_of, simulate
from sim.run.store import store_tables

log = logging.getLogger("sim.run")
PARTS = ".seeds"
"""Folder of the seeds that are there already; it goes when all of them stand together."""


def simulate_until(arms: Mapping[str, DictConfig], folder: Path) -> dict[str, Results]:
    """Results of all arms on as many seeds as `until` asks for.

    The config's seeds come first, then the numbers after the largest. Before each batch the half width of the paired
    interval of `until.metric`, as a share of the mean of the baseline, is held against `until.half_width`; at
    `until.max_seeds` it ends in any case. Each seed of each arm is written to .seeds/<arm>/<seed> when it is there.
    """
    config = next(iter(arms.values()))
    until, batch, first = config.until, seeds_of(config), next(iter(arms))
    parts: dict[str, dict[int, Path]] = {arm: {} for arm in arms}
    seconds: dict[str, dict[str, float]] = {arm: {} for arm in arms}
    sides: list[tuple[pd.DataFrame, pd.DataFrame]] = []
    while batch:
        for seed in batch:
            runs = {}
            for arm, each in arms.items():
                part = folder / PARTS / arm / str(seed)
                part.mkdir(parents=True, exist_ok=True)
                runs[arm] = simulate(replaced(each, [seed], None), arm, part)
                store_tables(runs[arm], part)
                parts[arm][seed] = part
                seconds[arm] |= runs[arm].manifest["seconds"]
            sides.append(paired(runs[first], runs[BASELINE], until.metric, None))
        half = half_width([with_ for with_, _ in sides], [without for _, without in sides])
        log.info("until: %s known to ±%.2g after %d seeds", until.metric, half, len(sides))
        more = further(len(sides), half, until.half_width, until.max_seeds)
        last = max(parts[first])
        batch = list(range(last + 1, last + 1 + more))
    whole = {}
    for arm, each in arms.items():
        whole[arm] = together([parts[arm][seed] for seed in sorted(parts[arm])], each, folder / arm)
        whole[arm].manifest["seconds"] = seconds[arm]
    shutil.rmtree(folder / PARTS)
    return whole


def half_width(treated: list[pd.DataFrame], baseline: list[pd.DataFrame]) -> float:
    """Half of the 95 % interval of the mean paired difference, as a share of the baseline's mean (1, 1 each)."""
    without = pd.concat(baseline)
    spread = interval(pd.concat(treated) - without).iloc[0]
    return float((spread["high"] - spread["mean"]) / abs(without.iloc[:, 0].mean()))


def further(done: int, half: float, wanted: float, most: int) -> int:
    """How many seeds to run next: none when precise enough, else what the last interval lets expect, at most as many again."""
    if half <= wanted:
        return 0
    expected = ceil(min(done * (half / wanted) ** 2, 2 * done))
    return max(0, min(max(expected, done + 1), most) - done)


def together(parts: list[Path], config: DictConfig, folder: Path) -> Results:
    """The seeds of one arm, ascending, as one; order lines go from file to file and are never held together."""
    runs = [Results.load(part) for part in parts]
    small = [
        Results({name: run.table(name) for name in COLUMNS if name in run and name != "orders"})
        for run in runs
    ]
    whole = Results.concat(small)
    whole.config = plain(config)
    whole.manifest = {"experiment": config.get("experiment"), "seeds": whole.seeds}
    if config.results.orders:
        folder.mkdir(parents=True, exist_ok=True)
        with order_file(folder / "orders.parquet") as write:
            for part in parts:
                file = pq.ParquetFile(part / "orders.parquet")
                for group in range(file.num_row_groups):
                    write(file.read_row_group(group).to_pandas())
        whole.attach("orders", folder / "orders.parquet")
    return whole
