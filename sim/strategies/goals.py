"""What a campaign is to reach, and how its money is split accordingly (CAMP-15)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from sim.core import check
from sim.strategies.promotion.promotion import Promotion

TOOLS = ("offers", "media", "activities")


@dataclass(frozen=True)
class Goals:
    """Weights of goals and what a yuan spent on each tool is thought to bring toward each.

    A tool is worth Σ weight · yield; it is used (its worth / the mean worth of all tools) times as much as the campaign says.
    """

    weights: Mapping[str, float]  # goal -> weight
    yields: Mapping[str, Mapping[str, float]]  # tool -> goal -> what a yuan brings, in any unit

    @classmethod
    def build(cls, key: str, terms: Mapping[str, Any]) -> Self:
        """From a mapping of a config; ValueError naming what is wrong."""
        goals = cls(**check.fields(key, terms, [field.name for field in fields(cls)]))
        for goal, weight in goals.weights.items():
            check.number(f"{key}.weights.{goal}", weight, 0, 1e6)
        check.fields(f"{key}.yields", goals.yields, TOOLS)
        for tool in TOOLS:
            given = check.fields(f"{key}.yields.{tool}", goals.yields[tool], goals.weights)
            for goal, brings in given.items():
                check.number(f"{key}.yields.{tool}.{goal}", brings, 0, 1e6)
        if not sum(goals.worth(tool) for tool in TOOLS):
            raise ValueError(f"{key}.weights: {dict(goals.weights)!r} is not right; write a weight above 0")
        return goals

    def worth(self, tool: str) -> float:
        """What a yuan spent on a tool brings toward all goals."""
        return sum(weight * self.yields[tool][goal] for goal, weight in self.weights.items())

    def effort(self, tool: str) -> float:
        """Multiple of what the campaign says; 1 on average over the tools."""
        return len(TOOLS) * self.worth(tool) / sum(self.worth(each) for each in TOOLS)

    def of(self, offer: Promotion) -> Promotion:
        """An offer played with that effort: its share or amount, never more than its threshold or nine tenths."""
        effort, most = self.effort("offers"), offer.spend or float("inf")
        return replace(
            offer, percent=min(0.9, offer.percent * effort), amount=min(most, offer.amount * effort)
        )
