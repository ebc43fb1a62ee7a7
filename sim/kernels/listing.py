"""Which offers a visitor looks at (EQ-SET): one list of the alternatives of all trips of a block.

The loops here, in ``looking`` and in ``shock`` go through the whole list, touch few arrays each, and have no branches that
depend on the data: so they become vector code, which going through trip by trip does not.
"""

import numpy as np

from sim.kernels import batch

F = np.float32
I = np.int32
N = np.uintp  # an unsigned index spares the question whether it counts from the end


@batch
def pair(n_trips, slots, searching, scratch):
    """List the glances of every trip: those of its visit, at most ``slots``, then that at a shop found. Returns their number.

    So many are written for every trip, and those that are too many written over: a loop of one length is never left unexpectedly.
    """
    trip_visit, trip_found, visit_start = scratch.trip_visit, scratch.trip_found, scratch.visit_start
    pair_trip, pair_glance = scratch.pair_trip, scratch.pair_glance
    n = np.intp(0)
    for t in range(n_trips):
        first, last = visit_start[N(trip_visit[t])], visit_start[N(trip_visit[t]) + N(1)]
        for k in range(slots):
            pair_trip[N(n + k)], pair_glance[N(n + k)] = t, first + k
        n += np.intp(last - first)
        if searching:
            pair_trip[N(n)], pair_glance[N(n)] = t, max(trip_found[t], 0)
            n += trip_found[t] >= 0
    return n


@batch
def place(n_pairs, shelf, w, scratch):
    """Where on a shop's shelf each glance falls, by ``scratch.window``: the first product seen, and how many the shelf holds."""
    pair_trip, pair_glance, trip_category = scratch.pair_trip, scratch.pair_glance, scratch.trip_category
    shops, window, first, width = scratch.glance_shop, scratch.window, scratch.pair_first, scratch.pair_width
    start, stop, deepest, none = shelf.start, shelf.stop, I(w.search_products), I(0)
    for p in range(n_pairs):
        g, c = N(pair_glance[p]), N(trip_category[N(pair_trip[p])])
        s = N(shops[g])
        width[p] = stop[s, c] - start[s, c]
        first[p] = start[s, c] + I(window[g] * F(max(none, I(width[p] - deepest)) + I(1)))


@batch
def survey(n_pairs, n_trips, offers, w, scratch):
    """List the alternatives of each trip: the offers in stock that are seen at a glance. Returns their number.

    An offer out of stock is listed and then written over, which costs less than asking.
    """
    pair_trip, pair_glance, first, width = (
        scratch.pair_trip,
        scratch.pair_glance,
        scratch.pair_first,
        scratch.pair_width,
    )
    alt_trip, alt_glance, alt_offer, trip_start = (
        scratch.alt_trip,
        scratch.alt_glance,
        scratch.alt_offer,
        scratch.trip_start,
    )
    n, last_offer, deepest = N(0), I(len(offers) - 1), I(w.search_products)
    for t in range(n_trips + 1):
        trip_start[t] = 0
    for p in range(n_pairs):
        t, g = pair_trip[p], pair_glance[p]
        for q in range(deepest):
            j = N(min(first[p] + I(q), last_offer))
            alt_trip[n], alt_glance[n], alt_offer[n] = t, g, j
            n += N((I(q) < width[p]) & (offers[j].open > 0))
        trip_start[N(t) + N(1)] = n
    for t in range(n_trips):
        trip_start[t + 1] = max(trip_start[t], trip_start[t + 1])
    return n
