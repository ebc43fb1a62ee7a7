"""Consumers wake, visit, search, choose and go to the till."""

from typing import TYPE_CHECKING

import numpy as np

from sim.kernels.checkout import checkout
from sim.kernels.settle import count_carts
from sim.kernels.shopping import shop as fill_carts
from sim.market.crew import BLOCK, Range

if TYPE_CHECKING:
    from sim.market.model import Market


NOBODY = np.zeros(0, np.int64)  # no line chooses anew


def shop(market: "Market") -> None:
    """Carts of all consumers, each taken to the till; lines are in the order of consumers."""

    def job(part: Range) -> None:
        at = part.lo
        while True:
            at, part.n_lines = fill_carts(
                at, part.hi, BLOCK, part.n_lines, NOBODY, market.traits, market.state, market.offers, market.shelf, market.places,
                market.today, market.weights, market.keys, part.scratch, part.lines,
            )  # fmt: skip
            if at >= part.hi:
                break
            part.lines = np.concatenate([part.lines, np.empty_like(part.lines)])
        count_carts(part.n_lines, part.lines, part.books)
        checkout(
            part.n_lines, market.platform.combinations, market.traits, market.state, market.offers, market.rules, market.shelf,
            market.places, market.weights, market.keys, part.lines, part.scratch.funnel,
        )  # fmt: skip

    market.crew.each(job)
