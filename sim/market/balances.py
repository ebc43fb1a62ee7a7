"""Balances of a presale that one person pays on a day are one basket for the cross-shop reductions of that day (PROMO-14)."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rows import pick
from sim.kernels.redeem import bill_again
from sim.market.promoting import ROW
from sim.market.redemptions import redeemed
from sim.strategies.promotion import Promotion

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def reduce(market: "Market", lines: Array, by: Array) -> None:
    """Take off balances paid today, LINE (sorted by consumer) of the presales ``by``, what cross-shop reductions give.

    They are billed as every basket is, at what is left of their price. A reduction with a limit is for the baskets of the day
    alone, which share it out by minute; shipping stays as it was.
    """
    counts = np.array([offer.balance_counts for offer in market.promotions.offers])[by]
    basket = market.posted.basket if market.posted else []
    acting = sum(1 << r for r, offer in enumerate(basket) if acts(offer))
    if not acting or not counts.any():
        return
    which = np.flatnonzero(counts)
    bare, state, shelf = pick(lines, which), market.state, market.shelf
    bare["list_price"] = bare["price"] = bare["paid"]
    begins = np.flatnonzero(np.diff(bare["consumer"], prepend=-1))
    uses = np.empty((len(begins) * acting.bit_count(), ROW), np.int64)
    others = ((1 << len(basket)) - 1) & ~acting
    n = bill_again(
        begins, len(bare), np.uint64(others), np.uint64(acting), market.platform.combinations, state.coupons, state.points,
        market.offers, market.rules, shelf.shipping, shelf.free_shipping, bare, uses, market.crew.ranges[0].work,
    )  # fmt: skip
    if market.records.keep_orders:
        for r in np.unique(uses[:n, 1]):
            mine = uses[:n][uses[:n, 1] == r]
            redeemed(market, basket[r], mine[:, 2], mine[:, 5], mine[:, 6])
    for column in ("off_shop", "off_platform", "off_brand"):
        lines[column][which] += bare[column]
    lines["paid"][which] = bare["paid"]


def acts(offer: Promotion) -> bool:
    """Whether balances count for it: a cross-shop reduction without a limit."""
    limited = offer.uses or offer.budget or offer.per_person or offer.settlement
    return offer.level == "cross_shop" and offer.benefit == "reduction" and not limited
