"""Competition-oriented pricing: rival prices of yesterday, or of some days ago, are the yardstick."""

from dataclasses import dataclass
from typing import cast

import numpy as np

from sim.strategies.base import Floats, View
from sim.strategies.bounds import one_of, whole, within

REFERENCES = ("min", "mean")
MEMORY = "rival_prices"


def remembered(view: View, lag: int) -> Floats:
    """(R, k) rival prices posted ``lag`` days ago, cents/unit; the earliest the shop has seen while it is younger than that."""
    if lag == 1:
        return view.rival_prices
    seen = cast(list[Floats], view.memory.setdefault(MEMORY, []))
    seen.append(view.rival_prices)
    del seen[:-lag]
    return seen[0]


def standing(view: View, premium: float) -> float:
    """Multiple of the reference price that the shop's name bears: 1 + premium (own rating - rivals' mean rating)."""
    if not len(view.rival_ratings):
        return 1.0
    return max(0.0, 1.0 + premium * (view.rating - float(view.rival_ratings.sum()) / len(view.rival_ratings)))


def below_rivals(
    view: View, *, reference: str, undercut: float, margin: float, lag: int, premium: float
) -> Floats:
    """(k,) list prices at which the own deal price is the rivals' cheapest or mean one, less a share, cents/unit.

    p = (1 - undercut) reference (1 + premium (own rating - rivals' mean)); the rating stands for the brand, which
    no shop can see.
    Own promotions are allowed for as they stood yesterday; otherwise two shops in one campaign would take each
    other's discount for a price cut, day after day. A product without a rival keeps yesterday's price, and the
    deal price stays at or above cost / (1 - margin).
    """
    rivals = remembered(view, lag)
    if reference == "min":
        price = np.fmin.reduce(rivals, axis=0, initial=np.inf)
        known = price < np.inf
    else:
        sold = rivals == rivals
        count = np.add.reduce(sold, axis=0, dtype=np.int64)
        price = np.add.reduce(np.where(sold, rivals, 0.0), axis=0) / np.maximum(count, 1)
        known = count > 0
    asked = np.where(known, (1.0 - undercut) * standing(view, premium) * price, view.deal_price)
    return np.maximum(asked, view.cost / (1.0 - margin)) * (view.list_price / view.deal_price)


@dataclass(frozen=True)
class Match:
    """Ask what rivals ask, never below the lowest margin."""

    reference: str  # "min" the cheapest rival, "mean" the average rival
    margin: float  # share of price, the lowest margin that the shop accepts
    lag: int  # days from a rival's price to the answer, 1 the next morning
    premium: float  # share of price per star of rating above the rivals' mean

    def __post_init__(self) -> None:
        one_of(self, "reference", REFERENCES)
        within(self, "margin", -1, 0.95)
        whole(self, "lag", 1, 28)
        within(self, "premium", 0, 1)

    def __call__(self, view: View) -> Floats:
        """(k,) list prices, cents/unit."""
        return below_rivals(
            view,
            reference=self.reference,
            undercut=0.0,
            margin=self.margin,
            lag=self.lag,
            premium=self.premium,
        )


@dataclass(frozen=True)
class Undercut:
    """Ask a little less than rivals did, never below the lowest margin.

    Two shops that undercut each other end at their floors: a price war.
    A product that nobody else sells keeps its price.
    """

    reference: str  # "min" the cheapest rival, "mean" the average rival
    undercut: float  # share of the reference price
    margin: float  # share of price, the lowest margin that the shop accepts
    lag: int  # days from a rival's price to the answer, 1 the next morning
    premium: float  # share of price per star of rating above the rivals' mean

    def __post_init__(self) -> None:
        one_of(self, "reference", REFERENCES)
        within(self, "undercut", 0, 0.95)
        within(self, "margin", -1, 0.95)
        whole(self, "lag", 1, 28)
        within(self, "premium", 0, 1)

    def __call__(self, view: View) -> Floats:
        """(k,) list prices, cents/unit."""
        return below_rivals(
            view,
            reference=self.reference,
            undercut=self.undercut,
            margin=self.margin,
            lag=self.lag,
            premium=self.premium,
        )
