"""Consumers shown in the manner of a mesa AgentSet, without an object per consumer."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


class Consumer:
    """A view of one row: every trait and state by name."""

    def __init__(self, crowd: "Consumers", index: int) -> None:
        self.__dict__.update(_crowd=crowd, unique_id=index)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._crowd.column(name)[self.unique_id]

    def __setattr__(self, name: str, value: Any) -> None:
        self._crowd.column(name)[self.unique_id] = value

    def __repr__(self) -> str:
        return f"<Consumer {self.unique_id}>"


class Consumers:
    """All consumers, or those selected. Verbs as in mesa: ``select``, ``get``, ``set``, ``agg``."""

    def __init__(self, market: "Market", index: Array | None = None) -> None:
        self._market = market
        self._index = range(market.n) if index is None else index

    @property
    def _rows(self) -> Array:
        return np.arange(len(self)) if isinstance(self._index, range) else self._index

    def column(self, name: str) -> Array:
        """The whole array of a trait or state. Raises AttributeError naming what there is."""
        for holder in (self._market.traits, self._market.state):
            if name in holder._fields:
                return np.asarray(getattr(holder, name))
        known = ", ".join(self._market.traits._fields + self._market.state._fields)
        raise AttributeError(f"consumers have no {name!r}; there is {known}")

    def __len__(self) -> int:
        return len(self._index)

    def __getitem__(self, position: int) -> Consumer:
        return Consumer(self, int(self._index[position]))

    def __iter__(self) -> Iterator[Consumer]:
        return (Consumer(self, int(i)) for i in self._index)

    def get(self, name: str) -> Array:
        """Values of a trait or state, one row per consumer."""
        return self.column(name)[self._rows]

    def set(self, name: str, value: Any) -> "Consumers":
        """Set a trait or state of these consumers."""
        self.column(name)[self._rows] = value
        return self

    def select(self, mask: Callable[["Consumers"], Array] | Array) -> "Consumers":
        """Those for whom ``mask`` holds: a boolean array (rows of this set) or a function of this set that returns one."""
        chosen = mask(self) if callable(mask) else mask
        return Consumers(self._market, self._rows[np.asarray(chosen, bool)])

    def agg(self, name: str, function: Callable[[Array], Any]) -> Any:
        """``function`` of the values of a trait or state, e.g. ``agg("spent", np.mean)``."""
        return function(self.get(name))
