"""Percentage-of-sales advertising with a fixed split over media."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.strategies.base import View
from sim.strategies.bounds import shares, within


def budget(view: View, share: float, fixed: float) -> float:
    """Cents to spend today: `fixed` yuan and a share of the mean daily sales of the last week, never more than the cash."""
    week = view.units[-7:]
    sales = float(np.add.reduce(week) @ view.list_price) / max(len(week), 1)
    return min(100 * fixed + share * sales, max(view.cash, 0))


@dataclass(frozen=True)
class ConstantShare:
    """Spend a fixed sum plus a share of last week's sales a day, split over media, never more than the cash.

    Sales are the shop's own count: units of the last seven days at yesterday's list price.
    """

    share: float  # share of sales
    fixed: float  # yuan/day
    split: Mapping[str, float]  # share of the budget by medium name; sums to 1

    def __post_init__(self) -> None:
        within(self, "share", 0, 1)
        within(self, "fixed", 0)
        shares(self, "split", self.split.values())

    def __call__(self, view: View) -> dict[str, int]:
        """Cents to spend today by medium name."""
        cents = budget(view, self.share, self.fixed)
        return {medium: int(part * cents) for medium, part in self.split.items()}
