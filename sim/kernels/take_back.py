"""Goods come back to their shop: what was paid for them goes back to the buyer, in money and in points."""

from typing import NamedTuple

import numpy as np

from sim.kernels import kernel
from sim.kernels.only import Array
from sim.kernels.redeem import BRAND_BACK, GIVEN_AGAIN, TAKEN_BACK
from sim.kernels.settle import GIVEN_BACK, REFUNDS, RETURNS

F = np.float32


class Refunded(NamedTuple):
    """Columns of the consumers' state that a return changes."""

    need: Array
    purse: Array
    spent: Array
    points: Array
    recent: Array


@kernel
def take_back(lo, hi, day, keep, state, w, lines, books, extras):
    """Take back parcels ``lo``…``hi`` of ``lines`` on ``day``.

    A line sent back returns what was paid for it; the points that it earned are taken back as far as they are still there. The
    rest of the basket keeps its reductions, coupons stay used. ``extras[shop]`` counts what moves besides goods and their price.
    keep: share of the rolling spend that each morning has left of it. state: Refunded.
    """
    need, purse, spent, points, recent = state.need, state.purse, state.spent, state.points, state.recent
    for x in range(lo, hi):
        line = lines[x]
        i, j, h, s = line.consumer, line.offer, line.channel, line.shop
        books[j, h, RETURNS] += line.units
        books[j, h, REFUNDS] += line.paid
        books[j, h, GIVEN_BACK] += line.off_platform
        need[i, line.category] = min(w.needs_cap, need[i, line.category] + F(line.units))
        purse[i] += line.paid
        spent[i] -= line.paid
        left = F(line.paid)
        for _ in range(line.ordered, day):
            left *= keep
        recent[i] = max(F(0), recent[i] - left)
        lost = min(line.points, points[i] + line.redeemed)
        points[i] += line.redeemed - lost
        extras[s, BRAND_BACK] += line.off_brand
        extras[s, GIVEN_AGAIN] += line.redeemed
        extras[s, TAKEN_BACK] += lost
