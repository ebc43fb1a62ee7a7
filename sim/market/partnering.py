"""Coupons of partners: an order at one shop grants a coupon for another, and the two settle (PROMO-22)."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.core.money import allocate, cents
from sim.core.rng import base_key, name_key, personal_key, uniform
from sim.market.opening import asleep
from sim.market.sending import note, still

if TYPE_CHECKING:
    from sim.market.model import Market
    from sim.strategies.promotion import Promotion


def partner(market: "Market") -> None:
    """Grant coupons to today's buyers at partners and settle for those that were used today."""
    offers = [offer for offer in market.promotions.offers if offer.granted_by]
    if not offers or market.posted is None:
        return
    wallet, others = [offer.name for offer in market.posted.wallet], asleep(market)
    for offer in sorted(offers, key=lambda offer: offer.name):
        if offer.claimable(market.phase) and offer.name in wallet and offer.name not in others:
            grant(market, offer, wallet.index(offer.name))
        settle_up(market, offer)


def grant(market: "Market", offer: "Promotion", bit: int) -> None:
    """Who bought at the partner today holds the coupon from tomorrow, with the chance ``claim_rate``, while there are any."""
    shop = market.shop_names.index(offer.granted_by)
    lines = [part.lines[: part.n_lines] for part in market.crew.ranges]
    bought = [each["consumer"][(each["kept"] == 1) & (each["shop"] == shop)] for each in lines]
    who = np.unique(np.concatenate(bought))
    who = who[(market.state.claimed[who] & np.uint64(1 << bit)) == 0]
    key = base_key(market.world_seed, "grant", market.day + 1) ^ name_key(offer.name)
    lot = uniform(personal_key(key, who))
    first = np.argsort(lot, kind="stable")[: max(0, still(market, offer.name, offer.quota))]
    lucky = who[np.sort(first[lot[first] < offer.claim_rate])]
    market.state.claimed[lucky] |= np.uint64(1 << bit)
    note(market, offer.name, lucky)


def takers(market: "Market", offer: "Promotion") -> NDArray[np.float64]:
    """(S,) uses of the coupon at each shop today."""
    uses = np.zeros(len(market.specs))
    posted = [each.name for each in market.posted.basket] if market.posted else []
    if offer.name not in posted:
        return uses
    bit = np.uint64(posted.index(offer.name))
    for part in market.crew.ranges:
        lines = part.lines[: part.n_lines]
        using = (lines["kept"] == 1) & (
            (lines["applied"] & market.offers["mask"][lines["offer"]]) >> bit & np.uint64(1) > 0
        )
        whose = np.unique(lines["consumer"][using], return_inverse=True)[1]
        value = lines["units"][using] * lines["list_price"][using].astype(float)
        share = value / np.bincount(whose, value)[whose]
        uses += np.bincount(lines["shop"][using], share, len(uses))
    return uses


def settle_up(market: "Market", offer: "Promotion") -> None:
    """The shop that granted the coupon pays ``settlement`` for every use to the shops that took it, through the platform.

    A use of which several shops bear a part is shared by what the goods cost that it was for.
    """
    uses = takers(market, offer)
    amount = cents(offer.settlement) * round(uses.sum())
    if amount:
        out = np.zeros(len(uses), np.int64)
        out[market.shop_names.index(offer.granted_by)] = amount
        market.ledger.post(market.day, "shop", "platform", "settlement", out)
        market.ledger.post(market.day, "platform", "shop", "settlement", allocate(amount, uses))
