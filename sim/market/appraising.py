"""Value for money of every offer, against the rest of its category (CONS-20)."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.world.catalog import LOWEST

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def appraise(market: "Market") -> None:
    """Write what today's offers are worth, if anybody looks at it.

    worth = quality per price / its mean over the category's products on sale - 1, at the flash price too; quality in money:
    1 + slope · q, which is what such goods usually cost as a multiple of the category's usual price.
    """
    if not market.frugal:
        return
    offers, catalog = market.offers, market.catalog
    good = fair_level(market)
    value = good / offers["level"]
    on_sale = market.ground.on_sale[catalog.shop]
    count, total = (
        np.bincount(catalog.category, on_sale * of, len(market.categories)) for of in (1.0, value)
    )
    mean = (total / np.maximum(count, 1))[catalog.category]
    usual = np.where(mean > 0, mean, 1)
    offers["worth"], offers["flash_worth"] = value / usual - 1, good / offers["flash_level"] / usual - 1


def fair_level(market: "Market") -> Array:
    """(P,) usual price of goods of such quality over the usual price of the category, as in the catalog."""
    slope = np.array([c.slope for c in market.categories])[market.catalog.category]
    return np.asarray(np.maximum(LOWEST, 1 + slope * market.catalog.quality))
