"""Retaliation: at peace one rule; when sales break away to a cheaper rival, war for a while, then a truce (PRICE-10)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.strategies.base import Floats, PricingRule, View
from sim.strategies.bounds import rules, whole, within
from sim.strategies.pricing.competition import below_rivals

MEMORY = "retaliation"


@dataclass(frozen=True)
class Retaliate:
    """Ask what the rule for peace says, but answer an attack by undercutting whoever is cheaper.

    An attack: sales of the last ``window`` days fell by ``trigger`` or more against the window before, season allowed for, and
    some rival asks less for a similar product. War lasts ``duration`` days, never below the lowest margin; during the truce after
    it prices go back to peace in even steps and no attack is answered. A shop does not see rivals' sales, so its own stand
    for its share.
    """

    peace: PricingRule
    trigger: float  # share of sales
    window: int  # days
    undercut: float  # share of the cheapest rival's price
    margin: float  # share of price, the lowest margin that the shop accepts in war
    duration: int  # days of war
    truce: int  # days from war back to peace

    def __post_init__(self) -> None:
        rules(self, "peace")
        within(self, "trigger", 0, 1)
        whole(self, "window", 1, 14)
        within(self, "undercut", 0, 0.95)
        within(self, "margin", -1, 0.95)
        whole(self, "duration", 1, 366)
        whole(self, "truce", 0, 366)

    def __call__(self, view: View) -> Floats:
        """(k,) list prices, cents/unit."""
        peace = self.peace(view)
        learned = view.memory.setdefault(MEMORY, {"war_ends": None, "season": []})
        self._watch(learned, view)
        if learned["war_ends"] is None and self._attacked(learned, view):
            learned["war_ends"] = view.day + self.duration
        if learned["war_ends"] is None:
            return peace
        strength = self._strength(view.day - learned["war_ends"])
        if strength <= 0:
            learned["war_ends"] = None
        war = below_rivals(
            view, reference="min", undercut=self.undercut, margin=self.margin, lag=1, premium=0
        )
        fought: Floats = peace + strength * (np.minimum(peace, war) - peace)
        return fought

    def _watch(self, learned: dict[str, Any], view: View) -> None:
        """Remember how strong the season was on the days of both windows; the last entry is today's."""
        learned["season"].append(float(np.mean(view.season)))
        del learned["season"][: -(2 * self.window + 1)]

    def _attacked(self, learned: dict[str, Any], view: View) -> bool:
        if len(learned["season"]) <= 2 * self.window or not len(view.rival_prices):
            return False
        sold = view.units[-2 * self.window :].sum(axis=1) / np.maximum(learned["season"][:-1], 1e-9)
        before, lately = sold[: self.window].sum(), sold[self.window :].sum()
        cheaper = (view.rival_prices < view.deal_price).any()
        return bool(cheaper and before > 0 and lately <= (1 - self.trigger) * before)

    def _strength(self, since: int) -> float:
        """Share of the way from peace to war, ``since`` days after the war's last day."""
        if since < 0:
            return 1.0
        return 1 - (since + 1) / (self.truce + 1)
