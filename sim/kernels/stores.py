"""Stores stand somewhere: far ones are visited less (CHAN-05)."""

import numpy as np

from sim.kernels import equation, part
from sim.kernels.draw import mix, personal, uniform
from sim.kernels.maths import exp, log

F = np.float32
N, S = np.uintp, np.uint16


@equation
def distance(mean, u):
    """Distance to the nearest of a shop's stores: that to the nearest of points strewn over a plane (Rayleigh).

    ====  ====  ====  =================
    name  type  unit  meaning
    ====  ====  ====  =================
    mean  f32   km    mean distance
    u     f32   1     uniform on (0, 1)
    ====  ====  ====  =================

    Source: ``P(d > x) = exp(-π x² / (4 mean²))``, Clark & Evans (1954), Ecology 35.
    """
    return mean * np.sqrt(F(-1.2732395) * log(u))


@part
def approach(n, state, shelf, places, keys, scratch):
    """Strike out glances at stores that are too far away today: one at distance d is reached with chance exp(-d / radius).

    Distances are personal and last; found shops are not concerned, because searching is done from home.
    """
    visitor, channel, start, slot = (
        scratch.visitor,
        scratch.visit_channel,
        scratch.visit_start,
        scratch.glance_slot,
    )
    slot_shop, shop_key, mean, radius = state.shop, shelf.key, places.distance, places.radius
    left, a = 0, N(start[0])
    for v in range(n):
        i, h, z = visitor[v], channel[v], N(start[v + 1])
        start[v] = left
        home, leaving = personal(keys.near, i), personal(keys.set_out, i)
        for g in range(a, z):
            k = slot[g]
            slot[N(left)] = k
            reached = True
            if mean[h] > 0:
                name = shop_key[S(slot_shop[i, k])]
                far = distance(mean[h], uniform(mix(home ^ name)))
                reached = uniform(mix(leaving ^ name)) < exp(-far / radius[h])
            left += reached
        a = z
    start[n] = left
