"""Take up a category when enough people look for it in vain (MKT-10)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.strategies.base import Floats, Ints, SupplyRule, View
from sim.strategies.bounds import rules, whole, within

MEMORY = "seize"


@dataclass(frozen=True)
class SeizeOpportunities:
    """Order by ``rule``, but do not stock the candidate categories until they are an opportunity.

    The index of a category is the share of people who want it and have not got it, of the segment in which it is largest: it
    rises where nobody sells, and stays low where supply is ample. From ``threshold`` on, the shop takes the category up for good:
    ``first`` units of each of its products, and then by the rule. The shelf of candidates is empty on the opening day.
    """

    rule: SupplyRule
    candidates: Sequence[str]  # categories of the shop's range that it does not stock at first
    threshold: float  # index from which a candidate is taken up, share of people
    first: int  # units of each product of the first order

    def __post_init__(self) -> None:
        rules(self, "rule")
        within(self, "threshold", 0, 1)
        whole(self, "first", 1, 10**9)

    @property
    def lead(self) -> int:
        """Days from order to shelf."""
        return self.rule.lead

    def __call__(self, view: View) -> Ints:
        """(k,) units to order now."""
        idle = view.memory.setdefault(MEMORY, view.stock + view.incoming == 0)
        enters = idle & (index(view)[view.category] >= self.threshold)
        view.memory[MEMORY] = idle & ~enters
        return np.where(idle, self.first * enters, self.rule(view))


def index(view: View) -> Floats:
    """(C,) opportunity index of each category, share of people."""
    most: Floats = view.wanting.max(axis=0)
    return most
