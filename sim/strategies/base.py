"""What a shop knows on a morning, and the three kinds of rule it may play on it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.floating[Any]]


class MediaBooks(NamedTuple):
    """What a shop's messages cost and brought, by medium: M media, W <= 28 days since it first asked (oldest first)."""

    names: tuple[str, ...]
    spend: Ints  # (W, M) cents a day
    impressions: Floats  # (W, M) shown a day
    first_orders: Floats  # (W, M) people who bought here for the first time in these books, by the medium whose message came last


class CustomerBooks(NamedTuple):
    """A shop's customers since it first asked, by RFM class (`sim.core.rfm`); (6,) each."""

    names: tuple[str, ...]
    people: Ints
    paid: Ints  # cents that they paid so far


@dataclass(frozen=True)
class View:
    """One shop's morning: its own books, what rivals posted and people looked for yesterday, the calendar. Nothing else.

    k own products, R rivals, G segments, C categories, W <= 28 days of own history (oldest first; 0 on the first morning). The
    arrays are read-only and keep their values, so a rule may remember them; only ``memory`` is written to.
    """

    day: int  # days since the market opened
    date: date
    weekday: int  # 0 Monday .. 6 Sunday
    phase: str  # phase of the campaign that the shop takes part in; "" outside
    season: Floats  # (k,) demand forecast factor of the product's category, 1 normal
    product: Ints  # (k,) index in the catalog; shifts when other shops join, so no rule may compute with it
    category: Ints  # (k,) index of the category
    cost: Ints  # (k,) cents/unit
    list_price: Ints  # (k,) cents/unit, yesterday's
    deal_price: Ints  # (k,) cents/unit, yesterday's, after promotions
    base_price: Ints  # (k,) cents/unit, on the opening day
    units: Ints  # (W, k) units sold a day
    stock: Ints  # (k,) units on the shelf
    incoming: Ints  # (k,) units ordered, not yet there
    deposits: Ints  # (k,) units set aside for those who put down a deposit, not in stock
    rival_prices: (
        Floats  # (R, k) cents/unit, yesterday's deal price of each rival's most similar product; nan none
    )
    rival_ratings: Floats  # (R,) public rating, 1..5
    wanting: Floats  # (G, C) share of the people of each segment who look for a category and have not got it
    rating: float  # own public rating, 1..5
    cash: int  # cents
    media: MediaBooks  # own spend on messages and the first orders that they are credited with
    customers: CustomerBooks  # own customers by class
    memory: dict[str, Any]  # the shop's own; the only place where a rule may keep what it learned

    @cached_property
    def mean_units(self) -> Floats:
        """(k,) units sold a day, mean of the history; 0 without one."""
        return mean_units(self.units)

    @cached_property
    def spread_units(self) -> Floats:
        """(k,) units a day, standard deviation over the days of the history; 0 without one."""
        return spread_units(self.units, self.mean_units)


def mean_units(units: Ints) -> Floats:
    """(k,) mean of (W, k) units a day."""
    mean: Floats = np.add.reduce(units) / max(len(units), 1)
    return mean


def spread_units(units: Ints, mean: Floats) -> Floats:
    """(k,) standard deviation of (W, k) units a day around their mean."""
    variance = np.einsum("wk,wk->k", units, units) / max(len(units), 1) - mean * mean
    spread: Floats = np.sqrt(np.maximum(variance, 0.0))
    return spread


class PricingRule(Protocol):
    """Asks a price."""

    def __call__(self, view: View) -> Floats:
        """(k,) list prices, cents/unit; the shop rounds them to whole cents, at least 1."""
        ...


class SupplyRule(Protocol):
    """Fills the shelf."""

    @property
    def lead(self) -> int:
        """Days from order to shelf."""
        ...

    def __call__(self, view: View) -> Ints:
        """(k,) units to order now."""
        ...


class MediaRule(Protocol):
    """Buys attention."""

    def __call__(self, view: View) -> dict[str, int]:
        """Cents to spend today by medium name."""
        ...
