"""How new the form of an offer is when it opens: who used it within ``wearout.season`` (PROMO-28)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.market.games import newness
from sim.market.playing import LONG_AGO
from sim.strategies.promotion import Promotion

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


class Formats:
    """When each shop used each form of promotion last, and how new the form of every open offer was when it opened."""

    def __init__(self, shops: int) -> None:
        self.shops = shops
        self.used: dict[str, Array] = {}  # form -> (S,) last day
        self.fresh: dict[str, float] = {}  # name of an open offer -> 1 nobody had used its form … 0 all had

    def open(self, market: "Market", today: Sequence[Promotion]) -> Mapping[str, float]:
        """The newness of the offers of today by name; those that were open yesterday keep theirs."""
        for offer in today:
            self.used.setdefault(form(offer), np.full(self.shops, LONG_AGO))
        self.fresh = {
            offer.name: self.fresh.get(
                offer.name, newness(self.used[form(offer)], market.day, float(market.w.wearout_season))
            )
            for offer in today
        }
        for offer in today:
            hosts = sorted(market.promotions.scope.shops(offer, market.participants))
            self.used[form(offer)][hosts] = market.day
        return self.fresh


def form(offer: Promotion) -> str:
    """What people take for the same kind of promotion: the benefit, or for a reduction where it acts."""
    return offer.level if offer.benefit == "reduction" else offer.benefit
