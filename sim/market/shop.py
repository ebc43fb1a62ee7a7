"""A shop: an agent that knows only its view and plays the rules of its config."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property, partial
from math import inf
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.market.board import Board
from sim.market.crediting import books
from sim.market.intel import misreading, wanting
from sim.market.regulars import customers
from sim.strategies.base import CustomerBooks, Floats, Ints, MediaBooks, SupplyRule, View
from sim.strategies.replay import Taped
from sim.strategies.supply import OrderUpTo, SeizeOpportunities
from sim.world.actors import ShopSpec

if TYPE_CHECKING:
    from sim.market.model import Market

AMOUNTS = (int, float, np.integer, np.floating)


class Morning(View):
    """A view that looks up its rivals when a rule asks for them: most rules never do."""

    _posted: Floats  # deal prices that everybody saw yesterday
    _misreading: Floats | None  # factors by which the shop misreads them
    _alike: Ints  # (R, k) which of them are the rivals' for the own products
    _ratings: Floats  # (S,) that everybody can see
    _others: Ints  # (R,) which of them are the rivals'
    _wanting: Callable[[], Floats]
    _media: Callable[[], MediaBooks]
    _customers: Callable[[], CustomerBooks]

    @cached_property
    def wanting(self) -> Floats:
        """(G, C) share of the people of each segment who look for a category and have not got it."""
        return self._wanting()

    @cached_property
    def media(self) -> MediaBooks:
        """Own spend on messages and the first orders that they are credited with."""
        return self._media()

    @cached_property
    def customers(self) -> CustomerBooks:
        """Own customers by RFM class, since the shop first asked."""
        return self._customers()

    @cached_property
    def rival_prices(self) -> Floats:
        """(R, k) cents/unit, yesterday's deal price of each rival's most similar product as the shop reads it; nan none."""
        seen = self._posted if self._misreading is None else self._posted * self._misreading
        return seen.take(self._alike.T).T

    @cached_property
    def rival_ratings(self) -> Floats:
        """(R,) public rating, 1..5."""
        return self._ratings.take(self._others)


def stocking_for(supply: SupplyRule | None, uplift: float) -> SupplyRule | None:
    """The rule as it orders before a campaign that is to sell `uplift` times as much, if it makes a difference to it."""
    if isinstance(supply, Taped):
        return replace(supply, rule=stocking_for(supply.rule, uplift))
    if isinstance(supply, SeizeOpportunities):
        return replace(supply, rule=stocking_for(supply.rule, uplift) or supply.rule)
    return replace(supply, campaign_factor=uplift) if isinstance(supply, OrderUpTo) else supply


class Shop(mesa.Agent):
    """One seller. ``index`` is its row in every table of shops; its products are the rows ``own`` of every table of products."""

    def __init__(self, model: "Market", spec: ShopSpec, index: int) -> None:
        super().__init__(model)
        self.spec = spec
        self.name = spec.name
        self.index = index
        self.own = slice(int(model.catalog.start[index, 0]), int(model.catalog.stop[index, -1]))
        self.others: Ints = np.setdiff1d(np.flatnonzero(model.ground.on_sale), [index])
        self.memory: dict[str, Any] = {}

    def view(self, board: Board) -> View:
        """What the shop knows this morning."""
        own, index, view = self.own, self.index, object.__new__(Morning)
        vars(view).update(
            day=board.day,
            date=board.date,
            weekday=board.weekday,
            phase=self.model.phase_of(index),
            season=board.season[own],
            product=board.product[own],
            category=board.category[own],
            cost=board.cost[own],
            list_price=board.list_price[own],
            deal_price=board.deal_price[own],
            base_price=board.base_price[own],
            units=board.units[:, own],
            mean_units=board.mean_units[own],
            spread_units=board.spread_units[own],
            stock=board.stock[own],
            incoming=board.incoming[own],
            deposits=board.deposits[own],
            rating=float(board.rating[index]),
            cash=board.cash[index],
            memory=self.memory,
            _posted=board.seen,
            _misreading=misreading(self.model, index),
            _alike=self.model.rival_product[index],
            _ratings=board.rating,
            _others=self.others,
            _wanting=partial(wanting, self.model),
            _media=partial(books, self.model, index),
            _customers=partial(customers, self.model, index),
        )
        return view

    def plan(self, board: Board) -> None:
        """Post list prices, order goods and buy media for today, each by its rule."""
        market, spec, view = self.model, self.spec, self.view(board)
        supply = spec.supply
        learning = market.learning
        market.effort[self.index] = 1.0
        if learning is not None:
            ahead = learning(view)
            supply = stocking_for(supply, ahead.uplift)
            if view.phase and market.campaign is not None and market.campaign.learning is not None:
                market.effort[self.index] = ahead.effort
        if self.own.start < self.own.stop:
            market.list_price[self.own] = self._prices(spec.pricing(view))
            if supply is not None:
                units = self._answer(supply, "supply", supply(view), "iu")
                market.order_goods(self.own, units, supply.lead)
        if spec.media is not None:
            market.buy_media(self.index, self._spending(spec.media(view)))

    def _prices(self, answer: Any) -> Floats:
        """(k,) list prices that the rule answered in whole cents, at least 1. Raises ValueError below 0 and beyond count."""
        asked = self._answer(self.spec.pricing, "pricing", answer, "iuf")
        for extreme in (asked.min(), asked.max()):
            if not 0 <= extreme <= self.model.dearest:
                raise ValueError(
                    f"shop {self.name}, pricing: {type(self.spec.pricing).__name__} answered {extreme:.3g} cents for a unit; "
                    f"answer 1 to {self.model.dearest} with consumer.quantity.room as it is"
                )
        prices: Floats = np.maximum(1, np.rint(asked))
        return prices

    def _answer(self, rule: object, slot: str, answer: Any, kinds: str) -> Any:
        """(k,) what a rule answered. Raises ValueError unless these are finite numbers of these kinds, one for each product."""
        values, k = np.asarray(answer), self.own.stop - self.own.start
        kind = values.dtype.kind
        if values.shape == (k,) and kind in kinds and (kind != "f" or np.isfinite(values).all()):
            return values
        wanted = f"{k} whole numbers" if kinds == "iu" else f"{k} finite numbers"
        told = " ".join(repr(answer).split())
        raise ValueError(
            f"shop {self.name}, {slot}: {type(rule).__name__} answered {told}; answer {wanted}, one for each product"
        )

    def _spending(self, answer: Any) -> dict[str, int]:
        """Cents by medium that the media rule answered; nothing in a market without media.

        Raises ValueError unless these are finite amounts of at least 0 for media that there are.
        """
        names = [medium.name for medium in self.model.media]
        if not names:
            return {}
        if isinstance(answer, Mapping) and all(
            medium in names and isinstance(cents, AMOUNTS) and 0 <= cents < inf
            for medium, cents in answer.items()
        ):
            return {medium: int(cents) for medium, cents in answer.items()}
        told, known = " ".join(repr(answer).split()), ", ".join(names)
        raise ValueError(
            f"shop {self.name}, media: {type(self.spec.media).__name__} answered {told}; "
            f"answer cents of at least 0 by medium; media are {known}"
        )
