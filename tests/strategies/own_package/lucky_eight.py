"""A pricing rule of one's own: prices that end in the lucky eight."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.strategies.base import View


@dataclass(frozen=True)
class LuckyEight:
    """Ask cost plus a markup, raised to the next whole yuan that ends in 8."""

    markup: float  # share of unit cost

    def __post_init__(self) -> None:
        if not 0 <= self.markup <= 10:
            raise ValueError(f"LuckyEight.markup: {self.markup!r} is not right; write a number from 0 to 10")

    def __call__(self, view: View) -> NDArray[np.float64]:
        """(k,) list prices, cents/unit."""
        asked = view.cost * (1 + self.markup)
        return np.ceil((asked - 800) / 1000) * 1000 + 800
