"""Which of its activities a campaign takes: what fits people, is new, spreads and costs little (CAMP-16, CAMP-30)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

from sim.core import check
from sim.strategies.activity import Activity

WEIGHTS = ("people", "novelty", "channels", "cost")


@dataclass(frozen=True)
class Planner:
    """Take activities one after another, each time the one with the highest score; 0 switches a principle off.

    score = people · mean fit to personas + novelty · (1 for a form that is neither of late nor taken already)
    + channels · chance that a player asks a friend − cost · yuan that a play costs, prizes included.
    """

    take: int  # activities at most
    people: float  # per unit of fit
    novelty: float  # for a new form
    channels: float  # per unit of sharing
    cost: float  # per yuan
    of_late: Sequence[str]  # forms that were used lately

    @classmethod
    def build(cls, key: str, terms: Mapping[str, Any]) -> Self:
        """From a mapping of a config; ValueError naming what is wrong."""
        planner = cls(**check.fields(key, terms, [field.name for field in fields(cls)]))
        check.whole(f"{key}.take", planner.take, 0, 1000)
        for name in WEIGHTS:
            check.number(f"{key}.{name}", getattr(planner, name), 0, 1e6)
        if isinstance(planner.of_late, str):
            raise ValueError(f"{key}.of_late: {planner.of_late!r} is not right; write a list of forms")
        return planner

    def of(self, library: Mapping[str, Activity]) -> dict[str, Activity]:
        """The activities that are taken; of equals the first by name."""
        taken: dict[str, Activity] = {}
        while len(taken) < min(self.take, len(library)):
            left = sorted(library.keys() - taken)
            best = max(left, key=lambda name: self.score(library[name], [a.form for a in taken.values()]))
            taken[best] = library[best]
        return taken

    def score(self, activity: Activity, taken: Sequence[str]) -> float:
        """What speaks for an activity when these forms are taken already."""
        fit = sum(activity.fit.values()) / max(1, len(activity.fit))
        new = activity.form not in (*self.of_late, *taken)
        yuan = activity.cost + activity.points + activity.chance * activity.prize
        return self.people * fit + self.novelty * new + self.channels * activity.share - self.cost * yuan
