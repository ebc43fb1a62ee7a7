"""Demand-oriented pricing: learn how buyers react to price, and ask what pays best."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.strategies.base import Floats, View
from sim.strategies.bounds import whole, within

MEMORY = "demand_oriented"
WEAKEST = -1.1  # elasticity; demand less elastic than -1 has no best price


@dataclass(frozen=True)
class DemandOriented:
    """Estimate the own-price elasticity e from small price experiments and ask p = cost e / (1 + e).

    An experiment lasts ``hold`` days: every other product a little dearer, the rest a little cheaper, then
    the reverse. From one experiment to the next the change of log units is regressed on the change of log
    price over the shop's products, net of the change they share (season, traffic), weighted by the precision
    of the counts, with old evidence forgotten (recursive least squares) and the prior as one more
    observation. Busy weeks raise the price by ``heat`` per unit of pressure = recent sales / forecast.
    """

    prior: float  # elasticity believed before any sale
    doubt: float  # standard deviation of that belief
    forget: float  # share of the evidence lost from one experiment to the next
    explore: float  # share of price by which an experiment departs from the anchor
    hold: int  # days that an experiment lasts
    smooth: float  # share of the gap between anchor and best price that one experiment closes
    lowest: float  # share of the opening price
    highest: float  # share of the opening price
    heat: float  # share of price per unit of pressure above 1

    def __post_init__(self) -> None:
        within(self, "prior", -20, WEAKEST)
        within(self, "doubt", 0.01, 100)
        within(self, "forget", 0, 0.99)
        within(self, "explore", 0, 0.5)
        whole(self, "hold", 1, 28)
        within(self, "smooth", 0, 1)
        within(self, "lowest", 0.01, 1)
        within(self, "highest", 1, 100)
        within(self, "heat", 0, 10)

    def __call__(self, view: View) -> Floats:
        """(k,) list prices, cents/unit; never below cost."""
        if MEMORY not in view.memory:
            view.memory[MEMORY] = _fresh(view)
        learned = view.memory[MEMORY]
        if len(view.units):
            learned["units"] += view.units[-1]
            learned["log_price"] += np.log(view.list_price)
            learned["days"] += 1
        if learned["days"] == self.hold:
            self._learn(learned)
            best = view.cost * (learned["elasticity"] / (1.0 + learned["elasticity"]))
            learned["anchor"] += self.smooth * (best - learned["anchor"])
        price = np.minimum(learned["anchor"], self.highest * view.base_price)
        price = np.maximum(price, self.lowest * view.base_price)
        price *= 1.0 + self.heat * (_pressure(view) - 1.0)
        dearer = learned["experiments"] % 2
        price[dearer::2] *= 1.0 + self.explore
        price[1 - dearer :: 2] *= 1.0 - self.explore
        guarded: Floats = np.maximum(price, view.cost)
        return guarded

    def _learn(self, learned: dict[str, Any]) -> None:
        """Close an experiment: update the elasticity, start the next one."""
        units, log_price = learned["units"], learned["log_price"] / learned["days"]
        if learned["experiments"] > 0:
            before = learned["units_before"]
            weight = (units + 0.5) * (before + 0.5) / (units + before + 1.0)
            reaction = np.log((units + 0.5) / (before + 0.5))
            change = log_price - learned["log_price_before"]
            if len(units) > 1:
                reaction = reaction - np.average(reaction, weights=weight)
                change = change - np.average(change, weights=weight)
            learned["xx"] = (1 - self.forget) * learned["xx"] + float((weight * change * change).sum())
            learned["xy"] = (1 - self.forget) * learned["xy"] + float((weight * change * reaction).sum())
        trust = self.doubt**-2
        slope = (trust * self.prior + learned["xy"]) / (trust + learned["xx"])
        learned.update(
            elasticity=min(slope, WEAKEST),
            experiments=learned["experiments"] + 1,
            units_before=units,
            log_price_before=log_price,
            units=np.zeros_like(units),
            log_price=np.zeros_like(log_price),
            days=0,
        )


def _fresh(view: View) -> dict[str, Any]:
    return {
        "anchor": view.base_price.astype(np.float64),
        "experiments": 0,
        "days": 0,
        "units": np.zeros(len(view.cost)),
        "log_price": np.zeros(len(view.cost)),
        "xx": 0.0,
        "xy": 0.0,
    }


def _pressure(view: View) -> float:
    """Last week's sales of the whole shop against the weeks before, 0.5..2; 1 while there is no forecast."""
    before = len(view.units) - 7
    if before <= 0:
        return 1.0
    forecast = int(view.units[:-7].sum()) / before
    return min(max(int(view.units[-7:].sum()) / 7 / forecast, 0.5), 2.0) if forecast > 0 else 1.0
