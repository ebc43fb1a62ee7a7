"""Which offers a visitor looks at and what they are worth (EQ-SET, EQ-UTIL), in straight lines without branches."""

import numpy as np

from sim.kernels import equation, part
from sim.kernels.choice import gumbel, weigh
from sim.kernels.draw import bell, mix, personal, uniform
from sim.kernels.value import BASKET, CUT, FLASH, FORMS, freshness, price_value, reference_value, risk_value

F = np.float32
U = np.uint64
N = np.uintp  # an unsigned index spares the question whether it counts from the end


@part
def survey(n_trips, shelf, offers, w, scratch):
    """List the alternatives of each trip: the offers in stock that are seen at a glance. Returns their number.

    ``scratch.window`` says which part of a long shelf is seen. An offer out of stock is listed and then written over, which costs
    less than asking.
    """
    trip_visit, trip_category, trip_found, trip_start = (
        scratch.trip_visit,
        scratch.trip_category,
        scratch.trip_found,
        scratch.trip_start,
    )
    visit_start, shops, window = scratch.visit_start, scratch.glance_shop, scratch.window
    alt_offer, alt_glance, start, stop = scratch.alt_offer, scratch.alt_glance, shelf.start, shelf.stop
    deepest, searching = int(w.search_products), w.search_explore > 0
    n, last_offer = 0, len(offers) - 1
    for t in range(n_trips):
        v, c = trip_visit[t], trip_category[t]
        trip_start[t] = n
        g, last = np.intp(visit_start[v]), np.intp(visit_start[v + 1])
        found = np.intp(trip_found[t] if searching else -1)
        while g < last or found >= 0:
            if g == last:
                g, last, found = found, found + 1, np.intp(-1)
            s = shops[N(g)]
            a, width = start[s, c], stop[s, c] - start[s, c]
            a += int(window[N(g)] * F(max(0, width - deepest) + 1))
            for q in range(deepest):
                j = N(min(a + q, last_offer))
                alt_offer[N(n)], alt_glance[N(n)] = j, g
                n += (q < width) & (offers[j].open > 0)
            g += 1
    trip_start[n_trips] = n
    return n


@equation
def saved_by(offer, held):
    """Share off that somebody expects who holds the private offers ``held``, a bit set: that of the best one."""
    best = F(0)
    for q in range(len(offer.coupons)):
        if offer.coupons[q] & held:
            best = max(best, offer.coupon_saving[q])
    return best


@part
def look(n_trips, first, lively, traits, state, offers, shelf, w, keys, scratch):
    """Value of every alternative before shock, divided by the nest; ``first`` also learns reference prices, tires of
    promotions and counts views; ``lively`` is a day with any.

    What a visitor feels about a shop stands in ``scratch.felt`` and ``scratch.doubt``; each offer adds its own terms.
    """
    visitor, channel, minutes = scratch.visitor, scratch.visit_channel, scratch.visit_minute
    trip_visit, trip_category, trip_start = scratch.trip_visit, scratch.trip_category, scratch.trip_start
    shops, felt, doubt, views, funnel = (
        scratch.glance_shop,
        scratch.felt,
        scratch.doubt,
        scratch.views,
        scratch.funnel,
    )
    alt_offer, alt_glance, alt_flash, alt_value = (
        scratch.alt_offer,
        scratch.alt_glance,
        scratch.alt_flash,
        scratch.alt_value,
    )
    alt_key, alt_taste, shop_key, risks, category_key = (
        scratch.alt_key,
        scratch.alt_taste,
        shelf.key,
        shelf.risk,
        shelf.category_key,
    )
    references, coupons, used = state.reference, state.coupons, state.used
    persona, prices, deals, impulses = traits.persona, traits.price, traits.deal, traits.impulse
    qualities, novelties, gains, aversions = traits.quality, traits.novelty, traits.gain, traits.aversion
    per_nest, urgent, joy, alpha = F(1) / w.choice_nest, w.impulse_value, w.weights_deal, w.reference_alpha
    choice_base, taste_base, seen, tired = keys.choice, keys.taste, int(first), state.tired
    wearing, strength = lively and w.wearout_strength > 0, w.wearout_strength
    fresh, fresh_flash, fresh_basket, forms = F(1), F(1), F(1), 0
    for t in range(n_trips):
        v, c = trip_visit[t], trip_category[t]
        i, h, minute = visitor[v], channel[v], minutes[v]
        choice_key, own_taste = personal(choice_base, i), personal(taste_base, i) ^ category_key[c]
        beta, deal, quality, novelty = prices[i], deals[i], qualities[i], novelties[i]
        gain, aversion, urgency, held = gains[i], aversions[i], urgent * impulses[i], coupons[i] & ~used[i]
        risk, expected, ratios, joyful = risks[c], references[i, c], F(0), joy * deal
        if wearing:
            fresh, fresh_flash, fresh_basket = (
                freshness(strength, tired[i, CUT]),
                freshness(strength, tired[i, FLASH]),
                freshness(strength, tired[i, BASKET]),
            )
        for x in range(N(trip_start[t]), N(trip_start[t + 1])):
            j, g = alt_offer[x], alt_glance[x]
            offer = offers[j]
            flash = (offer.flash_open > 0) & (offer.flash_from <= minute) & (minute < offer.flash_to)
            level = offer.flash_level if flash else offer.level
            ratio = offer.flash_ratio if flash else offer.ratio
            saving = offer.saving
            if offer.coupon_bits & held:
                saving += saved_by(offer, held)
            level *= F(1) - deal * saving
            value = felt[g] + quality * offer.quality + novelty * offer.novelty
            value += price_value(beta, level) + risk_value(doubt[g], risk, level)
            value += reference_value(gain, aversion, expected, ratio)
            appeal = fresh_flash if flash else (fresh if offer.form == CUT else fresh_basket)
            value += appeal * (joyful * max(offer.on_deal, F(flash)) + urgency * F(flash))
            forms |= (flash << FLASH) | (int(offer.on_deal > 0) << np.intp(offer.form))
            alt_value[x] = value * per_nest
            alt_key[x] = choice_key ^ offer.key
            alt_taste[x] = own_taste ^ shop_key[shops[g]]
            alt_flash[x] = flash
            views[j, h] += seen
            ratios += ratio
        looked = np.intp(trip_start[t + 1]) - np.intp(trip_start[t])
        if first and looked > 0:
            references[i, c] = expected + alpha * (ratios / F(looked) - expected)
            funnel[persona[i], h, 2] += looked
        if t + 1 == n_trips or trip_visit[t + 1] != v:
            if wearing and first:
                for form in range(FORMS):
                    tired[i, form] += F(forms >> form & 1)
            forms = 0


@part
def shock(n, w, offers, scratch):
    """Add lasting taste to the values of ``n`` alternatives, then perturb: value + Gumbel; weight = exp(value).

    Values are divided by the nest; the loops are separate so that they become vector code.
    """
    value, u, perturbed, weight = scratch.alt_value, scratch.luck, scratch.alt_perturbed, scratch.alt_weight
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
