"""What chance and lasting taste add to the value of an alternative (EQ-UTIL), in loops that become vector code."""

import numpy as np

from sim.kernels import batch
from sim.kernels.choice import gumbel, weigh
from sim.kernels.draw import bell, mix, personal, uniform

N = np.uintp


@batch
def settle_tastes(n, w, scratch):
    """Add lasting tastes for a shop's goods of a category, and for single products, to the values of ``n`` alternatives."""
    value, taste, name = scratch.alt_value, scratch.alt_taste, scratch.alt_name
    if w.taste_category > 0:
        strength = w.taste_category / w.choice_nest
        for x in range(n):
            value[x] += strength * bell(mix(taste[x]))
    if w.taste_product > 0:
        strength = w.taste_product / w.choice_nest
        for x in range(n):
            value[x] += strength * bell(mix(taste[x] ^ name[x]))


@batch
def shock(n, n_trips, base, w, scratch):
    """Add lasting tastes to the values of ``n`` alternatives, then perturb: value + Gumbel; weight = exp(value).

    base: base key of the shocks.
    """
    value, u, perturbed, weight = scratch.alt_value, scratch.luck, scratch.alt_perturbed, scratch.alt_weight
    name, alt_trip, own, consumer = (
        scratch.alt_name,
        scratch.alt_trip,
        scratch.trip_key,
        scratch.trip_consumer,
    )
    if w.taste_category > 0 or w.taste_product > 0:
        settle_tastes(n, w, scratch)
    for t in range(n_trips):
        own[t] = personal(base, consumer[t])
    for x in range(n):
        name[x] ^= own[N(alt_trip[x])]
    for x in range(n):
        u[x] = uniform(mix(name[x]))
    gumbel(n, u, perturbed)
    for x in range(n):
        perturbed[x] += value[x]
    weigh(n, value, weight)
