"""What experience and messages leave behind: satisfaction, loyalty, trust, awareness (EQ-SAT, EQ-LOY, EQ-AWARE)."""

import numpy as np

from sim.kernels import equation, part

F = np.float32


@equation
def smoothed(state, observed, rate):
    """Exponential smoothing: (1 - rate) * state + rate * observed.

    ========  ====  ========  =======================
    name      type  unit      meaning
    ========  ====  ========  =======================
    state     f32   any       level before
    observed  f32   as state  what is observed
    rate      f32   0…1       share of the gap closed
    ========  ====  ========  =======================

    Source: EQ-SAT of the model card; Brown (1959), Statistical Forecasting for Inventory Control.
    """
    return state + rate * (observed - state)


@equation
def ratcheted(level, seen, rise, fall):
    """A level that goes ``rise`` of the way up to what is seen, and ``fall`` times as much of it down.

    =====  ====  ========  =============================
    name   type  unit      meaning
    =====  ====  ========  =============================
    level  f32   any       expectation before
    seen   f32   as level  what was got or seen
    rise   f32   0…1       share of a gap upwards closed
    fall   f32   0…1       share of that speed downwards
    =====  ====  ========  =============================

    Source: EQ-SAT of the model card (CONS-23); that expectations rise faster than they fall is an assumption.
    """
    return level + (rise if seen > level else rise * fall) * (seen - level)


@equation
def loyalty_after(loyalty, satisfaction, up, down):
    """Loyalty after an experience: L + up·(S - ½)₊·(1 - L) - down·(½ - S)₊·L.

    ============  ====  ====  ================================
    name          type  unit  meaning
    ============  ====  ====  ================================
    loyalty       f32   0…1   loyalty before
    satisfaction  f32   0…1   of this experience, ½ is neutral
    up            f32   0…2   weight of a good one
    down          f32   0…2   weight of a bad one
    ============  ====  ====  ================================

    Source: EQ-LOY of the model card; Oliver (1999), "Whence consumer loyalty?".
    """
    surplus = satisfaction - F(0.5)
    if surplus > 0:
        return loyalty + up * surplus * (F(1) - loyalty)
    return loyalty + down * surplus * loyalty


@equation
def aware_after(awareness, impressions):
    """Awareness after effective impressions: A + (1 - A) x / (1 + x), the first impression of a day worth most.

    ===========  ====  ===========  =================================
    name         type  unit         meaning
    ===========  ====  ===========  =================================
    awareness    f32   0…1          awareness before
    impressions  f32   impressions  effective ones a head, at least 0
    ===========  ====  ===========  =================================

    Source: EQ-AWARE of the model card; diminishing returns to exposure, the hyperbola an assumption.
    """
    return awareness + (F(1) - awareness) * impressions / (F(1) + impressions)


@part
def slot_of(slot_shop, i, shop):
    """Memory slot of ``shop`` in consumer ``i``'s memory, or -1."""
    for k in range(slot_shop.shape[1]):
        if slot_shop[i, k] == shop:
            return k
    return -1


@part
def remember(slot_shop, awareness, loyalty, satisfaction, trust, i, shop, known, trusted):
    """Slot for a shop new to consumer ``i``: an empty one, or the weakest (awareness + loyalty) if weaker; else -1."""
    weakest, least = -1, known
    for k in range(slot_shop.shape[1]):
        strength = awareness[i, k] + loyalty[i, k]
        if slot_shop[i, k] < 0:
            weakest = k
            break
        if strength < least:
            weakest, least = k, strength
    if weakest >= 0:
        slot_shop[i, weakest] = shop
        awareness[i, weakest] = known
        loyalty[i, weakest] = 0
        satisfaction[i, weakest] = 0.5
        trust[i, weakest] = trusted
    return weakest
