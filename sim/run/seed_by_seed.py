"""Seed by seed: each is on disk as soon as all its arms are through, and is taken from there when it is asked for again."""

import logging
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copyfile
from typing import Any

import pyarrow.parquet as pq

from sim.results import Results
from sim.results.tables import COLUMNS
from sim.run.branches import simulate_arms
from sim.run.check import Config
from sim.run.manifest import NAME
from sim.run.orders import order_file
from sim.run.run import seeds_of
from sim.run.write import write_json

log = logging.getLogger("sim.run")
SEEDS = ".seeds"
"""Folder of the seeds of a run that are there already; it goes when all of them stand together."""
RUNNING = ".running"
"""Folder of the seed that is being run; it takes its place among the others when it is whole."""


def simulate_by_seed(arms: Mapping[str, Config], folder: Path, shelf: Path) -> dict[str, Results]:
    """What `simulate_arms` gives, bit by bit, for the seeds that are not on the `shelf` yet and those that are."""
    seeds = sorted(seeds_of(next(iter(arms.values()))))
    return together(arms, {seed: one_seed(arms, seed, folder, shelf) for seed in seeds}, folder, shelf)


def one_seed(arms: Mapping[str, Config], seed: int, folder: Path, shelf: Path) -> dict[str, Results]:
    """One seed of all arms, from shelf/<seed>/<arm>; run into `folder` and put there first when it is not."""
    place = shelf / str(seed)
    if not place.is_dir():
        return _put(arms, seed, folder / RUNNING, place)
    log.info("seed %d: was there already", seed)
    return {arm: Results.load(place / arm) for arm in arms}


def together(
    arms: Mapping[str, Config], runs: Mapping[int, Mapping[str, Results]], folder: Path, shelf: Path
) -> dict[str, Results]:
    """The runs of all seeds as one for each arm; order lines go from file to file and are never held together."""
    seeds = sorted(runs)
    return {
        arm: _whole(
            config,
            [runs[seed][arm] for seed in seeds],
            [shelf / str(seed) / arm for seed in seeds],
            folder / arm,
        )
        for arm, config in arms.items()
    }


def _put(arms: Mapping[str, Config], seed: int, running: Path, place: Path) -> dict[str, Results]:
    only = {"seed": None, "seeds": [seed]}
    try:
        runs = simulate_arms({arm: {**config, **only} for arm, config in arms.items()}, running)
        for arm, run in runs.items():
            run.save(running / arm)
            write_json(running / arm / NAME, run.manifest)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            running.rename(place)
        except OSError:
            if not place.is_dir():  # else somebody was quicker with the same
                raise
        for arm, run in runs.items():
            if "orders" in run:
                run.attach("orders", place / arm / "orders.parquet")
        return runs
    finally:
        shutil.rmtree(running, ignore_errors=True)


def _whole(config: Config, runs: Sequence[Results], parts: Sequence[Path], folder: Path) -> Results:
    whole = Results.concat(runs, leave=("orders",))
    for name in COLUMNS:
        if name in whole and whole.table(name).empty:
            _copy(name, parts[0], whole, folder)
    whole.config = dict(config)
    seconds: dict[str, Any] = {seed: took for run in runs for seed, took in run.manifest["seconds"].items()}
    whole.manifest = {"experiment": config.get("experiment"), "seeds": whole.seeds, "seconds": seconds}
    if config["results"]["orders"]:
        with order_file(folder / "orders.parquet") as write:
            for part in parts:
                file = pq.ParquetFile(part / "orders.parquet")
                for group in range(file.num_row_groups):
                    write(file.read_row_group(group).to_pandas())
        whole.attach("orders", folder / "orders.parquet")
    return whole


def _copy(name: str, part: Path, whole: Results, folder: Path) -> None:
    """Take a table without rows as it stands in `part`, types and all."""
    folder.mkdir(parents=True, exist_ok=True)
    copyfile(part / f"{name}.parquet", folder / f"{name}.parquet")
    whole.attach(name, folder / f"{name}.parquet")
