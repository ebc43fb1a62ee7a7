"""Jobs → outcomes, through joblib's backends, however often a worker dies."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

from sim.run.errors import ConfigError
from sim.run.sweep.jobs import Job
from sim.run.sweep.work import Outcome, whole, work

Send = Callable[[Iterable[Job]], Iterator[Outcome]]


def outcomes(jobs: Iterable[Job], send: Send) -> Iterator[Outcome]:
    """The outcome of every job, in the order in which they end.

    When a worker is killed, joblib gives up all jobs that were sent. Those that had not begun are sent again; those that
    had begun are suspects: each is run once more, alone, at the end, and has failed if its worker is killed again.
    """
    waiting = {job.key: job for job in jobs}
    suspects: list[Job] = []
    while waiting:
        try:
            for outcome in send(list(waiting.values())):
                del waiting[outcome.key]
                yield outcome
        except Exception:
            begun = [job for job in waiting.values() if job.partial.exists() or whole(job.folder)]
            if not begun:  # nobody took a job: not the fault of one
                raise
            suspects += begun
            waiting = {key: job for key, job in waiting.items() if job not in begun}
    for job in suspects:
        yield _alone(job, send)


def _alone(job: Job, send: Send) -> Outcome:
    try:
        (outcome,) = send([job])
    except Exception as death:
        outcome = Outcome(job.key, 0.0, f"its worker was killed twice: {type(death).__name__}")
    shutil.rmtree(job.partial, ignore_errors=True)
    return outcome


@contextmanager
def pool(backend: str, workers: int, address: str | None) -> Iterator[Send]:
    """A function that sends jobs to a backend (serial, loky, dask, ray). ConfigError when it is not installed."""
    with _cluster(backend, workers, address):
        yield partial(map, work) if backend == "serial" else partial(_send, backend, workers)


def _send(backend: str, workers: int, jobs: Iterable[Job]) -> Iterator[Outcome]:
    from joblib import Parallel, delayed, parallel_config

    with parallel_config(backend):
        parallel = Parallel(workers, batch_size=1, pre_dispatch="all", return_as="generator_unordered")
    yield from parallel(delayed(work)(job) for job in jobs)


@contextmanager
def _cluster(backend: str, workers: int, address: str | None) -> Iterator[None]:
    try:
        if backend == "dask":
            from dask.distributed import Client

            client = Client(address) if address else Client(n_workers=max(workers, 0) or None, threads_per_worker=1)
            with client:
                yield
        elif backend == "ray":
            import ray
            from ray.util.joblib import register_ray

            register_ray()
            with ray.init(address=address):
                yield
        else:
            yield
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"hydra/launcher={backend}: {error.name} is not installed; pip install 'bazaar-sim[cluster]'"
        ) from error
