"""Value for money: what a price buys, against the rest of the category (CONS-20)."""

import numpy as np

from sim.kernels import batch

N = np.uintp


@batch
def appraise(n, traits, offers, w, scratch):
    """Add to the value of ``n`` alternatives what their worth is to the visitor; values are divided by the nest already."""
    consumer, alt_trip, alt_offer = scratch.trip_consumer, scratch.alt_trip, scratch.alt_offer
    alt_flash, alt_value, thrift, per_nest = (
        scratch.alt_flash,
        scratch.alt_value,
        traits.vfm,
        np.float32(1) / w.choice_nest,
    )
    for x in range(n):
        offer, weight = offers[N(alt_offer[x])], per_nest * thrift[N(consumer[N(alt_trip[x])])]
        alt_value[x] += weight * (offer.flash_worth if alt_flash[x] else offer.worth)
