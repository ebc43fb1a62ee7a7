"""What an attempt that was killed leaves in .partial: rubbish, and seeds that the next attempt need not run again."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from sim.run.sweep.jobs import PARTIAL, SEEDS, Job


def begun(job: Job) -> bool:
    """Whether somebody works at a job, or did until they were killed."""
    return any(_attempts(job.partial))


def forget_attempts(partial: Path) -> None:
    """Remove the attempts at a job, whose `partial` folder it is; its finished seeds stay."""
    for attempt in _attempts(partial):
        shutil.rmtree(attempt, ignore_errors=True)
    with suppress(OSError):  # seeds are kept there, or there never was an attempt
        partial.rmdir()


def clear(sweep: Path, jobs: Iterable[Job]) -> None:
    """Leave nothing in .partial but finished seeds of these jobs."""
    wanted = {job.key for job in jobs}
    for partial in (sweep / PARTIAL).glob("*"):
        if partial.name in wanted:
            forget_attempts(partial)
        else:
            shutil.rmtree(partial, ignore_errors=True)


def _attempts(partial: Path) -> Iterator[Path]:
    return (each for each in partial.glob("*") if each.name != SEEDS)
