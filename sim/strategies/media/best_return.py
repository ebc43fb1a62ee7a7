"""The same money, moved to the media that bring most for it (CAMP-26)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.strategies.base import MediaBooks, View
from sim.strategies.bounds import shares, whole, within
from sim.strategies.media.constant_share import budget

MEMORY = "split"


@dataclass(frozen=True)
class BestReturn:
    """Spend as `ConstantShare` does, but every few days move a share of the money to the medium with the best return.

    Return: first orders credited to a medium per yuan spent on it since the last move. Money leaves the medium with the
    worst return that has some to give. With `step` 0 the split stays as it is.
    """

    share: float  # share of sales
    fixed: float  # yuan/day
    split: Mapping[str, float]  # share of the budget by medium name on the first day; sums to 1
    every: int  # days from one move to the next
    step: float  # share of the budget that is moved at most
    least: float  # share of the budget that a medium keeps, so that its return is seen

    def __post_init__(self) -> None:
        within(self, "share", 0, 1)
        within(self, "fixed", 0)
        shares(self, "split", self.split.values())
        whole(self, "every", 1, 28)
        within(self, "step", 0, 1)
        within(self, "least", 0, 1)

    def __call__(self, view: View) -> dict[str, int]:
        """Cents to spend today by medium name."""
        split: dict[str, float] = view.memory.setdefault(MEMORY, dict(self.split))
        books = view.media
        if view.day % self.every == 0:
            self._move(split, self._returns(books))
        cents = budget(view, self.share, self.fixed)
        return {medium: int(part * cents) for medium, part in split.items()}

    def _returns(self, books: MediaBooks) -> dict[str, float]:
        """First orders per cent of each medium that was paid for since the last move."""
        spend, orders = (np.sum(table[-self.every :], axis=0) for table in (books.spend, books.first_orders))
        return {
            medium: float(orders[x] / spend[x])
            for x, medium in enumerate(books.names)
            if medium in self.split and spend[x] > 0
        }

    def _move(self, split: dict[str, float], returns: Mapping[str, float]) -> None:
        """Move money, in place, from the worst medium that can give to the best."""
        givers = [medium for medium in returns if split[medium] > self.least]
        if not givers:
            return
        best, worst = max(returns, key=returns.__getitem__), min(givers, key=returns.__getitem__)
        if returns[best] > returns[worst]:
            moved = min(self.step, split[worst] - self.least)
            split[worst] -= moved
            split[best] += moved
