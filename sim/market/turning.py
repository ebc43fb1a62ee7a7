"""A market turned to other campaigns between two days, as if it had been built with them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.market import opening
from sim.market.promoting import Promotions
from sim.strategies.campaign import Campaign
from sim.strategies.promotion import Promotion
from sim.strategies.promotion.engine import counted, is_private

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
BITS = (
    "coupons",
    "claimed",
    "used",
    "dealt",
)  # arrays of the state that hold a bit for each offer of the wallet


def in_order(campaigns: Iterable[Campaign]) -> list[Campaign]:
    """Those that change anything at all, by their first day."""
    return sorted((each for each in campaigns if each.has_effect), key=lambda campaign: campaign.first_day)


def all_offers(market: "Market") -> list[Promotion]:
    """The offers of shops, then of campaigns."""
    shops = [offer for spec in market.specs for offer in spec.promotions.values()]
    return shops + [offer for each in market.campaigns for offer in each.promotions.values()]


def turn_to(market: "Market", campaigns: Sequence[Campaign]) -> None:
    """Let the days to come have these campaigns instead of those that the market was built with.

    Further days are those of a market built with them, if none of the campaigns that come or go has acted yet. Offers that
    stay keep what they have given, coupons and uses.
    """
    before = market.promotions
    wallet = [wallet_of(before)]
    market.campaigns = in_order(campaigns)
    market.campaign = opening.campaign_of(market)
    market.promotions = Promotions(market, all_offers(market))
    for kept in ("used", "spent", "ended", "redemptions", "points"):
        setattr(market.promotions, kept, getattr(before, kept))
    market.playing = market.playing.turned(market)
    wallet.append(wallet_of(market.promotions))
    moved = {field: moved_bits(getattr(market.state, field), *wallet) for field in BITS}
    uses = moved_columns(market.state.uses, *([offer.name for offer in counted(each)] for each in wallet))
    market.state = market.state._replace(uses=uses, **moved)
    market.posted_for = market.posted = None


def wallet_of(promotions: Promotions) -> list[Promotion]:
    """The offers that have a bit in a wallet, in the order of bits."""
    private = (offer for offer in promotions.offers if offer.has_benefit)
    return sorted(
        (offer for offer in private if is_private(offer, promotions.understanding)),
        key=lambda offer: offer.name,
    )


def moved_bits(bits: Array, before: Sequence[Promotion], after: Sequence[Promotion]) -> Array:
    """(N,) bit sets in which every offer of both wallets has the bit of the second; those of others are gone."""
    place = {offer.name: bit for bit, offer in enumerate(after)}
    moved = np.zeros_like(bits)
    for bit, offer in enumerate(before):
        if offer.name in place:
            moved |= (bits >> np.uint64(bit) & np.uint64(1)) << np.uint64(place[offer.name])
    return moved


def moved_columns(uses: Array, before: Sequence[str], after: Sequence[str]) -> Array:
    """(N, U) uses with a column for every name of the second list; zero where the first has none."""
    moved = np.zeros((len(uses), len(after)), uses.dtype)
    for column, name in enumerate(after):
        if name in before:
            moved[:, column] = uses[:, before.index(name)]
    return moved
