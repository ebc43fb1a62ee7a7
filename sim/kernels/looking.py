"""What the offers looked at are worth before chance (EQ-UTIL), term by term over one list of alternatives."""

import numpy as np

from sim.kernels import batch, equation
from sim.kernels.value import FLASH, FORMS, freshness, price_value, reference_value, risk_value

F = np.float32
N = np.uintp


@equation
def saved_by(offer, held):
    """Share off that somebody expects who holds the private offers ``held``, a bit set: that of the best one."""
    best = F(0)
    for q in range(len(offer.coupons)):
        if offer.coupons[q] & held:
            best = max(best, offer.coupon_saving[q])
    return best


@batch
def ask(n, flashing, couponed, traits, state, offers, scratch):
    """At which price each alternative is seen: whether by a flash offer, its level less what is saved, its ratio."""
    alt_trip, alt_offer, alt_flash = scratch.alt_trip, scratch.alt_offer, scratch.alt_flash
    alt_level, alt_ratio = scratch.alt_level, scratch.alt_ratio
    consumer, trip_visit, minutes = scratch.trip_consumer, scratch.trip_visit, scratch.visit_minute
    deals, coupons, used, saving = traits.deal, state.coupons, state.used, scratch.alt_saving
    for x in range(n):
        alt_flash[x] = 0
    for x in range(n):
        offer = offers[N(alt_offer[x])]
        alt_level[x], alt_ratio[x], saving[x] = offer.level, offer.ratio, offer.saving
    if flashing:
        for x in range(n):
            offer, minute = offers[N(alt_offer[x])], minutes[N(trip_visit[N(alt_trip[x])])]
            if (offer.flash_open > 0) & (offer.flash_from <= minute) & (minute < offer.flash_to):
                alt_flash[x], alt_level[x], alt_ratio[x] = 1, offer.flash_level, offer.flash_ratio
    if couponed:
        for x in range(n):
            offer, i = offers[N(alt_offer[x])], N(consumer[N(alt_trip[x])])
            held = coupons[i] & ~used[i]
            if offer.coupon_bits & held:
                saving[x] += saved_by(offer, held)
    for x in range(n):
        alt_level[x] *= F(1) - deals[N(consumer[N(alt_trip[x])])] * saving[x]


@batch
def value(n, traits, state, offers, shelf, scratch):
    """What each alternative is worth, but for the joy of a deal: what is felt about its shop, its goods, its price."""
    alt_trip, alt_offer, alt_glance = scratch.alt_trip, scratch.alt_offer, scratch.alt_glance
    alt_level, alt_ratio, alt_value = scratch.alt_level, scratch.alt_ratio, scratch.alt_value
    consumer, category, felt, doubt = (
        scratch.trip_consumer,
        scratch.trip_category,
        scratch.felt,
        scratch.doubt,
    )
    qualities, novelties, prices = traits.quality, traits.novelty, traits.price
    gains, aversions, references, risks = traits.gain, traits.aversion, state.reference, shelf.risk
    for x in range(n):
        t, g, offer = N(alt_trip[x]), N(alt_glance[x]), offers[N(alt_offer[x])]
        i, c = N(consumer[t]), N(category[t])
        worth = felt[g] + qualities[i] * offer.quality + novelties[i] * offer.novelty
        worth += price_value(prices[i], alt_level[x]) + risk_value(doubt[g], risks[c], alt_level[x])
        alt_value[x] = worth + reference_value(gains[i], aversions[i], references[i, c], alt_ratio[x])


@batch
def delight(n, n_trips, traits, state, offers, w, scratch):
    """Add the joy of a deal, worn out by those seen before, and the urgency of a flash offer."""
    alt_trip, alt_offer, alt_flash, alt_value = (
        scratch.alt_trip,
        scratch.alt_offer,
        scratch.alt_flash,
        scratch.alt_value,
    )
    consumer, fresh, tired = scratch.trip_consumer, scratch.trip_fresh, state.tired
    deals, impulses = traits.deal, traits.impulse
    strength, joy, urgent = w.wearout_strength, w.weights_deal, w.impulse_value
    for t in range(n_trips):
        for form in range(FORMS):
            fresh[t, form] = freshness(strength, tired[N(consumer[t]), form])
    for x in range(n):
        trip, offer, flash = N(alt_trip[x]), offers[N(alt_offer[x])], alt_flash[x]
        i, appeal = N(consumer[trip]), fresh[trip, N(FLASH) if flash else N(offer.form)]
        joyful, urgency = joy * deals[i], urgent * impulses[i]
        alt_value[x] += appeal * (joyful * max(offer.on_deal, F(flash)) + urgency * F(flash))


@batch
def tire(n, n_visits, state, offers, scratch):
    """Every visit to look at offers wears out the forms of promotion seen on it by one exposure."""
    alt_trip, alt_offer, alt_flash, trip_visit = (
        scratch.alt_trip,
        scratch.alt_offer,
        scratch.alt_flash,
        scratch.trip_visit,
    )
    visitor, forms, tired = scratch.visitor, scratch.visit_forms, state.tired
    for v in range(n_visits):
        forms[v] = 0
    for x in range(n):
        offer = offers[N(alt_offer[x])]
        seen = (alt_flash[x] << FLASH) | (int(offer.on_deal > 0) << np.intp(offer.form))
        forms[N(trip_visit[N(alt_trip[x])])] |= seen
    for v in range(n_visits):
        for form in range(FORMS):
            tired[N(visitor[v]), form] += F(forms[v] >> form & 1)


@batch
def learn(n, n_trips, traits, state, w, scratch):
    """Count views, and move the reference price of each trip's category towards the mean of what was seen."""
    alt_trip, alt_offer, alt_ratio = scratch.alt_trip, scratch.alt_offer, scratch.alt_ratio
    consumer, trip_visit, category, channel = (
        scratch.trip_consumer,
        scratch.trip_visit,
        scratch.trip_category,
        scratch.visit_channel,
    )
    start, sums, views, funnel = scratch.trip_start, scratch.trip_total, scratch.views, scratch.funnel
    references, persona, alpha = state.reference, traits.persona, w.reference_alpha
    before, ratios = N(n_trips), F(0)
    for x in range(n):
        trip = N(alt_trip[x])
        ratios = (ratios if trip == before else F(0)) + alt_ratio[x]
        sums[trip], before = ratios, trip
        views[N(alt_offer[x]), N(channel[N(trip_visit[trip])])] += 1
    for t in range(n_trips):
        looked = np.intp(start[t + 1]) - np.intp(start[t])
        if looked > 0:
            i, c, h = N(consumer[t]), N(category[t]), N(channel[N(trip_visit[t])])
            expected = references[i, c]
            references[i, c] = expected + alpha * (sums[t] / F(looked) - expected)
            funnel[persona[i], h, 2] += looked


@batch
def look(n, n_trips, n_visits, first, today, traits, state, offers, shelf, w, scratch):
    """Value of every alternative before shock, divided by the nest; ``first`` also counts views, tires and learns prices.

    What is felt about shops stands in ``scratch.felt`` and ``scratch.doubt``; the rest is the offers.
    """
    ask(n, today.flashing, today.couponed, traits, state, offers, scratch)
    value(n, traits, state, offers, shelf, scratch)
    if today.lively:
        delight(n, n_trips, traits, state, offers, w, scratch)
        if first and w.wearout_strength > 0:
            tire(n, n_visits, state, offers, scratch)
    if first:
        learn(n, n_trips, traits, state, w, scratch)
    alt_value, per_nest = scratch.alt_value, F(1) / w.choice_nest
    for x in range(n):
        alt_value[x] *= per_nest
