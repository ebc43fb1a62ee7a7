"""What draws a person to a shop besides its offers: warmth, name, pains that it solves, habit, points (CONS-03, 04, 18, 21)."""

import numpy as np

from sim.kernels import equation, part
from sim.kernels.maths import exp

F = np.float32
N, S = np.uintp, np.uint16


@equation
def ones(bits):
    """Number of ones among the lowest 16 bits."""
    bits = np.uint32(bits)
    bits = bits - ((bits >> np.uint32(1)) & np.uint32(0x5555))
    bits = (bits & np.uint32(0x3333)) + ((bits >> np.uint32(2)) & np.uint32(0x3333))
    bits = (bits + (bits >> np.uint32(4))) & np.uint32(0x0F0F)
    return F(np.int32((bits + (bits >> np.uint32(8))) & np.uint32(0x1F)))


@equation
def affinity(emotion, warmth, esteem, brand, relief, pains, solves):
    """Value of a shop's warmth, of its name and of each personal pain that it solves.

    =======  ====  =======  ================================
    name     type  unit     meaning
    =======  ====  =======  ================================
    emotion  f32   utility  personal weight of warmth
    warmth   f32   1        warmth of the shop, 0 is neutral
    esteem   f32   utility  personal weight of names
    brand    f32   sd       name of the shop, 0 is average
    relief   f32   utility  weight of a pain solved
    pains    u16   bit set  pains of the consumer
    solves   u16   bit set  pains that the shop solves
    =======  ====  =======  ================================

    Source: Mehrabian & Russell (1974) for the pull of an atmosphere, Keller (1993), J. Marketing 57, for brand equity; linear by
    assumption.
    """
    return emotion * warmth + esteem * brand + relief * ones(pains & solves)


@equation
def habit_value(strength, orders, age, fade, half):
    """Cost of leaving a shop for another: strength · n / (n + half), n = orders faded with the days since the last one.

    ========  ====  =======  =====================================
    name      type  unit     meaning
    ========  ====  =======  =====================================
    strength  f32   utility  of a habit of very many orders, 0 off
    orders    f32   orders   at the shop, as of the last one
    age       f32   days     since the last order
    fade      f32   1/day    ln 2 / half-life
    half      f32   orders   that make half the habit
    ========  ====  =======  =====================================

    Source: state dependence as a switching cost, Dubé, Hitsch & Rossi (2010), RAND Journal 41; form an assumption.
    """
    lasting = orders * exp(-fade * age)
    return strength * lasting / (lasting + half)


@part
def drawn_to(i, s, traits, shelf, w):
    """Value to consumer ``i`` of what shop ``s`` is: warm, well known, a relief of pains."""
    return affinity(
        traits.emotion[i], shelf.warmth[s], traits.brand[i], shelf.brand[s], w.weights_pain, traits.pains[i], shelf.solves[s]
    )  # fmt: skip


@part
def in_points(i, state, w):
    """Value to consumer ``i`` of points that can be used."""
    return w.inertia_points * min(F(1), F(state.points[i]) / (F(100) * w.inertia_full))


@part
def in_habit(i, k, s, day, state, w):
    """Value to consumer ``i`` of the habit of shop ``s`` in slot ``k``."""
    if w.inertia_tenure <= 0 or state.ties[i, k].shop != s:
        return F(0)
    tie, fade = state.ties[i, k], F(0.6931472) / w.inertia_half_life
    return habit_value(w.inertia_tenure, tie.orders, day - F(tie.day), fade, w.inertia_half)


@part
def lean(n, n_trips, traits, state, shelf, places, today, w, scratch):
    """Add to ``scratch.felt`` what draws each visitor to the shops looked at; goods that can be touched leave less doubt."""
    for v in range(n):
        i, h = N(scratch.visitor[v]), N(scratch.visit_channel[v])
        for g in range(N(scratch.visit_start[v]), N(scratch.visit_start[v + 1])):
            lean_to(i, h, g, traits, state, shelf, places, today, w, scratch)
    if w.search_explore <= 0:
        return
    for t in range(n_trips):
        if scratch.trip_found[t] >= 0:
            visit = N(scratch.trip_visit[t])
            i, h = N(scratch.visitor[visit]), N(scratch.visit_channel[visit])
            lean_to(i, h, N(scratch.trip_found[t]), traits, state, shelf, places, today, w, scratch)


@part
def lean_to(i, h, g, traits, state, shelf, places, today, w, scratch):
    """The same for the shop that consumer ``i`` looks at on channel ``h`` at glance ``g``."""
    s, k = S(scratch.glance_shop[g]), N(scratch.glance_slot[g])
    scratch.felt[g] += drawn_to(i, s, traits, shelf, w)
    if k < N(state.shop.shape[1]):
        scratch.felt[g] += in_points(i, state, w) * shelf.redeems[s] + in_habit(i, k, s, today.day, state, w)
    scratch.doubt[g] *= places.touch[h]
