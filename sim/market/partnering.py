"""Coupons of partners: an order at one shop grants a coupon for another, and the two settle (PROMO-22)."""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from sim.core.money import allocate, cents
from sim.core.rng import base_key, name_key, personal_key, uniform
from sim.market.opening import asleep

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
    """Who bought at the partner today holds the coupon from tomorrow, with the chance ``claim_rate``."""
    shop = market.shop_names.index(offer.granted_by)
    lines = [part.lines[: part.n_lines] for part in market.crew.ranges]
    bought = [each["consumer"][(each["kept"] == 1) & (each["shop"] == shop)] for each in lines]
    who = np.unique(np.concatenate(bought))
    key = base_key(market.world_seed, "grant", market.day + 1) ^ name_key(offer.name)
    lucky = who[uniform(personal_key(key, who)) < offer.claim_rate]
    market.state.claimed[lucky] |= np.uint64(1 << bit)


def settle_up(market: "Market", offer: "Promotion") -> None:
    """The shop that granted the coupon pays ``settlement`` for every use to the shops that took it, through the platform."""
    uses: Counter[str] = Counter()  # by payer: two who share an offer both see each use of it
    for row in market.promotions.redemptions:
        if (row.date, row.promotion) == (market.day, offer.name):
            uses[row.payer] += row.uses
    amount = cents(offer.settlement) * max(uses.values(), default=0)
    if amount:
        out, back = (np.zeros(len(market.specs), np.int64) for _ in range(2))
        out[market.shop_names.index(offer.granted_by)] = amount
        takers = [market.shop_names.index(name) for name in offer.shops]
        back[takers] = allocate(amount, np.ones(len(takers)))
        market.ledger.post(market.day, "shop", "platform", "settlement", out)
        market.ledger.post(market.day, "platform", "shop", "settlement", back)
