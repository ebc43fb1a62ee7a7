"""Consumers wake, visit, search, choose and go to the till."""

from typing import TYPE_CHECKING

import numpy as np

from sim.core.rows import roomier
from sim.kernels.checkout import AtTill, checkout
from sim.kernels.only import only
from sim.kernels.shopping import shop as fill_carts
from sim.kernels.top_up import Able, Inclined, Stalls, insert, top_up
from sim.market.crew import BLOCK, Range
from sim.market.halo import accompany
from sim.market.load import admit

if TYPE_CHECKING:
    from sim.market.model import Market


NOBODY = np.zeros(0, np.int64)  # no line chooses anew


def shop(market: "Market") -> None:
    """Carts of all consumers, each taken to the till; lines are in the order of consumers."""
    watched = market.platform.server.capacity > 0
    if watched:
        admit(market)

    def job(part: Range) -> None:
        at, end = (0, len(part.visits)) if watched else (part.lo, part.hi)
        while at < end:
            at, part.n_lines = fill_carts(
                at, end, BLOCK, part.n_lines, NOBODY, part.visits, market.traits, market.state, market.offers, market.shelf,
                market.places, market.today, market.weights, market.keys, part.scratch, part.lines,
            )  # fmt: skip
            if at >= end:
                break
            part.lines = roomier(part.lines, part.n_lines)
        go_to_till(market, part)

    market.crew.each(job)


def go_to_till(market: "Market", part: Range) -> None:
    """Baskets of one range are topped up to thresholds, billed, and paid for or left behind."""
    if market.w.halo_exposure > 0:
        accompany(market, part)
    if len(market.rules) and market.w.checkout_fill > 0:
        fill_up(market, part)
    checkout(
        part.n_lines, market.platform.combinations, market.traits.persona, only(AtTill, market.state), market.offers,
        market.rules, market.shelf.shipping, market.shelf.free_shipping, market.places.friction, market.weights,
        market.keys.checkout, part.lines, part.books, part.scratch.funnel, part.work,
    )  # fmt: skip


def fill_up(market: "Market", part: Range) -> None:
    """Let baskets of one range take one thing more towards a threshold; new lines go to the end of their basket."""
    added, after = np.empty(part.n_lines, part.lines.dtype), np.empty(part.n_lines, np.int64)
    n_added = top_up(
        part.n_lines, only(Inclined, market.traits), only(Able, market.state), market.offers, market.rules,
        only(Stalls, market.shelf), market.weights, part.scratch.views, part.scratch.funnel, part.lines, added, after,
        part.basket, part.work,
    )  # fmt: skip
    if part.n_lines + n_added > len(part.lines):
        part.lines = roomier(part.lines, part.n_lines)
    part.n_lines = insert(part.n_lines, n_added, added, after, part.lines)
