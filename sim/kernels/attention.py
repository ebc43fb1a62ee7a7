"""Which shops a visitor looks at (EQ-SET): remembered ones, and at times one found by search."""

import numpy as np

from sim.kernels import batch, equation
from sim.kernels.draw import about, bell, mix, personal, pick_near, uniform
from sim.kernels.value import relation_value, shop_value

F = np.float32
N, S = np.uintp, np.uint16  # unsigned indices spare the question whether they count from the end


@equation
def look_chance(breadth, base, by_awareness, awareness, by_loyalty, loyalty, by_satisfaction, satisfaction):
    """Chance to look at a remembered shop on a visit: breadth × (base + weighted awareness, loyalty, satisfaction).

    breadth is the personal taste for searching (shops); the weights are scaled so that about ``breadth`` shops are looked at.
    Source: EQ-SET of the model card, drawn shop by shop; limited consideration as in Hauser & Wernerfelt (1990).
    """
    return breadth * (base + by_awareness * awareness + by_loyalty * loyalty + by_satisfaction * satisfaction)


@batch
def consider(n, traits, state, shelf, w, base, scratch):
    """List the glances of ``n`` visitors: the remembered shops that each looks at.

    Each remembered shop that sells on the channel is looked at with its ``look_chance``, drawn by a number keyed by its name.
    Fills ``scratch.visit_start`` and ``scratch.glance_slot``.
    """
    visitor, channel, start, glance_slot = (
        scratch.visitor,
        scratch.visit_channel,
        scratch.visit_start,
        scratch.glance_slot,
    )
    key, luck, breadth, listed, shop_key = scratch.key, scratch.luck, traits.breadth, shelf.listed, shelf.key
    slot_shop, awareness, loyalty, satisfaction = (
        state.shop,
        state.awareness,
        state.loyalty,
        state.satisfaction,
    )
    by_awareness, by_loyalty, by_satisfaction = (
        w.search_awareness,
        w.search_loyalty,
        w.search_satisfaction,
    )
    least, slots = w.search_base, slot_shop.shape[1]
    for v in range(n):
        i = N(visitor[v])
        own, row = personal(base, i), N(v * slots)
        for k in range(slots):
            key[row + N(k)] = own ^ shop_key[S(max(slot_shop[i, N(k)], 0))]
    for x in range(n * slots):
        luck[x] = uniform(mix(key[x]))
    for v in range(n):
        i, row = N(visitor[v]), N(v * slots)
        broad = F(breadth[i])
        for k in range(slots):
            aware, loyal, satisfied = awareness[i, N(k)], loyalty[i, N(k)], satisfaction[i, N(k)]
            luck[row + N(k)] -= look_chance(
                broad, least, by_awareness, aware, by_loyalty, loyal, by_satisfaction, satisfied
            )
    m = N(0)
    for v in range(n):
        i, h, start[v] = N(visitor[v]), N(channel[v]), m
        for k in range(slots):
            s = slot_shop[i, N(k)]
            glance_slot[m] = k
            m += N((luck[N(v * slots + k)] < 0) & (s >= 0) & (listed[h, S(max(s, 0))] > 0))
    start[n] = m


@batch
def feel(n, n_trips, traits, state, shelf, w, keys, scratch):
    """What a visitor feels about each shop looked at, on its channel: ``scratch.felt``, and ``scratch.doubt`` = 1 - trust.

    A trip may also look at a shop found by search, whose glance stands in ``scratch.trip_found`` (else -1).
    """
    m = np.intp(scratch.visit_start[n])
    recognise(n, traits, state, shelf, w, keys, scratch)
    if w.search_explore > 0:
        m = find(n_trips, m, traits, shelf, w, keys, scratch)
    felt, taste_key, place_key, window = scratch.felt, scratch.taste_key, scratch.place_key, scratch.window
    if w.taste_shop > 0:
        strength = w.taste_shop
        for g in range(m):
            felt[g] += strength * bell(mix(taste_key[g]))
    for g in range(m):
        window[g] = uniform(mix(place_key[g]))


@batch
def recognise(n, traits, state, shelf, w, keys, scratch):
    """Which shop each glance of ``n`` visits falls on, what is felt about it, and the keys of what never changes there.

    Visit by visit: what belongs to the visitor is looked up once for all shops looked at.
    """
    visitor, channel, start, slot = (
        scratch.visitor,
        scratch.visit_channel,
        scratch.visit_start,
        scratch.glance_slot,
    )
    shops, felt, doubt, taste_key, place_key = (
        scratch.glance_shop,
        scratch.felt,
        scratch.doubt,
        scratch.taste_key,
        scratch.place_key,
    )
    slot_shop, loyalties, satisfactions, awarenesses, trusts = (
        state.shop,
        state.loyalty,
        state.satisfaction,
        state.awareness,
        state.trust,
    )
    conveniences, services, waits, opinions = traits.convenience, traits.service, traits.wait, traits.opinion
    place, attentive, promised, rating = shelf.convenience, shelf.service, shelf.wait, shelf.rating
    loyals, exposures, shop_key = traits.loyal, traits.exposure, shelf.key
    satisfied, exposed, taste, range_key = w.weights_satisfaction, w.weights_exposure, keys.taste, keys.range
    for v in range(n):
        i, h = N(visitor[v]), N(channel[v])
        own_taste, own_range = personal(taste, i), personal(range_key, i)
        convenience, service, wait, opinion = conveniences[i], services[i], waits[i], opinions[i]
        loyal, exposure = loyals[i], exposed * exposures[i]
        for g in range(N(start[v]), N(start[v + 1])):
            k = N(slot[g])
            s = S(slot_shop[i, k])
            name = shop_key[s]
            shops[g], taste_key[g], place_key[g] = s, own_taste ^ name, own_range ^ name
            doubt[g] = F(1) - trusts[i, k]
            felt[g] = shop_value(
                convenience, place[h, s], service, attentive[s], wait, promised[h, s], opinion, rating[s]
            ) + relation_value(
                loyal, loyalties[i, k], satisfied, satisfactions[i, k], exposure, awarenesses[i, k]
            )


@batch
def make_guide(search, guide):
    """Where a search with luck q / len lands, per channel and category: the starting points of ``pick_near``."""
    steps = guide.shape[2]
    for h in range(guide.shape[0]):
        for c in range(guide.shape[1]):
            at = 0
            for q in range(steps):
                while search[h, c, at] <= F(q) / F(steps) and at < search.shape[2] - 1:
                    at += 1
                guide[h, c, q] = at


@batch
def find(n_trips, m, traits, shelf, w, keys, scratch):
    """Add one glance for each trip that searches and finds a shop not looked at anyway. Returns the number of glances."""
    visitor, channel, start = scratch.visitor, scratch.visit_channel, scratch.visit_start
    trip_visit, trip_category, trip_found = scratch.trip_visit, scratch.trip_category, scratch.trip_found
    glance_shop, felt, doubt, taste_key, luck = (
        scratch.glance_shop,
        scratch.felt,
        scratch.doubt,
        scratch.taste_key,
        scratch.luck,
    )
    place_key, trip_key, search, guide, category_key, shop_key = (
        scratch.place_key,
        scratch.trip_key,
        shelf.search,
        scratch.guide,
        shelf.category_key,
        shelf.key,
    )
    conveniences, services, waits, opinions = traits.convenience, traits.service, traits.wait, traits.opinion
    place, attentive, promised, rating = shelf.convenience, shelf.service, shelf.wait, shelf.rating
    base, again, explore, stranger = keys.search, keys.search, w.search_explore, F(1) - w.trust_unknown
    for t in range(n_trips):
        trip_key[t] = personal(base, visitor[trip_visit[t]]) ^ category_key[trip_category[t]]
    for t in range(n_trips):
        trip_key[t] = mix(trip_key[t])
    for t in range(n_trips):
        luck[t] = uniform(trip_key[t])
    for t in range(n_trips):
        trip_found[t] = -1
        if luck[t] >= explore:
            continue
        v, c = trip_visit[t], trip_category[t]
        i, h = visitor[v], channel[v]
        if search[h, c, -1] <= 0:
            continue
        s = pick_near(search[h, c], guide[h, c], uniform(about(trip_key[t], again)))
        known = 0
        for g in range(N(start[v]), N(start[v + 1])):
            known |= glance_shop[g] == s
        if known:
            continue
        glance_shop[m], doubt[m] = s, stranger
        taste_key[m], place_key[m] = (
            personal(keys.taste, i) ^ shop_key[s],
            personal(keys.range, i) ^ shop_key[s],
        )
        felt[m] = shop_value(
            conveniences[i], place[h, s], services[i], attentive[s], waits[i], promised[h, s], opinions[i], rating[s]
        )  # fmt: skip
        trip_found[t] = m
        m += 1
    return m
