"""How fast a sweep runs through each launcher: the same jobs serial, on all cores and on a Dask cluster, taking turns.

``python -m experiments.benchmarks.sweeps --jobs 64 --rounds 3`` from the root; the files of all launchers are compared as well.
Start-up, which is a sweep of one tiny job, is taken off. The processor's seconds depend less on what else runs than the clock's.
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
from statistics import median

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


@dataclass(frozen=True)
class Round:
    """What the jobs took on the clock and of the processor, start-up taken off, and how busy all cores were with it."""

    seconds: float
    busy: float
    start: float
    share: float
    digest: str


def one_round(launcher: str, jobs: int, seeds: int, consumers: int, days: int) -> Round:
    """A start, and a sweep right after it."""
    start, took = sweep(launcher, 1, 1, 100, 2), sweep(launcher, jobs, seeds, consumers, days)
    share = took.busy / took.seconds / (os.cpu_count() or 1)
    return Round(took.seconds - start.seconds, took.busy - start.busy, start.seconds, share, took.digest)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a row for each launcher, medians over the rounds and of the ratios to the first launcher of the same round."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("jobs", 64), ("seeds", 5), ("consumers", 20_000), ("days", 90), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--launchers", nargs="+", default=["serial", "loky", "dask"])
    asked = parser.parse_args(arguments)
    size = (asked.jobs, asked.seeds, asked.consumers, asked.days)
    found: dict[str, list[Round]] = {launcher: [] for launcher in asked.launchers}
    for turn in range(asked.rounds):
        for launcher in asked.launchers[:: 1 if turn % 2 == 0 else -1]:
            found[launcher].append(one_round(launcher, *size))
    print(f"{size[0]} jobs x {size[1]} seeds, {size[2]:,} consumers, {size[3]} days, {asked.rounds} rounds")
    print("launcher  seconds  start  cores busy  processor s  x first: clock  processor")
    for launcher, rounds in found.items():
        firsts = found[asked.launchers[0]]
        clock, busy = (
            median(
                getattr(one, what) / getattr(first, what) for one, first in zip(rounds, firsts, strict=True)
            )
            for what in ("seconds", "busy")
        )
        print(
            f"{launcher:8s} {_middle(rounds, 'seconds'):8.1f} {_middle(rounds, 'start'):6.1f}"
            f" {_middle(rounds, 'share'):10.0%} {_middle(rounds, 'busy'):12.1f} {clock:14.2f} {busy:10.2f}"
        )
    digests = {each.digest for rounds in found.values() for each in rounds}
    print("the files agree byte by byte" if len(digests) == 1 else f"FILES DIFFER: {digests}")


def _middle(rounds: Sequence[Round], what: str) -> float:
    return median(getattr(each, what) for each in rounds)


if __name__ == "__main__":
    main()
