"""How fast a sweep runs through each launcher: the same jobs serial, on all cores and on a Dask cluster, one after the other.

``python -m experiments.benchmarks.sweeps --jobs 64`` from the root; the files of all launchers are compared as well.
"""

import argparse
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEEPEST = 0.3  # share of the price by which the discounter undercuts in the last job


@dataclass(frozen=True)
class Took:
    """One sweep: seconds on the clock, the processor's seconds in all processes, and a digest of all tables."""

    seconds: float
    busy: float
    digest: str


def sweep(launcher: str, jobs: int, seeds: int, consumers: int, days: int) -> Took:
    """Run ``jobs`` scenarios of the baseline, each with ``seeds`` seeds, and read what they left."""
    depths = ",".join(f"{DEEPEST * job / jobs:.5f}" for job in range(jobs))
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable, "-m", "sim", "-m", "experiment=baseline", f"hydra/launcher={launcher}", f"hydra.sweep.dir={folder}",
            f"shops.discounter.pricing.undercut={depths}", f"population.size={consumers}", f"calendar.days={days}",
            f"seeds={list(range(seeds))}",
        ]  # fmt: skip
        used, begun = _of_children(), time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - begun
        if done.returncode:
            raise SystemExit(f"{launcher} failed:\n{done.stderr}")
        return Took(seconds, _of_children() - used, _digest(Path(folder)))


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _digest(folder: Path) -> str:
    found = hashlib.sha256()
    for table in sorted(folder.glob("*/*.parquet")):
        found.update(str(table.relative_to(folder)).encode() + table.read_bytes())
    return found.hexdigest()[:12]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a row for each launcher; `start` is what a sweep of one tiny job takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("jobs", 64), ("seeds", 5), ("consumers", 20_000), ("days", 90)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--launchers", nargs="+", default=["serial", "loky", "dask"])
    asked = parser.parse_args(arguments)
    cores, serial, digests = os.cpu_count() or 1, 0.0, set()
    print(
        f"{asked.jobs} jobs x {asked.seeds} seeds, {asked.consumers:,} consumers, {asked.days} days, {cores} cores"
    )
    print("launcher  seconds  start  cores busy  x serial, start apart")
    for launcher in asked.launchers:
        start = sweep(launcher, 1, 1, 100, 2).seconds
        took = sweep(launcher, asked.jobs, asked.seeds, asked.consumers, asked.days)
        digests.add(took.digest)
        serial = serial or took.seconds - start
        print(
            f"{launcher:8s} {took.seconds:8.1f} {start:6.1f} {took.busy / took.seconds / cores:10.0%}"
            f" {serial / (took.seconds - start):8.2f}",
            flush=True,
        )  # fmt: skip
    print("the files agree byte by byte" if len(digests) == 1 else f"FILES DIFFER: {digests}")


if __name__ == "__main__":
    main()
