"""Jobs that failed, and the sweep that they were in."""

from collections.abc import Iterable

from hydra.core.utils import JobReturn, JobStatus


class JobFailed(Exception):
    """One job raised, or no answer came from its worker twice."""

    def __init__(self, number: int, overrides: tuple[str, ...], why: str) -> None:
        super().__init__(f"job {number} ({' '.join(overrides)}): {why}")
        self.number, self.overrides, self.why = number, overrides, why


class SweepFailed(Exception):
    """Some jobs failed; the message is a table of them. What the others did is complete."""


def raise_if_failed(returns: Iterable[JobReturn]) -> None:
    """SweepFailed when a job failed; another error than JobFailed (of a launcher that is not ours) as it is."""
    returned = list(returns)
    failed: list[JobFailed] = []
    for each in returned:
        if each.status is JobStatus.FAILED:
            error = each._return_value
            if not isinstance(error, JobFailed):
                raise error
            failed.append(error)
    if failed:
        count = f"{len(failed)} of {len(returned)} jobs failed"
        again = "the same command runs only these again; failed.json has the tracebacks"
        raise SweepFailed("\n".join([f"{count} ({again}):", *(f"  {each}" for each in failed)]))
