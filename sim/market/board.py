"""The morning's board: what shops can know today, drawn up once for all of them."""

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.strategies.base import mean_units, spread_units

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
HISTORY = 28  # days of its own books that a shop looks back on


class Board(NamedTuple):
    """Tables of P products and S shops before the first price of the day is set; nobody can write on them."""

    day: int
    date: date
    weekday: int
    season: Array  # (P,) demand forecast factor of the product's category
    product: Array  # (P,) index in the catalog
    category: Array  # (P,) index of the category
    cost: Array  # (P,) cents/unit
    base_price: Array  # (P,) cents/unit
    list_price: Array  # (P,) cents/unit, yesterday's
    deal_price: Array  # (P,) cents/unit, yesterday's
    stock: Array  # (P,) units
    incoming: Array  # (P,) units
    deposits: Array  # (P,) units set aside for deposits
    units: Array  # (W, P) units sold a day, oldest first
    mean_units: Array  # (P,) their mean over the days
    spread_units: Array  # (P,) their standard deviation over the days
    seen: Array  # (P + 1,) deal prices as rivals saw them yesterday; the last, which stands for no product, is nan
    rating: Array  # (S,) stars
    cash: list[int]  # (S,) cents


def draw_up(market: "Market") -> Board:
    """The board of the current day. Its tables are copies, or never change any more, so a shop may keep what it saw."""
    catalog, day = market.catalog, market.day
    before = market.steps - 1
    deal = market.offers["deal_price"].astype(np.int64)
    seen = np.full(len(catalog) + 1, np.nan)
    if before > 0:
        seen[:-1] = deal
    units = market.sold[max(0, before - HISTORY) : before]
    mean = mean_units(units)
    return Board(
        day=day,
        date=market.date,
        weekday=int(market.calendar.weekday[day]),
        season=_shown(market.calendar.season[day][catalog.category]),
        product=_shown(np.arange(len(catalog))),
        category=_shown(catalog.category.astype(np.int64)),
        cost=_shown(catalog.cost),
        base_price=_shown(catalog.base_price),
        list_price=_shown(market.list_price.copy()),
        deal_price=_shown(deal),
        stock=_shown(market.stock.copy()),
        incoming=_shown(market.incoming.copy()),
        deposits=_shown(market.presales.reserved.copy()),
        units=_shown(units),
        mean_units=_shown(mean),
        spread_units=_shown(spread_units(units, mean)),
        seen=_shown(seen),
        rating=_shown(market.rating.copy()),
        cash=(market.capital + market.ledger.cash).tolist(),
    )


def _shown(array: Array) -> Array:
    """The same numbers, not to be written to."""
    shown = array.view()
    shown.flags.writeable = False
    return shown
