"""What a sweep consists of: `sweep.json` lists its jobs, `failed.json` those that failed and why."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.run.errors import ConfigError
from sim.run.manifest import parsed
from sim.run.sweep.jobs import Job
from sim.run.sweep.work import Outcome
from sim.run.write import write_json

NAME = "sweep.json"
FAILED = "failed.json"


def write_index(jobs: Sequence[Job], sweep: Path) -> None:
    """List these jobs; those that the index lists before the first of them stay."""
    told = [{"number": job.number, "key": job.key, "overrides": parsed(job.overrides)} for job in jobs]
    before = [each for each in read_index(sweep) if each["number"] < jobs[0].number]
    write_json(sweep / NAME, {"jobs": [*before, *told]})


def read_index(sweep: Path) -> list[dict[str, Any]]:
    """Number, key and overrides of each job; empty when there is no index."""
    return _read(sweep / NAME, "jobs")


def write_failures(failed: Sequence[tuple[Job, Outcome]], sweep: Path) -> None:
    """List what failed with its traceback; no file when nothing did."""
    if not failed:
        (sweep / FAILED).unlink(missing_ok=True)
        return
    told = [
        {"number": job.number, "key": job.key, "overrides": list(job.overrides)}
        | {"error": outcome.error, "traceback": outcome.trace.splitlines()}
        for job, outcome in failed
    ]
    write_json(sweep / FAILED, {"failed": told})


def _read(path: Path, name: str) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    try:
        return list(json.loads(path.read_text(encoding="utf-8"))[name])
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path}: is damaged ({error}); delete it and start the sweep again") from error
