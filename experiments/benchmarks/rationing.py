"""Scarce units go to the earliest; everybody else moves on to the next best.  Shared by the array peers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from experiments.benchmarks.model import Floats


def ration(
    shelf: NDArray[np.int64],
    shops: NDArray[np.integer],
    weights: Floats,
    scores: Floats,
    least: Floats,
    minute: NDArray[np.int16],
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Serve every buyer the best product that is left when they arrive, or let them leave.

    shelf (S,) units; shops (B, K) remembered shops; weights (B, K) exponentials of utility, overwritten; scores (B, K)
    that order them, above zero, overwritten; least (B,), what the weights of the products that are left must sum to for
    the buyer to stay; minute (B,) of arrival.
    Returns the chosen slot (B,), -1 where nothing was left, units sold (S,), and how many met an empty shelf.
    """
    slot = scores.argmax(axis=1)
    chosen = np.take_along_axis(shops, slot[:, None], axis=1)[:, 0].astype(np.int64)
    turned_away = np.zeros(slot.size, bool)
    while True:
        demand = np.bincount(chosen[chosen >= 0], minlength=shelf.size)
        short = np.flatnonzero(demand > shelf)
        if not short.size:
            return np.where(chosen >= 0, slot, -1), demand, int(turned_away.sum())
        for shop in short:
            queue = np.flatnonzero(chosen == shop)
            late = queue[np.argsort(minute[queue], kind="stable")[shelf[shop] :]]
            turned_away[late] = True
            scores[late, slot[late]] = 0
            weights[late, slot[late]] = 0
            slot[late] = scores[late].argmax(axis=1)
            chosen[late] = np.where(weights[late].sum(axis=1) > least[late], shops[late, slot[late]], -1)
