"""One job, wherever it was sent: its results appear under its key when they are complete, or not at all."""

import logging
import shutil
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from sim.run.manifest import whole
from sim.run.sweep.jobs import Job

FEW = 100  # consumers; enough for every phase to have something to do


@dataclass(frozen=True)
class Outcome:
    """What became of a job. error: why it failed, in one line, or None; trace: where; again: at the second attempt."""

    key: str
    seconds: float
    error: str | None = None
    trace: str = ""
    again: bool = False


def work(job: Job) -> Outcome:
    """Run a job unless its results are there. What it raises is told in the outcome, so that other jobs go on."""
    start = perf_counter()
    try:
        if not whole(job.folder):
            _run(job)
    except Exception as error:
        if whole(job.folder):  # somebody else completed it and took the seeds away
            return Outcome(job.key, perf_counter() - start)
        return Outcome(job.key, perf_counter() - start, told(error), traceback.format_exc())
    return Outcome(job.key, perf_counter() - start)


def told(error: Exception) -> str:
    """An error in one line."""
    return f"{type(error).__name__}: {error}".splitlines()[0]


def compile_equations(job: Job) -> None:
    """Run a few people through the calendar of a job, so that machine code is on disk before many workers ask for it."""
    from sim.run.seed_by_seed import simulate_arms

    config = next(iter(job.arms.values()))
    few = {
        "population": config["population"] | {"size": FEW},
        "results": config["results"] | {"orders": False},
    }
    simulate_arms({"": config | few | {"seed": job.seeds[0]}})


def _run(job: Job) -> None:
    from sim.run.arms import write_arms

    attempt = job.partial / uuid4().hex
    attempt.mkdir(parents=True)
    try:
        with _logged(attempt / "sim.log"):
            write_arms(job.arms, job.overrides, attempt, job.shelf)
        if not whole(job.folder):
            shutil.rmtree(job.folder, ignore_errors=True)
            attempt.replace(job.folder)
        shutil.rmtree(job.shelf, ignore_errors=True)
    finally:
        shutil.rmtree(attempt, ignore_errors=True)
        with suppress(OSError):  # seeds are kept there, or somebody else writes there
            job.partial.rmdir()


@contextmanager
def _logged(path: Path) -> Iterator[None]:
    """One line per run goes to the file `path`, and nowhere else."""
    log = logging.getLogger("sim.run")
    handler, level = logging.FileHandler(path, encoding="utf-8", delay=True), log.level
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        log.propagate = True
        handler.close()
