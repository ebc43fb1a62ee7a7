"""Seed by seed: each is on disk as soon as all its arms are through, and is taken from there when it is asked for again."""

import logging
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copyfile
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
from omegaconf import DictConfig

from sim.results import Results
from sim.results.tables import COLUMNS
from sim.run.branches import simulate_arms
from sim.run.check import plain
from sim.run.manifest import NAME
from sim.run.orders import order_file
from sim.run.run import replaced, seeds_of
from sim.run.store import store_tables
from sim.run.write import write_json

log = logging.getLogger("sim.run")
SEEDS = ".seeds"
"""Folder of the seeds of a run that are there already; it goes when all of them stand together."""
RUNNING = ".running"
"""Folder of the seed that is being run; it takes its place among the others when it is whole."""


def simulate_by_seed(arms: Mapping[str, DictConfig], folder: Path, shelf: Path) -> dict[str, Results]:
    """What `simulate_arms` gives, bit by bit, for the seeds that are not on the `shelf` yet and those that are."""
    seeds = sorted(seeds_of(next(iter(arms.values()))))
    for seed in seeds:
        one_seed(arms, seed, folder, shelf)
    return together(arms, seeds, folder, shelf)


def one_seed(arms: Mapping[str, DictConfig], seed: int, folder: Path, shelf: Path) -> dict[str, Results]:
    """One seed of all arms, from shelf/<seed>/<arm>; run into `folder` and put there first when it is not."""
    place = shelf / str(seed)
    if place.is_dir():
        log.info("seed %d: was there already", seed)
    else:
        _put(arms, seed, folder / RUNNING, place)
    return {arm: Results.load(place / arm) for arm in arms}


def together(
    arms: Mapping[str, DictConfig], seeds: Sequence[int], folder: Path, shelf: Path
) -> dict[str, Results]:
    """These seeds of each arm as one; order lines go from file to file and are never held together."""
    return {
        arm: _whole(cfg, [shelf / str(seed) / arm for seed in seeds], folder / arm)
        for arm, cfg in arms.items()
    }


def _put(arms: Mapping[str, DictConfig], seed: int, running: Path, place: Path) -> None:
    try:
        runs = simulate_arms({arm: replaced(cfg, [seed], None) for arm, cfg in arms.items()}, running)
        for arm, run in runs.items():
            store_tables(run, running / arm)
            write_json(running / arm / NAME, run.manifest)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            running.rename(place)
        except OSError:
            if not place.is_dir():  # else somebody was quicker with the same
                raise
    finally:
        shutil.rmtree(running, ignore_errors=True)


def _whole(config: DictConfig, parts: Sequence[Path], folder: Path) -> Results:
    runs = [Results.load(part) for part in parts]
    kept = [name for name in COLUMNS if name != "orders" and all(name in run for run in runs)]
    frames = {name: _alike([run.table(name) for run in runs]) for name in kept}
    whole = Results.concat([Results({name: frames[name][i] for name in kept}) for i in range(len(runs))])
    for name in kept:
        if whole.table(name).empty:
            _copy(name, parts[0], whole, folder)
    whole.config = plain(config)
    seconds: dict[str, Any] = {seed: took for run in runs for seed, took in run.manifest["seconds"].items()}
    whole.manifest = {"experiment": config.get("experiment"), "seeds": whole.seeds, "seconds": seconds}
    if config.results.orders:
        with order_file(folder / "orders.parquet") as write:
            for part in parts:
                file = pq.ParquetFile(part / "orders.parquet")
                for group in range(file.num_row_groups):
                    write(file.read_row_group(group).to_pandas())
        whole.attach("orders", folder / "orders.parquet")
    return whole


def _alike(frames: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """The same tables; one without rows gets the categories of one with rows, since it lost its own on disk."""
    filled = next((frame for frame in frames if len(frame)), frames[0])
    return [frame if len(frame) else filled.iloc[:0] for frame in frames]


def _copy(name: str, part: Path, whole: Results, folder: Path) -> None:
    """Take a table without rows as it stands in `part`, types and all."""
    folder.mkdir(parents=True, exist_ok=True)
    copyfile(part / f"{name}.parquet", folder / f"{name}.parquet")
    whole.attach(name, folder / f"{name}.parquet")
