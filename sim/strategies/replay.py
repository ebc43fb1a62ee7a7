"""Rules that play what a shop played in another life of the market."""

from dataclasses import dataclass, field
from typing import Any

from sim.strategies.base import View

Tape = dict[int, Any]
"""What a rule answered, by day."""


@dataclass(frozen=True)
class Taped:
    """A rule as it is, whose answers are written on a tape."""

    rule: Any  # PricingRule, SupplyRule or MediaRule
    tape: Tape = field(default_factory=dict)

    @property
    def lead(self) -> int:
        """Days from order to shelf, of a rule that orders goods."""
        return int(self.rule.lead)

    def __call__(self, view: View) -> Any:
        """The rule's answer."""
        self.tape[view.day] = answer = self.rule(view)
        return answer


@dataclass(frozen=True)
class Replayed:
    """The answers on a tape, whatever the shop sees. KeyError on a day that the tape does not have."""

    taped: Taped

    @property
    def lead(self) -> int:
        """Days from order to shelf, of a rule that orders goods."""
        return self.taped.lead

    def __call__(self, view: View) -> Any:
        """What was answered on this day."""
        return self.taped.tape[view.day]
