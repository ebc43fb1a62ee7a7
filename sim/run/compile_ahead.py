"""On the first run two processes compile: this one from the morning on, another from the evening back, until they meet.

Machine code is kept on disk, so whoever comes second finds it there. Run as a module this is the other process: it reads a
config from standard input, and plays the evening of a day on which nobody came.
"""

import os
import subprocess
import sys
from typing import Any

import numpy as np
from omegaconf import DictConfig, OmegaConf, open_dict

from sim.kernels import is_compiled
from sim.market import closing, delivering, opening, posting, promoting, reaching, settling, shopping
from sim.run.build import build
from sim.world.consumers import empty_state, empty_traits
from sim.world.population import PersonaTable, Population
from sim.world.weights import Weights

FEW = 8  # consumers
NO_BASKET = np.empty(0, np.int64)


def compile_ahead(cfg: DictConfig) -> None:
    """Start the other process, unless the machine code is there already or there is only one core."""
    if is_compiled() or (os.cpu_count() or 1) < 2:
        return
    helper = subprocess.Popen(
        [sys.executable, "-m", __spec__.name],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert helper.stdin is not None
    with helper.stdin as pipe:
        pipe.write(OmegaConf.to_yaml(cfg, resolve=True))


def undrawn_population(
    seed: int, n: int, table: PersonaTable, slots: int, w: Weights, shop_names: list[str], fame: Any
) -> Population:
    """``n`` consumers without traits, for those who only need the shape of a population."""
    categories = table.rate.shape[1]
    return Population(empty_traits(n, categories), empty_state(n, categories, slots, 1))


def evening(cfg: DictConfig) -> None:
    """Take an empty market backwards from the books of a day to the till; the day is a campaign's launch if there is one."""
    with open_dict(cfg):
        cfg.population.size, cfg.threads, cfg.seed = FEW, 1, 0
    market = build(cfg, draw=undrawn_population)
    launches = [np.datetime64(campaign.window[0], "D") for campaign in market.campaigns]
    market.steps = 1 + int(np.isin(market.calendar.dates, launches).argmax())
    opening.open_day(market)
    posting.post(market)
    market.keys = reaching.keys_of(market)
    closing.close(market)
    delivering.deliver(market)
    settling.settle(market)
    for part in market.crew.ranges:
        promoting.bill_baskets(market, part, NO_BASKET, closed=0, scarce=1)
        shopping.go_to_till(market, part)


if __name__ == "__main__":
    evening(DictConfig(OmegaConf.create(sys.stdin.read())))
