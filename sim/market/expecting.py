"""What consumers expect of a sale that was announced, for those who may wait for it (PROMO-33)."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.market.opening import named
from sim.market.posting import posted_on, terms_of
from sim.market.saving import expected_savings

if TYPE_CHECKING:
    from sim.market.model import Market
    from sim.strategies.promotion.engine import Posted

Array = NDArray[Any]


def awaited(market: "Market") -> tuple[Array, int]:
    """(C,) share of the price that waiting for the announced sale is expected to save, and the days until it begins.

    Everybody knows an announced sale and expects the mean reduction of the category over all products on sale, without
    flash offers, which few can get (assumptions). Nothing is expected before the announcement and once the sale has begun.
    """
    campaign, nothing = market.campaign, np.zeros(len(market.categories), np.float32)
    if campaign is None or market.w.anticipation_weight <= 0:
        return nothing, 0
    opens, _ = campaign.window
    if not campaign.first_announcement <= market.date < opens:
        return nothing, 0
    assert market.posted is not None
    then = depth(market, posted_on(market, terms_of(market, opens, campaign.phase(opens), named(market))))
    now = depth(market, market.posted)
    return np.maximum(0, then - now).astype(np.float32), (opens - market.date).days


def depth(market: "Market", posted: "Posted") -> Array:
    """(C,) mean share off the usual price, item offers and expected basket reductions together."""
    catalog = market.catalog
    price = catalog.base_price * (1 - posted.item_off)
    saving, _, _ = expected_savings(market, posted, price)
    off = 1 - (1 - posted.item_off) * (1 - saving)
    on_sale = np.asarray(market.shelf.listed.any(axis=0))[catalog.shop]
    products = np.bincount(catalog.category, on_sale, len(market.categories))
    off_sum = np.bincount(catalog.category, off * on_sale, len(market.categories))
    return np.asarray(off_sum / np.maximum(1, products))
