"""Everyday low price: a low markup that never moves, no sales."""

from dataclasses import dataclass

from sim.strategies.base import Floats, View
from sim.strategies.bounds import within


@dataclass(frozen=True)
class EverydayLow:
    """Ask cost plus one constant low markup (Hoch, Dreze and Purk 1994, EDLP against Hi-Lo)."""

    markup: float | None  # share of unit cost; None: the opening price for ever

    def __post_init__(self) -> None:
        if self.markup is not None:
            within(self, "markup", 0, 10)

    def __call__(self, view: View) -> Floats:
        """(k,) list prices, cents/unit."""
        if self.markup is None:
            return view.base_price.astype(float)
        return view.cost * (1.0 + self.markup)
