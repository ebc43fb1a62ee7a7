"""What chance and lasting taste add to the value of an alternative (EQ-UTIL), in loops that become vector code."""

import numpy as np

from sim.kernels import batch
from sim.kernels.choice import gumbel, weigh
from sim.kernels.draw import bell, mix, personal, uniform

N = np.uintp


@batch
def settle_tastes(n, w, offers, shelf, scratch):
    """Add lasting tastes for a shop's goods of a category, and for single products, to the values of ``n`` alternatives."""
    alt_trip, alt_offer, alt_glance, value = (
        scratch.alt_trip,
        scratch.alt_offer,
        scratch.alt_glance,
        scratch.alt_value,
    )
    taste, own, category, category_key = (
        scratch.alt_key,
        scratch.taste_key,
        scratch.trip_category,
        shelf.category_key,
    )
    for x in range(n):
        taste[x] = own[N(alt_glance[x])] ^ category_key[N(category[N(alt_trip[x])])]
    if w.taste_category > 0:
        strength = w.taste_category / w.choice_nest
        for x in range(n):
            value[x] += strength * bell(mix(taste[x]))
    if w.taste_product > 0:
        strength = w.taste_product / w.choice_nest
        for x in range(n):
            taste[x] ^= offers[N(alt_offer[x])].key
        for x in range(n):
            value[x] += strength * bell(mix(taste[x]))


@batch
def shock(n, n_trips, base, w, offers, shelf, scratch):
    """Add lasting tastes to the values of ``n`` alternatives, then perturb: value + Gumbel; weight = exp(value).

    base: base key of the shocks.
    """
    value, u, perturbed, weight = scratch.alt_value, scratch.luck, scratch.alt_perturbed, scratch.alt_weight
    key, alt_trip, alt_offer = scratch.alt_key, scratch.alt_trip, scratch.alt_offer
    own, consumer = scratch.trip_key, scratch.trip_consumer
    if w.taste_category > 0 or w.taste_product > 0:
        settle_tastes(n, w, offers, shelf, scratch)
    for t in range(n_trips):
        own[t] = personal(base, consumer[t])
    for x in range(n):
        key[x] = own[N(alt_trip[x])] ^ offers[N(alt_offer[x])].key
    for x in range(n):
        u[x] = uniform(mix(key[x]))
    gumbel(n, u, perturbed)
    for x in range(n):
        perturbed[x] += value[x]
    weigh(n, value, weight)
