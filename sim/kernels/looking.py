"""Which offers a visitor looks at and what they are worth (EQ-SET, EQ-UTIL), in straight lines without branches."""

import numpy as np

from sim.kernels import part
from sim.kernels.attention import consideration
from sim.kernels.choice import gumbel, weigh
from sim.kernels.draw import about, bell, mix, personal, pick, uniform
from sim.kernels.value import price_value, reference_value, relation_value, risk_value, shop_value

F = np.float32
U = np.uint64


@part
def look(n_trips, first, traits, state, offers, shelf, w, keys, scratch):
    """List the alternatives of each trip with their value before shock; ``first`` also learns reference prices.

    What a visitor feels about a shop is worked out once per visit and kept in ``scratch.felt`` and ``scratch.doubt``; each offer
    adds its own terms. An offer out of stock is valued like the rest and then written over, which costs less than asking.
    Returns the number of alternatives.
    """
    # arrays are taken out of their tuples first: in a loop each look-up would count references
    trip_consumer, trip_category, trip_channel = (
        scratch.trip_consumer,
        scratch.trip_category,
        scratch.trip_channel,
    )
    trip_start, trip_minute = scratch.trip_start, scratch.trip_minute
    alt_offer, alt_flash, alt_value = scratch.alt_offer, scratch.alt_flash, scratch.alt_value
    alt_key, alt_taste, views, funnel = scratch.alt_key, scratch.alt_taste, scratch.views, scratch.funnel
    seen, shops, felt, doubt, window = (
        scratch.seen,
        scratch.seen_shop,
        scratch.felt,
        scratch.doubt,
        scratch.window,
    )
    start, stop, shop_key, search, risks = shelf.start, shelf.stop, shelf.key, shelf.search, shelf.risk
    listed, category_key, rating = shelf.listed, shelf.category_key, shelf.rating
    place, attentive, promised = shelf.convenience, shelf.service, shelf.wait
    slot_shop, loyalty, satisfaction = state.shop, state.loyalty, state.satisfaction
    awareness, trust, references = state.awareness, state.trust, state.reference
    coupons, used = state.coupons, state.used
    persona, breadth, prices, deals, loyals = (
        traits.persona,
        traits.breadth,
        traits.price,
        traits.deal,
        traits.loyal,
    )
    qualities, novelties, conveniences = traits.quality, traits.novelty, traits.convenience
    services, waits, opinions, exposures = traits.service, traits.wait, traits.opinion, traits.exposure
    gains, aversions, impulses = traits.gain, traits.aversion, traits.impulse
    per_nest, deepest = F(1) / w.choice_nest, int(w.search_products)
    n, m, previous = 0, 0, -1
    for t in range(n_trips):
        i, c, h, minute = trip_consumer[t], trip_category[t], trip_channel[t], trip_minute[t]
        if i != previous:
            previous = i
            m = consideration(
                i, h, F(breadth[i]), personal(keys.consider, i), slot_shop, awareness, loyalty, satisfaction, listed,
                shop_key, w, seen,
            )  # fmt: skip
            choice_key, taste_key, range_key = (
                personal(keys.choice, i),
                personal(keys.taste, i),
                personal(keys.range, i),
            )
            convenience, service, wait, opinion = conveniences[i], services[i], waits[i], opinions[i]
            beta, deal, quality, novelty = prices[i], deals[i], qualities[i], novelties[i]
            gain, aversion, urgency = gains[i], aversions[i], w.impulse_value * impulses[i]
            held = coupons[i] & ~used[i]
            for q in range(m):
                k = seen[q]
                s = slot_shop[i, k]
                shops[q], doubt[q] = s, F(1) - trust[i, k]
                window[q] = uniform(mix(range_key ^ shop_key[s]))
                felt[q] = shop_value(
                    convenience, place[h, s], service, attentive[s], wait, promised[h, s], opinion, rating[s]
                ) + relation_value(
                    loyals[i], loyalty[i, k], w.weights_satisfaction, satisfaction[i, k],
                    w.weights_exposure * exposures[i], awareness[i, k],
                )  # fmt: skip
                if w.taste_shop > 0:
                    felt[q] += w.taste_shop * bell(mix(taste_key ^ shop_key[s]))
        found = 0
        if w.search_explore > 0 and search[h, c, -1] > 0:
            key = about(personal(keys.search, i), category_key[c])
            if uniform(key) < w.search_explore:
                s = pick(search[h, c], uniform(about(key, keys.search)))
                found = 1
                for q in range(m):
                    found &= shops[q] != s
                shops[m], doubt[m] = s, F(1) - w.trust_unknown
                window[m] = uniform(mix(range_key ^ shop_key[s]))
                felt[m] = shop_value(
                    convenience, place[h, s], service, attentive[s], wait, promised[h, s], opinion, rating[s]
                )
                if w.taste_shop > 0:
                    felt[m] += w.taste_shop * bell(mix(taste_key ^ shop_key[s]))
        trip_start[t] = n
        risk, expected, ratios = risks[c], references[i, c], F(0)
        own_taste = taste_key ^ category_key[c]
        for q in range(m + found):
            s = shops[q]
            a = start[s, c]
            width = stop[s, c] - a
            if width == 0:
                continue
            a += int(window[q] * F(max(0, width - deepest) + 1))
            for p in range(min(width, deepest)):
                j = a + p
                offer = offers[j]
                there = offer.open > 0
                flash = (offer.flash_open > 0) & (offer.flash_from <= minute) & (minute < offer.flash_to)
                level = offer.flash_level if flash else offer.level
                ratio = offer.flash_ratio if flash else offer.ratio
                level *= F(1) - deal * (
                    offer.saving + F(offer.coupon_bits & held != U(0)) * offer.coupon_saving
                )
                value = felt[q] + quality * offer.quality + novelty * offer.novelty
                value += price_value(beta, level) + risk_value(doubt[q], risk, level)
                value += reference_value(gain, aversion, expected, ratio)
                value += w.weights_deal * deal * max(offer.on_deal, F(flash)) + urgency * F(flash)
                alt_value[n] = value * per_nest
                alt_key[n] = choice_key ^ offer.key
                alt_taste[n] = own_taste ^ shop_key[s]
                alt_offer[n], alt_flash[n] = j, flash
                views[j, h] += there * first
                ratios += ratio * F(there)
                n += there
        if first and n > trip_start[t]:
            looked = n - trip_start[t]
            references[i, c] = expected + w.reference_alpha * (ratios / F(looked) - expected)
            funnel[persona[i], h, 2] += looked
    trip_start[n_trips] = n
    return n


@part
def shock(n, w, offers, scratch):
    """Add lasting taste to the values of ``n`` alternatives, then perturb: value + Gumbel; weight = exp(value).

    Values are divided by the nest; the loops are separate so that they become vector code.
    """
    value, u, perturbed, weight = scratch.alt_value, scratch.alt_u, scratch.alt_perturbed, scratch.alt_weight
    key, taste, offer = scratch.alt_key, scratch.alt_taste, scratch.alt_offer
    if w.taste_category > 0:
        strength = w.taste_category / w.choice_nest
        for x in range(n):
            value[x] += strength * bell(mix(taste[x]))
    if w.taste_product > 0:
        strength = w.taste_product / w.choice_nest
        for x in range(n):
            value[x] += strength * bell(mix(taste[x] ^ offers[offer[x]].key))
    for x in range(n):
        u[x] = uniform(mix(key[x]))
    gumbel(n, u, perturbed)
    for x in range(n):
        perturbed[x] += value[x]
    weigh(n, value, weight)
