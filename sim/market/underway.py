"""Parcels on their way, by day of arrival."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rows import Room, pick, twin
from sim.world.lines import PARCEL

Array = NDArray[Any]


class Pile:
    """Parcels of one day of arrival, in the order in which they were filed; once emptied, a pile serves another day."""

    def __init__(self) -> None:
        self._space, self._n = np.empty(0, PARCEL), 0

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and pickles hold the parcels, not the space left over."""
        return _pile_of, (twin(self.rows),)

    @property
    def rows(self) -> Array:
        """(n,) PARCEL, for use until something is added."""
        return self._space[: self._n]

    def add(self, parcels: Array) -> None:
        """File some more, (k,) PARCEL."""
        n = self._n + len(parcels)
        if n > len(self._space):
            held = self.rows
            self._space = np.empty(n + n // 2, PARCEL)
            _copy(held, self._space)
        _copy(parcels, self._space[self._n : n])
        self._n = n

    def clear(self) -> None:
        """Forget the parcels, keep the space."""
        self._n = 0


class Underway:
    """All parcels that have not arrived. Space is used again: asking the system for memory costs more than filling it."""

    def __init__(self) -> None:
        self._piles: dict[int, Pile] = {}
        self._spare: list[Pile] = []
        self._handed_out = Room()

    def file(self, day: int, parcels: Array) -> None:
        """Add (n,) PARCEL that arrive on ``day``."""
        if day not in self._piles:
            self._piles[day] = self._spare.pop() if self._spare else Pile()
        self._piles[day].add(parcels)

    def due(self, day: int) -> Array:
        """(n,) PARCEL that arrive on ``day``, in the order in which they were filed."""
        return self._piles[day].rows if day in self._piles else np.empty(0, PARCEL)

    def take(self, day: int) -> Array:
        """Take out those of ``day``, sorted by consumer, each consumer's in the order of filing; for use until tomorrow.

        Neighbours in the sorted list are neighbours in the consumers' arrays as well, which spares most of the waiting for
        memory. What was filed at once is sorted already, so that a stable sort only merges.
        """
        filed = self.due(day)
        taken = pick(filed, np.argsort(filed["consumer"], kind="stable"), self._handed_out)
        if day in self._piles:
            self._piles[day].clear()
            self._spare.append(self._piles.pop(day))
        return taken

    def later(self, day: int) -> Iterator[tuple[int, Array]]:
        """Days of arrival after ``day`` and what arrives then."""
        return ((due, pile.rows) for due, pile in self._piles.items() if due > day)

    def replace(self, day: int, parcels: Array) -> None:
        """Let only ``parcels`` arrive on ``day``, some of those filed for it."""
        self._piles[day].clear()
        self._piles[day].add(parcels)


def _copy(rows: Array, to: Array) -> None:
    to[: len(rows)].view(np.uint8)[:] = rows.view(np.uint8)


def _pile_of(rows: Array) -> Pile:
    pile = Pile()
    pile.add(rows)
    return pile
