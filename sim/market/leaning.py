"""What shops are beside their offers, as the kernels need it: warmth, name, pains solved, and points that they take."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.benefits import REDEEM
from sim.world.actors import ShopSpec

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def images(shops: Sequence[ShopSpec], pains: Sequence[str]) -> dict[str, Array]:
    """Columns of the shelf that tell the shops apart, by name of the column."""
    return {
        "warmth": np.array([s.warmth - 0.5 for s in shops], np.float32),
        "brand": np.array([s.brand for s in shops], np.float32),
        "solves": np.array([sum(1 << pains.index(pain) for pain in s.solves) for s in shops], np.uint16),
        "redeems": np.zeros(len(shops), np.float32),
    }


def best_of(market: "Market", service: Array) -> np.float32:
    """The service that counts as that of the best of all shops, out of (S,) what each gives."""
    return np.float32(np.quantile(service, market.w.satisfaction_service_best))


def drawn(market: "Market") -> bool:
    """Whether anything beside offers draws anybody to a shop today; also notes which shops take points."""
    shelf, w = market.shelf, market.w
    if w.inertia_points > 0:
        shelf.redeems[:] = redeeming(market)
    return bool(
        shelf.warmth.any()
        or shelf.brand.any()
        or (shelf.solves.any() and w.weights_pain > 0)
        or w.inertia_tenure > 0
        or shelf.redeems.any()
        or (market.places.touch != 1).any()
    )


def redeeming(market: "Market") -> Array:
    """(S,) 1 where some product can be paid with points today, else 0."""
    bits = sum(1 << r for r in np.flatnonzero(market.rules["benefit"] == REDEEM))
    takes = market.offers["mask"] & np.uint64(bits) > 0
    return np.bincount(market.catalog.shop, takes, len(market.specs)) > 0
