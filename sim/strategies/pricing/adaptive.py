"""Adaptive pricing: try the three orientations in turn and keep to the one that earns most."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.strategies.base import Floats, PricingRule, View
from sim.strategies.bounds import rules, whole, within

MEMORY = "adaptive"


@dataclass(frozen=True)
class Adaptive:
    """Play one of a cost-, a demand- and a competition-oriented rule for ``trial`` days at a time.

    Each is tried once; after that the one with the best record is played, and in every ``revisit``-th trial the one that was
    played longest ago. The record of a rule is its gross profit a day, (price asked - cost) × units, per unit of the season
    that shops forecast, smoothed over its trials. A greedy bandit with forced exploration (Sutton & Barto 2018, ch. 2).
    """

    cost: PricingRule
    demand: PricingRule
    competition: PricingRule
    trial: int  # days that a rule is played at a time
    revisit: int  # trials from one forced change to the next; 0 never
    weight: float  # of the latest trial in a rule's record, share

    def __post_init__(self) -> None:
        rules(self, "cost", "demand", "competition")
        whole(self, "trial", 1, 366)
        whole(self, "revisit", 0, 366)
        within(self, "weight", 0.01, 1)

    def __call__(self, view: View) -> Floats:
        """(k,) list prices, cents/unit."""
        learned = view.memory.setdefault(MEMORY, _fresh())
        if learned["days"] > 0:
            earned = view.units[-1] * (view.deal_price - view.cost) / np.maximum(view.season, 1e-9)
            learned["earned"] += float(earned.sum())
        if learned["days"] == self.trial:
            self._judge(learned)
        learned["days"] += 1
        rule = (self.cost, self.demand, self.competition)[learned["rule"]]
        return rule(view)

    def _judge(self, learned: dict[str, Any]) -> None:
        """Close a trial: write the record of its rule, choose the next one."""
        record, last, played = learned["record"], learned["last"], learned["rule"]
        earned = learned["earned"] / learned["days"]
        before = record[played]
        record[played] = earned if before is None else before + self.weight * (earned - before)
        learned["trials"] += 1
        last[played] = learned["trials"]
        untried = [rule for rule in range(3) if record[rule] is None]
        if untried:
            chosen = untried[0]
        elif self.revisit and learned["trials"] % self.revisit == 0:
            chosen = min(range(3), key=lambda rule: last[rule])
        else:
            chosen = max(range(3), key=lambda rule: record[rule])
        learned.update(rule=chosen, days=0, earned=0.0)


def _fresh() -> dict[str, Any]:
    return {"rule": 0, "days": 0, "earned": 0.0, "trials": 0, "record": [None] * 3, "last": [0] * 3}
