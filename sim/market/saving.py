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
MOST = 0.9  # share of the price beyond which nobody expects to save; assumption


def expected_savings(market: "Market", posted: Posted, price: Array) -> tuple[Array, Array, Array]:
    """Further share off that a shopper expects: (P,) from rules open to all, (P, COUPONS) from private ones, best first, and
    the bits in the wallet of each of these; the last place holds the bits of all that are left.

    Of a level the best rule counts. Points and free shipping are not expected.
    """
    rest = float(market.w.checkout_rest)
    levels = 1 + max(RULE_LEVEL.values())
    saving, private = np.zeros((levels, len(price))), []
    for r, rule in enumerate(posted.rules):
        counts = (posted.mask >> np.uint64(r)) & np.uint64(1) > 0
        share = np.minimum(MOST, expected(rule, price, rest)) * counts
        if rule["coupon"] >= 0:
            private.append((share, np.uint64(1) << np.uint64(rule["coupon"])))
        else:
            saving[rule["level"]] = np.maximum(saving[rule["level"]], share)
    return np.minimum(MOST, saving.sum(axis=0)), *best_first(private, len(price))


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


def expected(rule: Any, price: Array, rest: float) -> Array:
    """(P,) share of the price that a rule is expected to give on one product.

    From a threshold on it is what the rule gives on the product alone; below, its depth at the threshold in proportion to how
    near the price comes to it, the rest of the basket taken as ``rest`` of the threshold (assumption).
    """
    near = np.minimum(1.0, 1 / int(rule["quantity"]) + rest) if rule["quantity"] else 1.0
    if rule["quantity"] or not gives_money(rule):
        return depth(rule, price) * near * nearness(rule["spend"], price, rest)
    share = float(rule["percent"]) * nearness(rule["spend"], price, rest)
    steps = [(rule["spend"], worth(rule)), *zip(rule["tier_spend"], rule["tier_amount"], strict=True)]
    for spend, cents in steps:
        times = np.maximum(1, price // max(1, int(spend))) if rule["repeat"] and spend else 1
        once = times * float(cents) / np.maximum(price, float(spend))
        share = np.maximum(share, once * nearness(spend, price, rest))
    return np.minimum(share, rule["cap"] / price) if rule["cap"] else np.asarray(share)


def nearness(spend: Any, price: Array, rest: float) -> Array:
    """(P,) how near prices come to a threshold, 0..1; 1 when there is none."""
    return np.minimum(1.0, price / float(spend) + rest) if spend else np.ones(len(price))


def gives_money(rule: Any) -> bool:
    """Whether a rule gives a share or an amount on what is bought."""
    others = (benefits.SHIPPING, benefits.REDEEM, benefits.BUNDLE, benefits.CHEAPEST)
    return rule["benefit"] not in others


def worth(rule: Any) -> float:
    """Cents that one application of a rule is worth, shares of the price apart."""
    return float(rule["value"] if rule["benefit"] == benefits.GIFT else rule["amount"])


def depth(rule: Any, price: Array) -> Array:
    """(P,) share of the price that a rule gives when its threshold is just met."""
    units = max(1, int(rule["quantity"]))
    threshold = np.maximum(float(rule["spend"]), units * price) if rule["quantity"] else float(rule["spend"])
    steps = np.r_[rule["tier_amount"] / np.maximum(1, rule["tier_spend"]), 0.0]
    if rule["benefit"] in (benefits.SHIPPING, benefits.REDEEM):
        return np.zeros(len(price))
    if rule["benefit"] == benefits.BUNDLE:
        return np.asarray(np.maximum(0.0, 1 - float(rule["price"]) / (units * price)))
    if rule["benefit"] == benefits.CHEAPEST:
        return np.full(len(price), float(rule["percent"]) / units)
    return np.asarray(
        float(rule["percent"])
        + np.maximum(worth(rule) / np.where(threshold > 0, threshold, price), steps.max())
    )
