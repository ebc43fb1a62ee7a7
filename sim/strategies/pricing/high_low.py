"""High-low pricing: a high price with a deep cut at regular intervals."""

from dataclasses import dataclass

from sim.strategies.base import Floats, View
from sim.strategies.bounds import whole, within


@dataclass(frozen=True)
class HighLow:
    """Ask the opening price, and less of it on the first days of every period.

    Averaged over one period the price is base (1 - depth low_days / period).
    """

    period: int  # days from one cut to the next
    low_days: int  # days that a cut lasts
    depth: float  # share of the opening price that a cut takes off
    offset: int  # days by which this shop's cuts run ahead of day 0, so that shops stagger

    def __post_init__(self) -> None:
        whole(self, "period", 1, 366)
        whole(self, "low_days", 0, self.period)
        within(self, "depth", 0, 0.99)
        whole(self, "offset", 0, 366)

    def __call__(self, view: View) -> Floats:
        """(k,) list prices, cents/unit."""
        low = (view.day + self.offset) % self.period < self.low_days
        return view.base_price * (1.0 - self.depth if low else 1.0)
