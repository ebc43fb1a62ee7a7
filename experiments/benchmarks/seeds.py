"""What one more seed costs inside a job of a sweep beside its simulation and its tables.

Simulation: building its market and living through its days. Tables: making them of what was recorded, and writing them once.
Beside both: checks, the finished seed on disk that protects it from a kill, its part in the summary, log and digests.

`python -m experiments.benchmarks.seeds [--consumers 500 --days 10 --repeats 9]`; kernels are warm, seconds the processor's.
"""

from __future__ import annotations

import argparse
import gc
import logging
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import process_time
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from sim.market.records import Records
from sim.run import arms, one_seed
from sim.run.compose import conf_dir, hydra_at
from sim.run.sweep.jobs import Job, plan
from sim.run.sweep.work import work

MORE = 10  # seeds beside the first


def job(overrides: Sequence[str], seeds: Sequence[int], sweep: Path) -> Job:
    with hydra_at(conf_dir()):
        (planned,) = plan([[*overrides, f"seeds=[{','.join(map(str, seeds))}]"]], 0, sweep)
    return planned


SIMULATION = ((one_seed, "built"), (one_seed, "one_day"))
TABLES = ((Records, "tables"), (arms, "store_tables"))


def seconds(planned: Job) -> NDArray[np.float64]:
    """(3,) seconds of the processor of a job: its simulation, its tables, and beside both."""
    gc.collect()
    spent = np.zeros(3)
    with ExitStack() as watches:
        for part, calls in enumerate((SIMULATION, TABLES)):
            for owner, name in calls:
                watched = over(getattr(owner, name), spent, part)
                watches.enter_context(patch.object(owner, name, watched))
        outcome = over(work, spent, 2)(planned)
    if outcome.error:
        raise RuntimeError(outcome.error)
    spent[2] -= spent[:2].sum()
    return spent


def over(call: Callable[..., Any], spent: NDArray[np.float64], part: int) -> Callable[..., Any]:
    """The call, whose seconds of the processor are added to ``spent[part]``."""

    def watched(*args: Any) -> Any:
        start = process_time()
        try:
            return call(*args)
        finally:
            spent[part] += process_time() - start

    return watched


def measure(overrides: Sequence[str], repeats: int) -> NDArray[np.float64]:
    """(repeats, 3) seconds of one more seed: its simulation, its tables, and beside both.

    A job of one seed and one of all take turns, each time beginning with the other, so that a machine that gets slower or faster
    weighs on both; each turn gives one difference. The first turn warms up.
    """
    differences = []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(repeats + 1):
            at = Path(folder) / str(turn)
            jobs = {1: job(overrides, [0], at / "one"), 1 + MORE: job(overrides, range(1 + MORE), at / "all")}
            took = {seeds: seconds(jobs[seeds]) for seeds in sorted(jobs, reverse=turn % 2 == 1)}
            differences.append((took[1 + MORE] - took[1]) / MORE)
    return np.array(differences[1:])


def middle(values: NDArray[np.float64]) -> str:
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
    simulation, tables, beside = (middle(part) for part in found.T)
    print(
        f"{asked.consumers} consumers, {asked.days} days; ms of the processor for one more seed, median (quartiles) of"
    )
    print(f"{asked.repeats} turns: simulation {simulation}, tables {tables}, beside both {beside}")


if __name__ == "__main__":
    main()
