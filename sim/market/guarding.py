"""A shop's guard: no promotion may leave less than its lowest margin (PRICE-09)."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.strategies.promotion import Posted

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def floors(market: "Market") -> Array:
    """(P,) cents/unit below which no promotion takes a price; 0 without a guard and for goods that are cleared."""
    catalog, floor = market.catalog, np.zeros(len(market.catalog), np.int64)
    names = [category.name for category in market.categories]
    for s, spec in enumerate(market.specs):
        if spec.min_margin is not None:
            own = slice(int(catalog.start[s, 0]), int(catalog.stop[s, -1]))
            floor[own] = np.ceil(catalog.cost[own] / (1 - spec.min_margin))
            cleared = [names.index(name) for name in spec.clearance]
            floor[own][np.isin(catalog.category[own], cleared)] = 0
    return floor


def guarded(floor: Array, listed: Array, asked: Array, others: Array) -> Array:
    """(n,) cents/unit asked after an offer that lowers the price ``listed``, so that the shop gets no less than its ``floor``.

    others: (n,) share of the reduction that platform and brands pay. A list price that is below the floor already stays.
    """
    if not floor.any():
        return asked
    room, borne = np.maximum(0, listed - floor), 1.0 - others
    lowest = listed - np.floor(np.divide(room, borne, out=listed.astype(float), where=borne > 1e-6))
    return np.where(floor > 0, np.maximum(asked, lowest), asked).astype(np.int64)


def spared(market: "Market", posted: Posted, price: Array, depth: Callable[[Any, Array], Array]) -> Posted:
    """The same posts without the basket rules that could take a product from ``price`` (P,) below its floor.

    ``depth(rule, price)`` is the share that a rule gives when its threshold is just met, which is the most that it gives; the
    shop's own part of it counts. Rules are looked at one by one, so several together may still go below.
    """
    if not market.floor.any():
        return posted
    mask = posted.mask.copy()
    for r, rule in enumerate(posted.rules):
        borne = 1 - float(rule["platform_share"]) - float(rule["brand_share"])
        deep = price * (1 - borne * depth(rule, price)) < market.floor
        mask[deep & (market.floor > 0)] &= ~(np.uint64(1) << np.uint64(r))
    return replace(posted, mask=mask)
