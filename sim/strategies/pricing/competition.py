"""Competition-oriented pricing: yesterday's rival prices are the yardstick."""

from dataclasses import dataclass

import numpy as np

from sim.strategies.base import Floats, View
from sim.strategies.bounds import one_of, within

REFERENCES = ("min", "mean")


def below_rivals(view: View, reference: str, undercut: float, margin: float) -> Floats:
    """(k,) list prices at which the own deal price is the rivals' cheapest or mean one, less a share, cents/unit.

    Own promotions are allowed for as they stood yesterday; otherwise two shops in one campaign would take each
    other's discount for a price cut, day after day. A product without a rival keeps yesterday's price, and the
    deal price stays at or above cost / (1 - margin).
    """
    if reference == "min":
        price = np.fmin.reduce(view.rival_prices, axis=0, initial=np.inf)
        known = price < np.inf
    else:
        sold = view.rival_prices == view.rival_prices
        rivals = np.add.reduce(sold, axis=0, dtype=np.int64)
        price = np.add.reduce(view.rival_prices, axis=0, where=sold) / np.maximum(rivals, 1)
        known = rivals > 0
    asked = np.where(known, (1.0 - undercut) * price, view.deal_price)
    return np.maximum(asked, view.cost / (1.0 - margin)) * (view.list_price / view.deal_price)


@dataclass(frozen=True)
class Match:
    """Ask what rivals ask, never below the lowest margin."""

    reference: str  # "min" the cheapest rival, "mean" the average rival
    margin: float  # share of price, the lowest margin that the shop accepts

    def __post_init__(self) -> None:
        one_of(self, "reference", REFERENCES)
        within(self, "margin", -1, 0.95)

    def __call__(self, view: View) -> Floats:
        """(k,) list prices, cents/unit."""
        return below_rivals(view, self.reference, 0.0, self.margin)


@dataclass(frozen=True)
class Undercut:
    """Ask a little less than rivals did yesterday, never below the lowest margin.

    Two shops that undercut each other end at their floors: a price war.
    A product that nobody else sells keeps its price.
    """

    reference: str  # "min" the cheapest rival, "mean" the average rival
    undercut: float  # share of the reference price
    margin: float  # share of price, the lowest margin that the shop accepts

    def __post_init__(self) -> None:
        one_of(self, "reference", REFERENCES)
        within(self, "undercut", 0, 0.95)
        within(self, "margin", -1, 0.95)

    def __call__(self, view: View) -> Floats:
        """(k,) list prices, cents/unit."""
        return below_rivals(view, self.reference, self.undercut, self.margin)
