"""Which remembered shops a visitor looks at (EQ-SET)."""

import numpy as np
from numba import njit

from sim.kernels import equation
from sim.kernels.draw import about, uniform

F = np.float32


@equation
def look_chance(breadth, base, by_awareness, awareness, by_loyalty, loyalty, by_satisfaction, satisfaction):
    """Chance to look at a remembered shop on a visit: breadth × (base + weighted awareness, loyalty, satisfaction).

    breadth is the personal taste for searching (shops); the weights are scaled so that about ``breadth`` shops are looked at.
    Source: EQ-SET of the model card, drawn shop by shop; limited consideration as in Hauser & Wernerfelt (1990).
    """
    return breadth * (base + by_awareness * awareness + by_loyalty * loyalty + by_satisfaction * satisfaction)


@njit(inline="always")
def consideration(
    i, channel, breadth, key, slot_shop, awareness, loyalty, satisfaction, listed, shop_key, w, seen
):
    """Write to ``seen`` the memory slots whose shops consumer ``i`` considers on this visit; returns how many.

    Each remembered shop that sells on the channel is looked at with its ``look_chance``, drawn by a number keyed by its name.
    """
    n = 0
    for k in range(slot_shop.shape[1]):
        s = slot_shop[i, k]
        known = max(s, 0)
        chance = look_chance(
            breadth, w.search_base, w.search_awareness, awareness[i, k], w.search_loyalty, loyalty[i, k],
            w.search_satisfaction, satisfaction[i, k],
        )  # fmt: skip
        seen[n] = k
        n += (s >= 0) & (listed[channel, known] > 0) & (uniform(about(key, shop_key[known])) < chance)
    return n
