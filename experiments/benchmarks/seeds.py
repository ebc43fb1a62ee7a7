"""What one more seed costs inside a job of a sweep, over building its market, stepping it and writing its tables once.

`python -m experiments.benchmarks.seeds [--consumers 500 --days 10 --repeats 5]`; kernels are warm, seconds are those of one core.
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

from sim.results import Results
from sim.run.build import assemble
from sim.run.compose import conf_dir, hydra_at
from sim.run.sweep.jobs import Job, plan
from sim.run.sweep.work import work

MORE = 5  # seeds beside the first


def job(overrides: Sequence[str], seeds: Sequence[int], sweep: Path) -> Job:
    with hydra_at(conf_dir()):
        (planned,) = plan([[*overrides, f"seeds=[{','.join(map(str, seeds))}]"]], 0, sweep)
    return planned


def bare(planned: Job, seeds: Sequence[int], folder: Path) -> None:
    """Build, step and write the tables of each seed, with nothing around it."""
    (config,) = planned.arms.values()
    for seed in seeds:
        market = assemble(config, seed)
        for _ in range(config["calendar"]["days"]):
            market.step()
        Results(market.tables()).save(folder / str(seed))
        market.close()


def seconds(call: Callable[[], object]) -> float:
    gc.collect()
    start = process_time()
    call()
    return process_time() - start


def measure(overrides: Sequence[str], repeats: int) -> tuple[float, float]:
    """Seconds of one more seed: in a job, and bare.

    The least of several repeats in turn: what else runs on the machine only ever adds.
    """
    took: dict[str, list[float]] = {"few": [], "many": [], "bare": []}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(repeats + 1):
            at = Path(folder) / str(turn)
            one, all_ = job(overrides, [0], at / "one"), job(overrides, range(MORE + 1), at / "all")
            calls = {
                "few": partial(work, one),
                "many": partial(work, all_),
                "bare": partial(bare, one, range(1, MORE + 1), at / "bare"),
            }
            for name, call in calls.items():
                took[name].append(seconds(call))
    few, many, alone = (min(took[name]) for name in ("few", "many", "bare"))
    return (many - few) / MORE, alone / MORE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("consumers", 500), ("days", 10), ("repeats", 5)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    logging.getLogger("sim").setLevel(logging.ERROR)
    size = (f"population.size={asked.consumers}", f"calendar.days={asked.days}")
    inside, alone = measure(["experiment=baseline", *size], asked.repeats)
    print(f"{asked.consumers} consumers, {asked.days} days, least of {asked.repeats}, ms per more seed:")
    print(f"in a job {1000 * inside:.1f}, bare {1000 * alone:.1f}, over it {1000 * (inside - alone):.1f}")


if __name__ == "__main__":
    main()
