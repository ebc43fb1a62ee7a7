"""Jobs → outcomes, through joblib's backends, however often a worker dies."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from functools import partial
from traceback import format_exc
from typing import Any, Protocol, TypeVar

from sim.run.errors import ConfigError, extra_for
from sim.run.manifest import whole
from sim.run.sweep.jobs import Job
from sim.run.sweep.leftovers import begun, forget_attempts
from sim.run.sweep.work import Outcome, compile_equations, told, work

T = TypeVar("T")
SECONDS_TO_CONNECT = 10
OWN_CLUSTER = {
    "distributed.worker.profile.enabled": False,
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
}
"""How Dask's workers on this machine differ from its defaults: nobody looks at their stacks a hundred times a second, and memory
that one day gives back stays for the next, as in any other process."""


class Send(Protocol):
    """Applies a function to jobs on a backend; yields what it returns, in the order in which they end."""

    def __call__(self, function: Callable[[Job], T], jobs: Sequence[Job], /) -> Iterator[T]: ...


def outcomes(jobs: Iterable[Job], send: Send) -> Iterator[Outcome]:
    """The outcome of every job, in the order in which they end.

    When a worker is killed, joblib gives up all jobs that were sent. Those that had not begun are sent again; those that
    had begun are suspects: each is run once more, alone, at the end, and has failed if its worker is killed again.
    """
    waiting = {job.key: job for job in jobs}
    suspects: list[tuple[Job, str]] = []
    while waiting:
        try:
            for outcome in send(work, list(waiting.values())):
                del waiting[outcome.key]
                yield outcome
        except Exception as death:
            taken = [job for job in waiting.values() if begun(job) or whole(job.folder)]
            if not taken:  # nobody took a job: not the fault of one
                raise
            suspects += [(job, told(death)) for job in taken]
            for job in taken:
                del waiting[job.key]
    for job, first in suspects:
        yield _alone(job, first, send)


def compile_first(job: Job, send: Send) -> None:
    """Let one worker compile the equations before many ask for them. What is wrong with the job will show when it runs."""
    with suppress(Exception):
        list(send(compile_equations, [job]))


def _alone(job: Job, first: str, send: Send) -> Outcome:
    """The outcome of a second attempt. first: what ended the first."""
    try:
        (outcome,) = send(work, [job])
        outcome = replace(outcome, again=True)
    except Exception as death:
        why = ", then ".join(dict.fromkeys([first, told(death)]))
        outcome = Outcome(job.key, 0.0, f"no answer from its worker, twice: {why}", format_exc())
    forget_attempts(job.partial)
    return outcome


@contextmanager
def pool(backend: str, workers: int, address: str | None) -> Iterator[Send]:
    """A function that sends jobs to a backend (serial, loky, dask, ray). ConfigError when it is not installed."""
    with _connect(backend, workers, address):
        yield map if backend == "serial" else partial(_send, backend, workers)


def _send(backend: str, workers: int, function: Callable[[Job], T], jobs: Sequence[Job]) -> Iterator[T]:
    from joblib import Parallel, delayed, parallel_config

    at_the_end = backend == "ray"  # its backend gives outcomes in no other way
    order = "list" if at_the_end else "generator_unordered"
    with parallel_config(backend):
        parallel = Parallel(workers, batch_size=1, pre_dispatch="all", return_as=order)
    yield from parallel(delayed(function)(job) for job in jobs)


def _connect(backend: str, workers: int, address: str | None) -> Any:
    launcher = f"hydra/launcher={backend}"
    if backend == "dask":
        settings = extra_for(launcher, "dask").config
        settings.set({"logging.distributed": "warning"})
        connect = extra_for(launcher, "distributed").Client
        if address is None:
            settings.set(OWN_CLUSTER)
            return connect(n_workers=workers if workers > 0 else None, threads_per_worker=1)
        try:
            return connect(address, timeout=SECONDS_TO_CONNECT)
        except OSError as error:
            raise ConfigError(
                f"hydra.launcher.address: no scheduler answers at {address!r} ({error})"
            ) from error
    if backend == "ray":
        ray = extra_for(launcher, "ray")
        extra_for(launcher, "ray.util.joblib").register_ray()
        return ray.init(address=address)
    return nullcontext()
