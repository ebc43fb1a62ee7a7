"""Value for money: what a price buys, against the rest of the category (CONS-20)."""

import numpy as np

from sim.kernels import part

N = np.uintp


@part
def appraise(n_trips, traits, offers, w, scratch):
    """Add to the value of each alternative what its worth is to the visitor; values are divided by the nest already."""
    visitor, trip_visit, trip_start = scratch.visitor, scratch.trip_visit, scratch.trip_start
    alt_offer, alt_flash, alt_value = scratch.alt_offer, scratch.alt_flash, scratch.alt_value
    thrift, per_nest = traits.vfm, np.float32(1) / w.choice_nest
    for t in range(n_trips):
        weight = per_nest * thrift[visitor[trip_visit[t]]]
        for x in range(N(trip_start[t]), N(trip_start[t + 1])):
            offer = offers[alt_offer[x]]
            alt_value[x] += weight * (offer.flash_worth if alt_flash[x] else offer.worth)
