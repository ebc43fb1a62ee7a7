"""A shop's warehouse packs so many parcels a day, the rest waits and leaves in the order in which it came (INV-05)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.world.actors import ShopSpec

Array = NDArray[Any]


class Warehouses:
    """The warehouses of S shops."""

    def __init__(self, shops: Sequence[ShopSpec], consumers: int) -> None:
        rate = np.array([shop.packing for shop in shops], float)
        self.able = np.where(rate > 0, rate * consumers / 1000, np.inf)  # (S,) parcels/day
        self.limited = bool((rate > 0).any())
        self.backlog = np.zeros(len(shops))  # (S,) parcels that wait

    def pack(self, ordered: Array) -> float:
        """Take in the parcels (S,) that were ordered today; returns how many of all shops are handed over to the carrier."""
        waiting = self.backlog + ordered
        packed = np.minimum(waiting, self.able)
        self.backlog = waiting - packed
        return float(packed.sum())
