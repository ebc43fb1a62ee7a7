"""Which shops a visitor looks at (EQ-SET): remembered ones, and at times one found by search."""

import numpy as np

from sim.kernels import batch, equation
from sim.kernels.draw import about, bell, mix, personal, pick_near, uniform
from sim.kernels.memory import slot_of
from sim.kernels.value import relation_value, shop_value

F = np.float32
STRANGER = np.uint32(2**32 - 1)
N, S = np.uintp, np.uint16  # unsigned indices spare the question whether they count from the end


@equation
def look_chance(breadth, base, by_awareness, awareness, by_loyalty, loyalty, by_satisfaction, satisfaction):
    """Chance to look at a remembered shop on a visit, higher for what is known and liked and for who searches broadly.

    ===============  ====  =====  =============================
    name             type  unit   meaning
    ===============  ====  =====  =============================
    breadth          f32   1      personal breadth of search
    base             f32   1      chance per unit of breadth
    by_awareness     f32   1      rise per unit of awareness
    awareness        f32   0…1    awareness of the shop
    by_loyalty       f32   1      rise per unit of loyalty
    loyalty          f32   0…1    loyalty to the shop
    by_satisfaction  f32   1      rise per unit of satisfaction
    satisfaction     f32   0…1    past satisfaction
    ===============  ====  =====  =============================

    Source: EQ-SET of the model card, drawn shop by shop; limited consideration as in Hauser & Wernerfelt (1990).
    """
    return breadth * (base + by_awareness * awareness + by_loyalty * loyalty + by_satisfaction * satisfaction)


@batch
def consider(n, traits, state, shelf, w, base, scratch):
    """List the glances of ``n`` visitors: the remembered shops that each looks at.

    Each remembered shop that sells on the channel is looked at with its ``look_chance``, drawn by a number keyed by its name.
    Fills ``scratch.visit_start`` and ``scratch.glance_slot``.
    """
    slots = state.shop.shape[1]
    for v in range(n):
        i = N(scratch.visitor[v])
        own, row = personal(base, i), N(v * slots)
        for k in range(slots):
            scratch.key[row + N(k)] = own ^ shelf.key[S(max(state.shop[i, N(k)], 0))]
    for x in range(n * slots):
        scratch.luck[x] = uniform(mix(scratch.key[x]))
    for v in range(n):
        i, row = N(scratch.visitor[v]), N(v * slots)
        broad = F(traits.breadth[i])
        for k in range(slots):
            scratch.luck[row + N(k)] -= look_chance(
                broad, w.search_base,
                w.search_awareness, state.awareness[i, N(k)],
                w.search_loyalty, state.loyalty[i, N(k)],
                w.search_satisfaction, state.satisfaction[i, N(k)],
            )  # fmt: skip
    m = N(0)
    for v in range(n):
        i, h, scratch.visit_start[v] = N(scratch.visitor[v]), N(scratch.visit_channel[v]), m
        for k in range(slots):
            s = state.shop[i, N(k)]
            scratch.glance_slot[m] = k
            m += N((scratch.luck[N(v * slots + k)] < 0) & (s >= 0) & (shelf.listed[h, S(max(s, 0))] > 0))
    scratch.visit_start[n] = m


@batch
def feel(n, n_trips, traits, state, shelf, w, keys, scratch):
    """What a visitor feels about each shop looked at, on its channel: ``scratch.felt``, and ``scratch.doubt`` = 1 - trust.

    A trip may also look at a shop found by search, whose glance stands in ``scratch.trip_found`` (else -1).
    """
    m = np.intp(scratch.visit_start[n])
    recognise(n, traits, state, shelf, w, keys, scratch)
    if w.search_explore > 0:
        m = find(n_trips, m, traits, state, shelf, w, keys, scratch)
    if w.taste_shop > 0:
        for g in range(m):
            scratch.felt[g] += w.taste_shop * bell(mix(scratch.taste_key[g]))
    for g in range(m):
        scratch.window[g] = uniform(mix(scratch.place_key[g]))


@batch
def recognise(n, traits, state, shelf, w, keys, scratch):
    """Which shop each glance of ``n`` visits falls on, what is felt about it, and the keys of what never changes there.

    Visit by visit: what belongs to the visitor is looked up once for all shops looked at.
    """
    for v in range(n):
        i, h = N(scratch.visitor[v]), N(scratch.visit_channel[v])
        own_taste, own_range = personal(keys.taste, i), personal(keys.range, i)
        convenience, service = traits.convenience[i], traits.service[i]
        wait, opinion = traits.wait[i], traits.opinion[i]
        loyal, exposure = traits.loyal[i], w.weights_exposure * traits.exposure[i]
        for g in range(N(scratch.visit_start[v]), N(scratch.visit_start[v + 1])):
            k = N(scratch.glance_slot[g])
            s = S(state.shop[i, k])
            scratch.glance_shop[g], scratch.doubt[g] = s, F(1) - state.trust[i, k]
            scratch.taste_key[g], scratch.place_key[g] = own_taste ^ shelf.key[s], own_range ^ shelf.key[s]
            scratch.felt[g] = shop_value(
                convenience, shelf.convenience[h, s], service, shelf.service[s],
                wait, shelf.wait[h, s], opinion, shelf.rating[s],
            ) + relation_value(
                loyal, state.loyalty[i, k], w.weights_satisfaction, state.satisfaction[i, k],
                exposure, state.awareness[i, k],
            )  # fmt: skip


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
def find(n_trips, m, traits, state, shelf, w, keys, scratch):
    """Add one glance for each trip that searches and finds a shop not looked at anyway. Returns the number of glances.

    ``scratch.glance_slot`` tells the memory slot of the shop, ``STRANGER`` if it is not remembered.
    """
    for t in range(n_trips):
        own = personal(keys.search, scratch.visitor[scratch.trip_visit[t]])
        scratch.trip_key[t] = own ^ shelf.category_key[scratch.trip_category[t]]
    for t in range(n_trips):
        scratch.trip_key[t] = mix(scratch.trip_key[t])
    for t in range(n_trips):
        scratch.luck[t] = uniform(scratch.trip_key[t])
    for t in range(n_trips):
        scratch.trip_found[t] = -1
        if scratch.luck[t] >= w.search_explore:
            continue
        v, c = scratch.trip_visit[t], scratch.trip_category[t]
        i, h = scratch.visitor[v], scratch.visit_channel[v]
        if shelf.search[h, c, -1] <= 0:
            continue
        luck = uniform(about(scratch.trip_key[t], keys.search))
        s = pick_near(shelf.search[h, c], scratch.guide[h, c], luck)
        seen = 0
        for g in range(N(scratch.visit_start[v]), N(scratch.visit_start[v + 1])):
            seen |= scratch.glance_shop[g] == s
        if seen:
            continue
        scratch.glance_shop[m], scratch.glance_slot[m], scratch.doubt[m] = s, STRANGER, F(1) - w.trust_unknown
        scratch.taste_key[m] = personal(keys.taste, i) ^ shelf.key[s]
        scratch.place_key[m] = personal(keys.range, i) ^ shelf.key[s]
        scratch.felt[m] = shop_value(
            traits.convenience[i], shelf.convenience[h, s], traits.service[i], shelf.service[s],
            traits.wait[i], shelf.wait[h, s], traits.opinion[i], shelf.rating[s],
        )  # fmt: skip
        k = slot_of(state.shop, i, s)
        if k >= 0:
            scratch.glance_slot[m], scratch.doubt[m] = k, F(1) - state.trust[i, k]
            scratch.felt[m] += relation_value(
                traits.loyal[i], state.loyalty[i, k], w.weights_satisfaction, state.satisfaction[i, k],
                w.weights_exposure * traits.exposure[i], state.awareness[i, k],
            )  # fmt: skip
        scratch.trip_found[t] = m
        m += 1
    return m
