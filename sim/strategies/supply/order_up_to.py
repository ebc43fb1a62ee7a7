"""Periodic review: order up to a level that covers demand until the next delivery."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from sim.strategies.base import Ints, View
from sim.strategies.bounds import whole, within

RUN_UP = ("prepare", "warm_up")


@dataclass(frozen=True)
class OrderUpTo:
    """Every ``review`` days, order what demand until the next delivery and a reserve take.

    level = f m (lead + review) + z f s sqrt(lead + review) + d, with m and s the mean and standard deviation of
    daily sales in the view and f = ``campaign_factor`` while a campaign of the shop comes near, else 1
    (Silver, Pyke and Thomas 2017, periodic-review order-up-to). d are the units under deposit: a presale tells which goods
    will be asked for, and for each of those who put down a deposit one more buyer is expected (assumption).
    """

    lead: int  # days from order to shelf
    review: int  # days from one order to the next
    z: float  # standard deviations of demand kept in reserve
    campaign_factor: float  # forecast sales at the campaign as a multiple of recent sales

    def __post_init__(self) -> None:
        whole(self, "lead", 0, 365)
        whole(self, "review", 1, 365)
        within(self, "z", 0, 6)
        within(self, "campaign_factor", 0, 100)

    def __call__(self, view: View) -> Ints:
        """(k,) units to order now."""
        if view.day % self.review or not len(view.units):
            return np.zeros_like(view.stock)
        risk = self.lead + self.review
        level = risk * view.mean_units + self.z * sqrt(risk) * view.spread_units
        if view.phase in RUN_UP:
            level *= self.campaign_factor
        level = level + view.deposits
        missing: Ints = np.ceil(np.maximum(level - view.stock - view.incoming, 0.0)).astype(np.int64)
        return missing
