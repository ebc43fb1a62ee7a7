"""Seed by seed: all arms of one, then of the next, and in the end all seeds as one."""

import logging
from collections.abc import Mapping
from pathlib import Path

from omegaconf import DictConfig

from sim.results import Results
from sim.run.arguments import seeds_of
from sim.run.check import Config, plain
from sim.run.free import check_free
from sim.run.midway import Shelf
from sim.run.one_seed import run_seed
from sim.run.orders import join

log = logging.getLogger("sim.run")


def simulate_arms(arms: Mapping[str, DictConfig | Config]) -> dict[str, Results]:
    """Run checked configs, one for each arm, for all their seeds, in memory.

    Every arm gives what it would give alone, bit by bit.
    """
    configs = {arm: plain(cfg) for arm, cfg in arms.items()}
    check_free(configs)
    return together(configs, {seed: run_seed(configs, seed, None, nth) for seed, nth in counted(configs)})


def simulate_by_seed(arms: Mapping[str, Config], folder: Path, shelf: Shelf) -> dict[str, Results]:
    """The same with order lines in `folder`; what stands on the `shelf` is not run again.

    A seed is there as soon as all its arms are through, and one that takes long also between two days.
    """
    check_free(arms)
    runs = {seed: one_seed(arms, seed, shelf, nth) for seed, nth in counted(arms)}
    return together(arms, runs, shelf, folder)


def counted(arms: Mapping[str, Config]) -> list[tuple[int, str]]:
    """The seeds, ascending, and which of them each is, in words."""
    seeds = sorted(seeds_of(next(iter(arms.values()))))
    return [(seed, f" ({i} of {len(seeds)})") for i, seed in enumerate(seeds, 1)]


def one_seed(arms: Mapping[str, Config], seed: int, shelf: Shelf, nth: str = "") -> dict[str, Results]:
    """One seed of all arms, taken from the shelf, or run and put there."""
    place = shelf.place(seed)
    runs = place.whole()
    if runs is not None:
        log.info("seed %d: was there already", seed)
        return runs
    runs = run_seed(arms, seed, place, nth)
    place.finish(runs)
    return runs


def together(
    arms: Mapping[str, Config],
    runs: Mapping[int, Mapping[str, Results]],
    shelf: Shelf | None = None,
    folder: Path = Path(),
) -> dict[str, Results]:
    """The runs of all seeds as one for each arm; order lines on a shelf go from file to file into `folder`."""
    seeds = sorted(runs)
    whole = {}
    for arm, config in arms.items():
        parts = [runs[seed][arm] for seed in seeds]
        stored = shelf is not None and config["results"]["orders"]
        whole[arm] = Results.concat(parts, leave=("orders",) if stored else ())
        whole[arm].config = dict(config)
        seconds = {seed: took for part in parts for seed, took in part.manifest["seconds"].items()}
        whole[arm].manifest = {"experiment": config.get("experiment"), "seeds": seeds, "seconds": seconds}
        if shelf is not None and stored:
            path = folder / arm / "orders.parquet"
            join([shelf.place(seed).orders(arm) for seed in seeds], path)
            whole[arm].attach("orders", path)
    return whole
