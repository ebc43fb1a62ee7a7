"""People join the membership programme, and tiers rise for those who did (PROMO-34)."""

from typing import NamedTuple

import numpy as np

from sim.kernels import kernel
from sim.kernels.draw import personal, uniform
from sim.kernels.maths import log, logistic
from sim.kernels.only import Array

F = np.float32
MEMBER = np.uint8(8)  # bit of ``flags``


class Joiner(NamedTuple):
    """Columns of the state that membership reads or changes."""

    flags: Array
    orders: Array
    tier: Array
    recent: Array
    loyalty: Array


@kernel
def enrol(lo, hi, today, attraction, by_orders, state):
    """Consumers ``lo``…``hi`` who are no members join with chance σ(attraction + by_orders · log(1 + orders)).

    today: base key of the day. attraction: log-odds of somebody without an order, what members are offered today included.
    Source: PROMO-34; the form is an assumption.
    """
    flags, orders = state.flags, state.orders
    for i in range(lo, hi):
        if flags[i] & MEMBER:
            continue
        if uniform(personal(today, i)) < logistic(attraction + by_orders * log(F(1 + orders[i]))):
            flags[i] |= MEMBER


@kernel
def climb_enrolled(lo, hi, thresholds, keep, loss, state):
    """As ``climb``, but only members of the programme have a tier; with one goes the share ``loss`` of loyalty to all shops."""
    flags, tier, recent, loyalty = state.flags, state.tier, state.recent, state.loyalty
    for i in range(lo, hi):
        recent[i] *= keep
        level = 0
        if flags[i] & MEMBER:
            for k in range(len(thresholds)):
                level += recent[i] >= thresholds[k]
        if level < tier[i]:
            for k in range(loyalty.shape[1]):
                loyalty[i, k] *= F(1) - loss
        tier[i] = level
