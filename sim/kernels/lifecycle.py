"""Stages of the customer lifecycle (CONS-29)."""

import numpy as np

from sim.kernels import batch, equation, kernel

F = np.float32
N = np.uintp  # an unsigned index spares the question whether it counts from the end

UNAWARE, AWARE, VISITOR, REGISTERED, CART, FIRST, REPEAT, DORMANT, CHURNED = range(9)
STAGES = ("unaware", "aware", "visitor", "registered", "cart", "first_buyer", "repeat", "dormant", "churned")


@equation
def stage_of(flags, orders, gap, expected_gap, dormant, churn):
    """Stage of one consumer; a buyer whose gap since the last order is unusually long is dormant or churned.

    ============  ====  =======  ==================================================================
    name          type  unit     meaning
    ============  ====  =======  ==================================================================
    flags         u8    bit set  0 visited, 1 reached a checkout, 2 registered (came a second time)
    orders        i32   orders   so far
    gap           f32   days     since the last order
    expected_gap  f32   days     usual time between orders
    dormant       f32   1        gap / usual gap above which a buyer is dormant
    churn         f32   1        the same for churned, at least ``dormant``
    ============  ====  =======  ==================================================================

    Source: CONS-29; a personal rule for lapse as in Fader, Hardie & Lee (2005), Marketing Science 24; thresholds an assumption.
    """
    before = CART if flags & 2 else REGISTERED if flags & 4 else VISITOR if flags & 1 else AWARE
    active = FIRST if orders == 1 else REPEAT
    after = CHURNED if gap > churn * expected_gap else DORMANT if gap > dormant * expected_gap else active
    return before if orders == 0 else after


@kernel
def count_stages(lo, hi, day, traits, state, w, stages, counts):
    """Set the stage of consumers ``lo``…``hi`` and count them."""
    divide(lo, hi, day, traits, state, w, stages)
    for stage in range(len(STAGES)):
        counts[stage] += number(stages[lo:hi], stage)


@batch
def number(stages, stage):
    """How many are in a stage."""
    n = 0
    for i in range(len(stages)):
        n += stages[i] == stage
    return n


@batch
def divide(lo, hi, day, traits, state, w, stages):
    """Set the stage of consumers ``lo``…``hi``."""
    slot_shop, last_order, flags, orders, interval = (
        state.shop,
        state.last_order,
        state.flags,
        state.orders,
        traits.interval,
    )
    today, dormant, churn = np.int32(day), w.lifecycle_dormant, w.lifecycle_churn
    for i in range(N(lo), N(hi)):
        gap = F(today - last_order[i])
        stages[i] = stage_of(flags[i], orders[i], gap, interval[i], dormant, churn)
    for i in range(N(lo), N(hi)):
        if stages[i] == AWARE:
            known = False
            for k in range(slot_shop.shape[1]):
                known |= slot_shop[i, k] >= 0
            stages[i] = AWARE if known else UNAWARE
