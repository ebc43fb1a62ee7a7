"""Hydra's way to run jobs: each is one scenario with its seeds; all that can be done is done, whatever fails."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from hydra.core.utils import JobReturn, JobStatus
from hydra.plugins.launcher import Launcher
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig

from sim.run.manifest import whole
from sim.run.sweep.failure import JobFailed
from sim.run.sweep.index import write_failures, write_index
from sim.run.sweep.jobs import PARTIAL, Job, plan
from sim.run.sweep.leftovers import clear
from sim.run.sweep.pool import compile_first, outcomes, pool
from sim.run.sweep.work import Outcome
from sim.run.tracking import Tracker


class Jobs(Launcher):
    """Runs jobs on a backend of joblib. What is complete already is not run again.

    backend: serial, loky, dask or ray. workers: jobs at once, -1 as many as there are cores. address: of the
    cluster (dask, ray), or None for one on this machine.
    """

    def __init__(self, backend: str, workers: int = -1, address: str | None = None) -> None:
        self.backend, self.workers, self.address = backend, workers, address
        self.sweep = Path()
        self.failed: list[tuple[Job, Outcome]] = []
        self.tracker = Tracker()

    def setup(self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig) -> None:
        self.sweep = Path(config.hydra.sweep.dir).absolute()

    def launch(self, job_overrides: Sequence[Sequence[str]], initial_job_idx: int) -> Sequence[JobReturn]:
        """Run a job for each set of overrides; those that failed come back with a JobFailed in place of a value.

        The value of a job is the folder of its results. Raises ConfigError before anything runs.
        """
        jobs = plan(job_overrides, initial_job_idx, self.sweep)
        self.sweep.mkdir(parents=True, exist_ok=True)
        write_index(jobs, self.sweep)
        there = {job.key: job for job in jobs if whole(job.folder)}
        missing = [job for job in jobs if job.key not in there]
        _say(f"{len(jobs)} jobs, {len(jobs) - len(missing)} of them complete: {self.sweep}")
        for job in there.values():
            self._track(job)
        done = self._run(list({job.key: job for job in missing}.values()))
        self.failed += [(job, done[job.key]) for job in jobs if job.key in done and done[job.key].error]
        with suppress(OSError):  # a full disk must not hide what is told on the terminal
            write_failures(self.failed, self.sweep)
        return [_returned(job, done.get(job.key)) for job in jobs]

    def _run(self, jobs: list[Job]) -> dict[str, Outcome]:
        if not jobs:
            return {}
        done: dict[str, Outcome] = {}
        waiting = {job.key: job for job in jobs}
        clear(self.sweep, jobs)
        with pool(self.backend, self.workers, self.address) as send:
            if self.backend != "serial" and len(jobs) > 1:
                compile_first(jobs[0], send)
            for outcome in outcomes(jobs, send):
                done[outcome.key] = outcome
                if not outcome.error:
                    self._track(waiting[outcome.key])
                _say(f"{len(done)} of {len(jobs)}: {waiting[outcome.key].title}: {_told(outcome)}")
        with suppress(OSError):
            (self.sweep / PARTIAL).rmdir()
        return done

    def _track(self, job: Job) -> None:
        self.tracker.log(job.folder, next(iter(job.arms.values())))


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _told(outcome: Outcome) -> str:
    if outcome.error:
        return f"failed, {outcome.error}"
    again = ", at the second attempt: the pool of workers died during the first" if outcome.again else ""
    return f"{outcome.seconds:.1f} s{again}"


def _returned(job: Job, outcome: Outcome | None) -> JobReturn:
    returned = JobReturn(overrides=job.overrides)
    if outcome is not None and outcome.error:
        returned.status = JobStatus.FAILED
        returned.return_value = JobFailed(job.number, job.overrides, outcome.error)
    else:
        returned.status = JobStatus.COMPLETED
        returned.return_value = job.folder
    return returned
