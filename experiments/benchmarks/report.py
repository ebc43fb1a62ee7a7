"""What one timed run of one implementation tells, and how a run in a process of its own is started and read."""

from __future__ import annotations

import argparse
import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Report:
    """One run.  Counts are totals over all days; seconds are those of the steps alone."""

    name: str
    consumers: int
    days: int
    seed: int
    shares: list[float]  # of units, by shop
    visits: int
    trips: int
    units: int
    refused: int  # trips that met an empty shelf at least once
    seconds: float
    peak_bytes: float  # per consumer, building included

    @property
    def nanoseconds(self) -> float:
        """Nanoseconds per consumer and day."""
        return 1e9 * self.seconds / (self.consumers * self.days)

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> Report:
        """The inverse of to_json."""
        known = {field.name for field in fields(Report)}
        return Report(**{key: value for key, value in json.loads(text).items() if key in known})


def peak() -> int:
    """The most memory that this process ever held, bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def main(run: Callable[[int, int, int], Report], warm_up: int) -> None:
    """Command line of a peer: warm up on a few consumers, run once, print the report as one JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--consumers", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    run(warm_up, 2, arguments.seed)
    print(run(arguments.consumers, arguments.days, arguments.seed).to_json())
