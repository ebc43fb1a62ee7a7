"""Cost-oriented pricing: unit cost plus a fixed share of it."""

from dataclasses import dataclass

import numpy as np

from sim.strategies.base import Floats, View
from sim.strategies.bounds import within


@dataclass(frozen=True)
class CostPlus:
    """Ask cost plus a markup, whatever rivals and consumers do.

    p = cost (1 + max(markup, min_margin)): a cost shock passes through by the same share. Without a markup each product keeps
    the one that it opened with.
    """

    markup: float | None  # share of unit cost; None: the product's own on the opening day
    min_margin: float  # share of unit cost, the guard below which no markup takes the price

    def __post_init__(self) -> None:
        if self.markup is not None:
            within(self, "markup", -0.99, 100)
        within(self, "min_margin", -0.99, 100)

    def __call__(self, view: View) -> Floats:
        """(k,) list prices, cents/unit."""
        markup: Floats | float
        if self.markup is None:
            markup = view.memory.setdefault("opening_markup", view.base_price / view.cost - 1.0)
        else:
            markup = self.markup
        return view.cost * (1.0 + np.maximum(markup, self.min_margin))
