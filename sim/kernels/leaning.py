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
def lean(n, n_trips, traits, state, shelf, places, today, w, scratch):
    """Add to ``scratch.felt`` what draws each visitor to the shops looked at; goods that can be touched leave less doubt."""
    visitor, channel, start, slot = (
        scratch.visitor,
        scratch.visit_channel,
        scratch.visit_start,
        scratch.glance_slot,
    )
    shops, felt, doubt, ties, points = (
        scratch.glance_shop,
        scratch.felt,
        scratch.doubt,
        state.ties,
        state.points,
    )
    emotion, esteem, pains = traits.emotion, traits.brand, traits.pains
    warmth, brand, solves, redeems, touch = (
        shelf.warmth,
        shelf.brand,
        shelf.solves,
        shelf.redeems,
        places.touch,
    )
    trip_visit, trip_found, searching = scratch.trip_visit, scratch.trip_found, w.search_explore > 0
    relief, tenure, saved, half = w.weights_pain, w.inertia_tenure, w.inertia_points, w.inertia_half
    fade, full = F(0.6931472) / w.inertia_half_life, F(100) * w.inertia_full
    for v in range(n):
        i, h = visitor[v], channel[v]
        purse_of_points = saved * min(F(1), F(points[i]) / full)
        for g in range(N(start[v]), N(start[v + 1])):
            s = S(shops[g])
            felt[g] += affinity(emotion[i], warmth[s], esteem[i], brand[s], relief, pains[i], solves[s])
            felt[g] += purse_of_points * redeems[s]
            doubt[g] *= touch[h]
            if tenure > 0:
                tie = ties[i, slot[g]]
                if tie.shop == s:
                    felt[g] += habit_value(tenure, tie.orders, today.day - F(tie.day), fade, half)
    if searching:
        for t in range(n_trips):
            if trip_found[t] >= 0:
                x, v = N(trip_found[t]), trip_visit[t]
                i, s = visitor[v], S(shops[x])
                felt[x] += affinity(emotion[i], warmth[s], esteem[i], brand[s], relief, pains[i], solves[s])
                doubt[x] *= touch[channel[v]]
