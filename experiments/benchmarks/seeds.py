"""What one more seed costs inside a job of a sweep, over building its market, stepping it and writing its tables once.

`python -m experiments.benchmarks.seeds [--consumers 500 --days 10 --repeats 9]`; kernels are warm, seconds the processor's.
"""

from __future__ import annotations

import argparse
import gc
import logging
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import process_time

import numpy as np

from sim.results import Results
from sim.run.compose import conf_dir, hydra_at
from sim.run.one_seed import built
from sim.run.sweep.jobs import Job, plan
from sim.run.sweep.work import work

MORE = 5  # seeds beside the first


def job(overrides: Sequence[str], seeds: Sequence[int], sweep: Path) -> Job:
    with hydra_at(conf_dir()):
        (planned,) = plan([[*overrides, f"seeds=[{','.join(map(str, seeds))}]"]], 0, sweep)
    return planned


def bare(planned: Job, folder: Path) -> None:
    """Build and step a market for each seed and write the tables of all of them once, with nothing around it."""
    (config,) = planned.arms.values()
    parts = []
    for seed in planned.seeds:
        market = built(config, seed)
        for _ in range(config["calendar"]["days"]):
            market.step()
        parts.append(Results(market.tables()))
        market.close()
    Results.concat(parts).save(folder)


def seconds(call: Callable[[], object]) -> float:
    gc.collect()
    start = process_time()
    call()
    return process_time() - start


def measure(overrides: Sequence[str], repeats: int) -> dict[str, np.ndarray]:
    """(repeats,) seconds of one more seed: in a job, and bare.

    A job of one seed and one of all, and the bare work of both, take turns, each time beginning with another, so that a machine
    that gets slower or faster weighs on all of them; each turn gives one difference. The first turn warms up.
    """
    took: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(repeats + 1):
            at = Path(folder) / str(turn)
            one, all_ = job(overrides, [0], at / "one"), job(overrides, range(MORE + 1), at / "all")
            calls = {
                "a job of one": partial(work, one),
                "a job of all": partial(work, all_),
                "one": partial(bare, one, at / "bare"),
                "all": partial(bare, all_, at / "bare"),
            }
            names = list(calls)
            for name in names[turn % 4 :] + names[: turn % 4]:
                took.setdefault(name, []).append(seconds(calls[name]))
            gc.freeze()
    of = {name: np.array(each[1:]) for name, each in took.items()}
    return {
        "in a job": (of["a job of all"] - of["a job of one"]) / MORE,
        "bare": (of["all"] - of["one"]) / MORE,
    }


def middle(values: np.ndarray) -> str:
    """Median and quartiles in milliseconds."""
    low, half, high = np.quantile(1000 * values, [0.25, 0.5, 0.75])
    return f"{half:.1f} ({low:.1f} to {high:.1f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("consumers", 500), ("days", 10), ("repeats", 9)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    logging.getLogger("sim").setLevel(logging.ERROR)
    size = (f"population.size={asked.consumers}", f"calendar.days={asked.days}")
    found = measure(["experiment=baseline", *size], asked.repeats)
    over = found["in a job"] - found["bare"]
    print(
        f"{asked.consumers} consumers, {asked.days} days, ms of the processor per more seed, median (quartiles)"
    )
    print(f"of {asked.repeats} turns: in a job {middle(found['in a job'])}, bare {middle(found['bare'])}")
    print(f"over it {middle(over)}, {np.median(over / found['bare']):.1%}")


if __name__ == "__main__":
    main()
