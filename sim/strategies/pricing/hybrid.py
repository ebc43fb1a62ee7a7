"""Hybrid pricing: a weighted mean of the three orientations."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.strategies.base import Floats, PricingRule, View
from sim.strategies.bounds import rules, shares


@dataclass(frozen=True)
class Hybrid:
    """Weigh a cost-, a demand- and a competition-oriented price.

    A rule of weight zero is not asked at all, so weights (1, 0, 0) are cost-plus, cent by cent.
    """

    cost: PricingRule
    demand: PricingRule
    competition: PricingRule
    weights: Sequence[float]  # shares of cost, demand, competition; they sum to 1

    def __post_init__(self) -> None:
        rules(self, "cost", "demand", "competition")
        if len(self.weights) != 3:
            raise ValueError(
                f"Hybrid.weights: {list(self.weights)!r}; write three shares (cost, demand, competition)"
            )
        shares(self, "weights", self.weights)

    def __call__(self, view: View) -> Floats:
        """(k,) list prices, cents/unit."""
        price: Floats = np.zeros(len(view.cost))
        for weight, rule in zip(self.weights, (self.cost, self.demand, self.competition), strict=True):
            if weight > 0:
                price += weight * rule(view)
        return price
