"""More money for messages the more of what the shop lives on is slipping away (DATA-20)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.strategies.base import View
from sim.strategies.bounds import shares, within
from sim.strategies.media.constant_share import budget

SLIPPING = ("at_risk", "lost")


@dataclass(frozen=True)
class WinBack:
    """Spend as `ConstantShare` does, and more by `extra` times the part of all purchases so far that slipping customers made.

    Slipping: the RFM classes of those who have not come for long.
    """

    share: float  # share of sales
    fixed: float  # yuan/day
    split: Mapping[str, float]  # share of the budget by medium name; sums to 1
    extra: float  # multiple of the budget that is added if everybody is slipping

    def __post_init__(self) -> None:
        within(self, "share", 0, 1)
        within(self, "fixed", 0)
        shares(self, "split", self.split.values())
        within(self, "extra", 0, 100)

    def __call__(self, view: View) -> dict[str, int]:
        """Cents to spend today by medium name."""
        known = view.customers
        slipping = sum(
            int(cents) for name, cents in zip(known.names, known.paid, strict=True) if name in SLIPPING
        )
        part = slipping / max(1, int(known.paid.sum()))
        cents = min(budget(view, self.share, self.fixed) * (1 + self.extra * part), max(view.cash, 0))
        return {medium: int(weight * cents) for medium, weight in self.split.items()}
