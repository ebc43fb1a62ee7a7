"""Membership tiers of the morning, and who joins the programme (PROMO-34)."""

from typing import TYPE_CHECKING

import numpy as np

from sim.core.rng import base_key
from sim.kernels.coupons import Wallet, climb
from sim.kernels.membership import Joiner, climb_enrolled, enrol
from sim.kernels.only import only
from sim.market.saving import depth

if TYPE_CHECKING:
    from sim.market.model import Market


def climb_today(market: "Market") -> None:
    """Set tiers by rolling spend; with enrolment on, people decide to join first and nobody else has a tier."""
    thresholds, keep, terms = market.promotions.thresholds, market.promotions.keep, market.platform.enrolment
    if not terms["enabled"]:
        everybody = only(Wallet, market.state)
        market.crew.each(lambda part: climb(part.lo, part.hi, thresholds, keep, everybody))
        return
    state, today = only(Joiner, market.state), base_key(market.world_seed, "enrol", market.day + 1)
    attraction = np.float32(terms["base"] + terms["benefit"] * benefit(market))
    by_orders, loss = np.float32(terms["orders"]), np.float32(terms["loss"])
    market.crew.each(lambda part: enrol(part.lo, part.hi, today, attraction, by_orders, state))
    market.crew.each(lambda part: climb_enrolled(part.lo, part.hi, thresholds, keep, loss, state))


def benefit(market: "Market") -> float:
    """Share off that today's best offer for members gives at its threshold, mean over all products; 0 without one."""
    posted = market.posted
    if posted is None:
        return 0.0
    prices, best = market.offers["deal_price"], 0.0
    for r, (rule, offer) in enumerate(zip(posted.rules, posted.basket, strict=True)):
        if offer.tier > 0:
            covered = (posted.mask >> np.uint64(r)) & np.uint64(1) > 0
            best = max(best, float((depth(rule, prices) * covered).mean()))
    return best
