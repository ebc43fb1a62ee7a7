"""Budgets of a campaign count its own offers, activities, partners and extra media, not what shops always offer."""

from itertools import takewhile
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
LATER = ("cash_back", "points")
"""Benefits that cost nothing on the day of the order."""


def beside(market: "Market") -> bool:
    """Whether offers of shops' own hold today beside a campaign with a budget, so that what they give must be told apart."""
    campaign = market.campaign
    limited = campaign is not None and (campaign.budget > 0 or campaign.platform_budget > 0)
    return bool(limited and market.phase and market.promotions.own)


def own_reductions(market: "Market") -> tuple[Array, int]:
    """(S,) cents that shops, and cents that the platform, gave today by offers of shops' own."""
    shops, platform = np.zeros(len(market.specs), np.int64), 0
    if not beside(market):
        return shops, platform
    own = market.promotions.own
    for row in takewhile(lambda row: row.date == market.day, reversed(market.promotions.redemptions)):
        if row.promotion not in own or row.benefit in LATER:
            continue
        if row.payer == "shop" and row.benefit != "shipping":
            shops[own[row.promotion]] += row.cents
        if row.payer == "platform":
            platform += row.cents
    return shops, platform
