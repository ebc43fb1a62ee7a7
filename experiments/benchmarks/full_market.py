"""One timed run of a full experiment, with as many shops as wanted; order lines, which stream to a file, are not kept."""

from __future__ import annotations

import argparse
import json
import time

from omegaconf import DictConfig, open_dict

import sim
from experiments.benchmarks.report import peak


def with_shops(cfg: DictConfig, count: int) -> DictConfig:
    """The config with `count` shops, spread evenly over its archetypes."""
    archetypes = sorted(cfg.shops)
    with open_dict(cfg):
        for place, name in enumerate(archetypes):
            copies = (count + len(archetypes) - 1 - place) // len(archetypes)
            if copies:
                cfg.shops[name].copies = copies
            else:
                del cfg.shops[name]
    return cfg


def run(name: str, consumers: int, days: int, shops: int, threads: int, seed: int) -> dict[str, float]:
    """Seconds of the steps alone, and peak bytes per consumer, building included."""
    before = peak()
    overrides = [f"population.size={consumers}", f"threads={threads}", "results.orders=false"]
    overrides += [f"calendar.days={days}"] if days else []
    market = sim.build(with_shops(sim.compose(name, *overrides), shops), seed)
    simulated = market.calendar.days
    start = time.perf_counter()
    market.run()
    seconds = time.perf_counter() - start
    market.close()
    return {
        "consumers": consumers,
        "days": simulated,
        "shops": shops,
        "threads": threads,
        "seconds": seconds,
        "peak_bytes": (peak() - before) / consumers,
    }


def main() -> None:
    """Warm up, run once, print one JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--experiment", default="double11")
    parser.add_argument("--consumers", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=0, help="0: as many as the experiment has")
    parser.add_argument("--shops", type=int, default=20)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    a = parser.parse_args()
    run(a.experiment, 2_000, a.days, 5, a.threads, a.seed)
    print(json.dumps(run(a.experiment, a.consumers, a.days, a.shops, a.threads, a.seed)))


if __name__ == "__main__":
    main()
