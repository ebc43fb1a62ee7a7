"""What a shopper expects to save by rules on baskets, product by product."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels import benefits
from sim.strategies.promotion import Posted
from sim.strategies.promotion.engine import RULE_LEVEL
from sim.world.offers import COUPONS

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def expected_savings(market: "Market", posted: Posted, price: Array) -> tuple[Array, Array, Array]:
    """Further share off that a shopper expects: (P,) from rules open to all, (P, COUPONS) from private ones, best first, and
    the bits in the wallet of each of these; the last place holds the bits of all that are left.

    A rule is expected in proportion to how near the price alone comes to its threshold, the rest of the basket taken as
    ``checkout.rest`` of the threshold (assumption). Of a level the best rule counts. Points and free shipping are not expected.
    """
    rest = float(market.w.checkout_rest)
    levels = 1 + max(RULE_LEVEL.values())
    saving, private = np.zeros((levels, len(price))), []
    for r, rule in enumerate(posted.rules):
        counts = (posted.mask >> np.uint64(r)) & np.uint64(1) > 0
        near = np.ones(len(price))
        for threshold, reached in ((int(rule["spend"]), price), (int(rule["quantity"]), 1)):
            if threshold > 0:
                near = np.minimum(near, reached / threshold + rest)
        share = np.minimum(0.9, depth(rule, price) * near) * counts
        if rule["coupon"] >= 0:
            private.append((share, np.uint64(1) << np.uint64(rule["coupon"])))
        else:
            saving[rule["level"]] = np.maximum(saving[rule["level"]], share)
    return np.minimum(0.9, saving.sum(axis=0)), *best_first(private, len(price))


def best_first(private: list[tuple[Array, np.uint64]], products: int) -> tuple[Array, Array]:
    """(P, COUPONS) the largest savings of (share, bit) and their bits, of every product in falling order."""
    shares, bits = np.zeros((products, COUPONS)), np.zeros((products, COUPONS), np.uint64)
    if private:
        share = np.stack([share for share, _ in private])
        bit = np.array([bit for _, bit in private])
        order = np.argsort(-share, axis=0, kind="stable")
        for place, which in enumerate(order):
            at = min(place, COUPONS - 1)
            mine = np.take_along_axis(share, which[None], axis=0)[0]
            shares[:, at] = np.maximum(shares[:, at], mine)
            bits[:, at] |= np.where(mine > 0, bit[which], np.uint64(0))
    return shares, bits


def depth(rule: Any, price: Array) -> Array:
    """(P,) share of the price that a rule gives when its threshold is just met."""
    units = max(1, int(rule["quantity"]))
    threshold = np.maximum(float(rule["spend"]), units * price) if rule["quantity"] else float(rule["spend"])
    worth = float(rule["value"] if rule["benefit"] == benefits.GIFT else rule["amount"])
    steps = np.r_[rule["tier_amount"] / np.maximum(1, rule["tier_spend"]), 0.0]
    if rule["benefit"] in (benefits.SHIPPING, benefits.REDEEM):
        return np.zeros(len(price))
    if rule["benefit"] == benefits.BUNDLE:
        return np.asarray(np.maximum(0.0, 1 - float(rule["price"]) / (units * price)))
    if rule["benefit"] == benefits.CHEAPEST:
        return np.full(len(price), float(rule["percent"]) / units)
    return np.asarray(
        float(rule["percent"]) + np.maximum(worth / np.where(threshold > 0, threshold, price), steps.max())
    )
