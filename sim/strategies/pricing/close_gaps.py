"""Close the gap to rivals where it pays most: one lever at a time, by estimated gain per cost (MKT-09)."""

from dataclasses import dataclass

import numpy as np

from sim.strategies.base import Floats, View
from sim.strategies.bounds import whole, within
from sim.strategies.pricing.competition import standing

MEMORY = "close_gaps"


@dataclass(frozen=True)
class CloseGaps:
    """Every ``period`` days move the price of one category by ``step``, up or down: the lever with the largest gain per cost.

    The gap of a category is the mean log of the own deal price over the rivals' mean price, as the shop reads them, for
    what the own rating is worth. Of the buyers who compare, the share 1 / (1 + exp(slope · gap)) is expected to buy here, so
    that a lever changes a product's profit a day from u (p - c) to u q (p' - c), q being the ratio of these shares. Its cost is
    that of new price tags. Nothing is moved unless the gain of ``horizon`` days exceeds the cost. Categories without a rival
    stay as they are.
    """

    slope: float  # fall of the log-odds of being chosen per unit of the gap
    step: float  # share of the price by which a lever moves it
    period: int  # days from one lever to the next
    horizon: int  # days over which a gain is counted
    tags: float  # yuan per product whose price is moved
    premium: float  # share of price per star of rating above the rivals' mean
    margin: float  # share of price, the lowest margin that the shop accepts

    def __post_init__(self) -> None:
        within(self, "slope", 0, 100)
        within(self, "step", 0, 0.5)
        whole(self, "period", 1, 366)
        whole(self, "horizon", 1, 3660)
        within(self, "tags", 1e-6)
        within(self, "premium", 0, 10)
        within(self, "margin", -1, 0.95)

    def __call__(self, view: View) -> Floats:
        """(k,) list prices, cents/unit."""
        price: Floats = view.memory.setdefault(MEMORY, view.list_price.astype(float))
        if view.day % self.period == 0 and len(view.units):
            price = view.memory[MEMORY] = self._pull(view, price)
        return price

    def _pull(self, view: View, price: Floats) -> Floats:
        """The prices after the best lever, if one pays."""
        gap, floor, best, pulled = self.gaps(view), view.cost / (1 - self.margin), 1.0, price
        for category in np.unique(view.category[np.isfinite(gap)]).tolist():
            mine = view.category == category
            for factor in (1 - self.step, 1 + self.step):
                moved = np.where(mine, np.maximum(price * factor, np.minimum(price, floor)), price)
                worth = self.horizon * self._gain(view, gap, moved / price) / (100 * self.tags * mine.sum())
                if worth > best:
                    best, pulled = worth, moved
        return pulled

    def gaps(self, view: View) -> Floats:
        """(k,) log of the own deal price over the rivals' mean price: the mean of the product's category; nan without a rival."""
        sold = np.isfinite(view.rival_prices)
        count = np.add.reduce(sold, axis=0, dtype=np.int64)
        mean = np.add.reduce(view.rival_prices, axis=0, where=sold) / np.maximum(count, 1)
        known = (count > 0) & (mean > 0)
        fair = standing(view, self.premium) * np.where(known, mean, 1.0)
        log = np.log(view.deal_price / np.maximum(fair, 1e-9))
        gap = np.full(len(log), np.nan)
        for category in np.unique(view.category[known]):
            mine = view.category == category
            gap[mine] = log[mine & known].mean()
        return gap

    def _gain(self, view: View, gap: Floats, factor: Floats) -> float:
        """Cents a day that new list prices, ``factor`` times the old ones, are expected to add."""
        moved = factor != 1
        before = 1 / (1 + np.exp(self.slope * gap[moved]))
        after = 1 / (1 + np.exp(self.slope * (gap[moved] + np.log(factor[moved]))))
        deal, cost, units = view.deal_price[moved], view.cost[moved], view.mean_units[moved]
        return float((units * (after / before * (deal * factor[moved] - cost) - (deal - cost))).sum())
