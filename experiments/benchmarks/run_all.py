"""Compare the market with its peers on the same shopping day: first that they agree, then how fast they are."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from experiments.benchmarks.agreement import LIMIT, differences
from experiments.benchmarks.model import ShoppingDay
from experiments.benchmarks.report import Report

ROOT = Path(__file__).resolve().parents[2]
POOLS = (
    "POLARS_MAX_THREADS",
    "NUMBA_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
)
ORDER = ("market", "kernel", "numpy", "mesa-frames", "mesa")


@dataclass(frozen=True)
class Peer:
    """One implementation: the module to run, by which Python, and how many consumers it is given at most."""

    name: str
    module: str
    python: str
    most: int


def start(python: str, module: str, threads: int, arguments: Mapping[str, object]) -> str:
    """Run a module in a process of its own and return its last line."""
    command = [python, "-m", f"experiments.benchmarks.{module}"]
    command += [part for key, value in arguments.items() for part in (f"--{key}", str(value))]
    environment = os.environ | dict.fromkeys(POOLS, str(threads))
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{module} failed:\n{done.stderr}")
    return done.stdout.strip().splitlines()[-1]


def bare(peer: Peer, consumers: int, days: int, seed: int) -> Report:
    """One run of one peer on one thread."""
    size = {"consumers": min(consumers, peer.most), "days": days, "seed": seed}
    return Report.from_json(start(peer.python, peer.module, 1, size))


def agree(peers: Sequence[Peer], consumers: int, days: int, seeds: int) -> bool:
    """Print the largest differences, in standard errors; True if none is beyond the limit."""
    reports = {
        peer.name: [bare(peer, consumers, days, 1000 * place + seed) for seed in range(seeds)]
        for place, peer in enumerate(peers)
    }
    print(
        f"\nAgreement: {consumers:,} consumers, {days} days, {seeds} seeds each; limit {LIMIT} standard errors\n"
    )
    print("| per consumer-day | visits | trips | units | refused |\n|---|--:|--:|--:|--:|")
    for name, runs in reports.items():
        size = sum(run.consumers * run.days for run in runs)
        counts = (sum(getattr(run, what) for run in runs) for what in ("visits", "trips", "units", "refused"))
        print(f"| {name} | " + " | ".join(f"{count / size:.4f}" for count in counts) + " |")
    print("\n| pair | quantity | largest difference, standard errors |\n|---|---|--:|")
    found = differences(reports)
    for pair, quantity, errors in found:
        print(f"| {pair} | {quantity} | {errors:.2f}{'' if errors < LIMIT else ' !'} |")
    return all(errors < LIMIT for _, _, errors in found)


def race(peers: Sequence[Peer], consumers: int, days: int, repeats: int) -> None:
    """Time the peers in turn, again and again, and print medians; ratios first."""
    runs: dict[str, list[Report]] = {peer.name: [] for peer in peers}
    for repeat in range(repeats):
        for peer in peers:
            runs[peer.name].append(bare(peer, consumers, days, repeat))
    fastest = median(run.nanoseconds for run in runs[peers[0].name])
    day = ShoppingDay()
    print(
        f"\nBare shopping day: commit {commit()}, {consumers:,} consumers, {day.shops} shops, {day.categories} categories,"
        f" {days} days, 1 thread, median of {repeats} alternating runs\n"
    )
    print(
        f"| implementation | × {peers[0].name} | ns per consumer-day | least – most | bytes per consumer | consumers |"
    )
    print("|---|--:|--:|--:|--:|--:|")
    for name, reports in runs.items():
        times = [report.nanoseconds for report in reports]
        room = median(report.peak_bytes for report in reports)
        print(
            f"| {name} | {median(times) / fastest:.1f} | {median(times):.0f} | {min(times):.0f} – {max(times):.0f} "
            f"| {room:.0f} | {reports[0].consumers:,} |"
        )


def full(experiment: str, sizes: Sequence[int], shops: Sequence[int], days: int, repeats: int) -> None:
    """Time the full market for every size, number of shops and number of threads, alternating."""
    cases = [(n, s, threads) for n in sizes for s in shops for threads in (1, 2)]
    runs: dict[tuple[int, int, int], list[dict[str, float]]] = {case: [] for case in cases}
    for repeat in range(repeats):
        for n, s, threads in cases:
            arguments = {
                "experiment": experiment,
                "consumers": n,
                "shops": s,
                "threads": threads,
                "days": days,
            }
            line = start(sys.executable, "full_market", threads, {**arguments, "seed": repeat})
            runs[n, s, threads].append(json.loads(line))
    print(
        f"\nFull market: commit {commit()}, experiment {experiment}, median of {repeats} alternating runs\n"
    )
    print("| consumers | shops | threads | × 1 thread | M consumer-days/s | bytes per consumer | days |")
    print("|--:|--:|--:|--:|--:|--:|--:|")
    rate = {
        case: median(run["consumers"] * run["days"] / run["seconds"] for run in taken)
        for case, taken in runs.items()
    }
    for (n, s, threads), taken in runs.items():
        room = median(run["peak_bytes"] for run in taken)
        print(
            f"| {n:,} | {s} | {threads} | {rate[n, s, threads] / rate[n, s, 1]:.2f} | {rate[n, s, threads] / 1e6:.2f} "
            f"| {room:.0f} | {taken[0]['days']:.0f} |"
        )


def commit() -> str:
    """The commit that is measured; + when files differ from it."""
    asked = ("git", "describe", "--always", "--dirty=+", "--abbrev=10")
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=ORDER, default=ORDER, help="the first is what ratios refer to"
    )
    parser.add_argument("--frames-python", help="Python of the environment in which mesa-frames is installed")
    parser.add_argument("--consumers", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument(
        "--mesa-most", type=int, default=100_000, help="consumers given to plain mesa at most"
    )
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--agree-consumers", type=int, default=20_000)
    parser.add_argument("--agree-seeds", type=int, default=8)
    parser.add_argument("--full", action="store_true", help="time the full market instead")
    parser.add_argument("--experiment", default="double11", help="of the full market")
    parser.add_argument("--full-days", type=int, default=0, help="0: as many as the experiment has")
    parser.add_argument("--shops", type=int, nargs="+", default=[5, 20, 200], help="of the full market")
    return parser.parse_args()


def main() -> None:
    """Agreement, then the race; or the full market."""
    a = options()
    if a.full:
        full(a.experiment, a.consumers, a.shops, a.full_days, a.repeats)
        return
    every = {
        "market": Peer("market", "market_reference", sys.executable, 10**9),
        "kernel": Peer("kernel", "kernel_reference", sys.executable, 10**9),
        "numpy": Peer("numpy", "numpy_reference", sys.executable, 10**9),
        "mesa-frames": Peer("mesa-frames", "frames_reference", a.frames_python or "", 10**9),
        "mesa": Peer("mesa", "mesa_reference", sys.executable, a.mesa_most),
    }
    peers = [every[name] for name in a.only if every[name].python]
    if len(peers) < len(a.only):
        print(
            "mesa-frames is left out: name its Python with --frames-python (README.md tells how to make one)"
        )
    if not agree(peers, a.agree_consumers, a.days, a.agree_seeds):
        raise SystemExit("the implementations disagree: their times are not comparable")
    for consumers in a.consumers:
        race(peers, consumers, a.days, a.repeats)


if __name__ == "__main__":
    main()
