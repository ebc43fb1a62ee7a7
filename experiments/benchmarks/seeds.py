"""What one more seed costs inside a job of a sweep beside building its market and living through its days.

That is: making tables of what was recorded, putting them on disk before the next seed begins, and their part in the tables of the
job.

`python -m experiments.benchmarks.seeds [--consumers 500 --days 10 --repeats 9]`; kernels are warm, seconds the processor's.
"""

from __future__ import annotations

import argparse
import gc
import logging
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from typing import Any
from unittest.mock import patch

import numpy as np

from sim.run import one_seed
from sim.run.compose import conf_dir, hydra_at
from sim.run.sweep.jobs import Job, plan
from sim.run.sweep.work import work

MORE = 10  # seeds beside the first


def job(overrides: Sequence[str], seeds: Sequence[int], sweep: Path) -> Job:
    with hydra_at(conf_dir()):
        (planned,) = plan([[*overrides, f"seeds=[{','.join(map(str, seeds))}]"]], 0, sweep)
    return planned


class Watch:
    """Seconds of the processor inside the calls that it watches."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def over(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any) -> Any:
            start = process_time()
            try:
                return call(*args)
            finally:
                self.seconds += process_time() - start

        return watched


def seconds(planned: Job) -> tuple[float, float]:
    """Seconds of a job: those of the simulation itself, and all others."""
    gc.collect()
    simulation = Watch()
    with (
        patch.object(one_seed, "built", simulation.over(one_seed.built)),
        patch.object(one_seed, "one_day", simulation.over(one_seed.one_day)),
    ):
        start = process_time()
        outcome = work(planned)
        took = process_time() - start
    if outcome.error:
        raise RuntimeError(outcome.error)
    return simulation.seconds, took - simulation.seconds


def measure(overrides: Sequence[str], repeats: int) -> np.ndarray:
    """(repeats, 2) seconds of one more seed: of the simulation itself, and beside it.

    A job of one seed and one of all take turns, each time beginning with the other, so that a machine that gets slower or faster
    weighs on both; each turn gives one difference. The first turn warms up.
    """
    differences = []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(repeats + 1):
            at = Path(folder) / str(turn)
            jobs = {1: job(overrides, [0], at / "one"), 1 + MORE: job(overrides, range(1 + MORE), at / "all")}
            took = {seeds: np.array(seconds(jobs[seeds])) for seeds in sorted(jobs, reverse=turn % 2 == 1)}
            differences.append((took[1 + MORE] - took[1]) / MORE)
    return np.array(differences[1:])


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
    print(f"{asked.consumers} consumers, {asked.days} days; ms of the processor for one more seed,")
    print(
        f"median (quartiles) of {asked.repeats} turns: simulation {middle(found[:, 0])}, beside it {middle(found[:, 1])}"
    )


if __name__ == "__main__":
    main()
