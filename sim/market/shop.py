"""A shop: an agent that knows only its view and plays the rules of its config."""

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.strategies.base import View
from sim.world.actors import ShopSpec

if TYPE_CHECKING:
    from sim.market.model import Market

HISTORY = 28  # days of own sales that a shop looks back on


class Shop(mesa.Agent):
    """One seller. ``index`` is its row in every table of shops; its products are ``product``."""

    def __init__(self, model: "Market", spec: ShopSpec, index: int) -> None:
        super().__init__(model)
        self.spec = spec
        self.name = spec.name
        self.index = index
        self.product: NDArray[np.int64] = np.flatnonzero(model.catalog.shop == index)
        self.memory: dict[str, Any] = {}

    def view(self) -> View:
        """What the shop knows this morning."""
        market, own = self.model, self.product
        first = max(0, market.steps - 1 - HISTORY)
        rivals = market.rival_product[self.index]
        seen = market.offers["deal_price"].astype(float)
        prices = (
            np.where(rivals >= 0, seen[rivals], np.nan) if market.steps > 1 else np.full(rivals.shape, np.nan)
        )
        return View(
            day=market.day,
            date=market.date,
            weekday=int(market.calendar.weekday[market.day]),
            phase=market.phase_of(self.index),
            season=market.calendar.season[market.day][market.catalog.category[own]],
            product=own,
            category=market.catalog.category[own].astype(np.int64),
            cost=market.catalog.cost[own],
            list_price=market.list_price[own],
            deal_price=market.offers["deal_price"][own].astype(np.int64),
            base_price=market.catalog.base_price[own],
            units=market.sold[first : market.steps - 1, own],
            stock=market.stock[own],
            incoming=market.incoming[own],
            rival_prices=prices,
            rival_ratings=market.rating[
                market.shelf.listed.any(axis=0) & (np.arange(len(market.rating)) != self.index)
            ],
            rating=float(market.rating[self.index]),
            cash=int(market.capital + market.ledger.cash[self.index]),
            memory=self.memory,
        )

    def plan(self) -> None:
        """Post list prices, order goods and buy media for today, each by its rule."""
        market, view = self.model, self.view()
        if len(self.product):
            asked = np.maximum(1, np.rint(self.spec.pricing(view))).astype(np.int64)
            market.list_price[self.product] = asked
            if self.spec.supply is not None:
                market.order_goods(self.product, self.spec.supply(view), self.spec.supply.lead)
        if self.spec.media is not None:
            market.buy_media(self.index, self.spec.media(view))
