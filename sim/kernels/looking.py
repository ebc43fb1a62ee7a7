"""Which offers a visitor looks at (EQ-SET), and what they are worth before chance (EQ-UTIL).

One loop, trip by trip: what belongs to the person, the category or the shop is looked up once for all alternatives that share it,
which takes less time than vector code that looks everything up for each of them.
"""

import numpy as np

from sim.kernels import batch, equation
from sim.kernels.value import FLASH, FORMS, freshness, price_value, reference_value, risk_value

F = np.float32
I = np.int32
N = np.uintp  # an unsigned index spares the question whether it counts from the end


@equation
def saved_by(offer, held):
    """Share off that somebody expects who holds the private offers ``held``, a bit set: that of the best one."""
    best = F(0)
    for q in range(len(offer.coupons)):
        if offer.coupons[q] & held:
            best = max(best, offer.coupon_saving[q])
    return best


@equation
def first_seen(start, width, deepest, window):
    """First product seen of a shelf of ``width`` products that begins at ``start``; ``window`` 0..1 says where people look."""
    return start + I(window * F(max(I(0), I(width - deepest)) + I(1)))


@equation
def is_flash(offer, minute):
    """Whether a flash offer is on at that minute of the day."""
    return (offer.flash_open > 0) & (offer.flash_from <= minute) & (minute < offer.flash_to)


@equation
def joy(offer, flash, appeal, joyful, urgency):
    """The joy of a deal, as far as it still appeals, and the urgency of a flash offer."""
    return appeal * (joyful * max(offer.on_deal, F(flash)) + urgency * F(flash))


@batch
def look(n_trips, n_visits, first, today, traits, state, offers, shelf, w, scratch):
    """List the alternatives of all trips, the offers in stock seen at a glance; their values before shock, divided by the nest.

    What is felt about shops stands in ``scratch.felt`` and ``scratch.doubt``. ``first`` also counts views, tires of promotions,
    and moves the reference price of each trip's category towards the mean of what was seen. Returns the number of alternatives.
    """
    trip_visit, category, consumer, found, trip_start = (
        scratch.trip_visit,
        scratch.trip_category,
        scratch.trip_consumer,
        scratch.trip_found,
        scratch.trip_start,
    )
    visit_start, channel, minutes, forms = (
        scratch.visit_start,
        scratch.visit_channel,
        scratch.visit_minute,
        scratch.visit_forms,
    )
    shops, window, felt, doubt, taste_key = (
        scratch.glance_shop,
        scratch.window,
        scratch.felt,
        scratch.doubt,
        scratch.taste_key,
    )
    alt_trip, alt_offer, alt_flash, alt_value, alt_name, alt_taste = (
        scratch.alt_trip,
        scratch.alt_offer,
        scratch.alt_flash,
        scratch.alt_value,
        scratch.alt_name,
        scratch.alt_taste,
    )
    views, funnel, fresh, persona, references = (
        scratch.views,
        scratch.funnel,
        scratch.fresh,
        traits.persona,
        state.reference,
    )
    qualities, novelties, prices, gains, aversions, deals, impulses = (
        traits.quality,
        traits.novelty,
        traits.price,
        traits.gain,
        traits.aversion,
        traits.deal,
        traits.impulse,
    )
    coupons, used, tired, start, stop, risks, category_key = (
        state.coupons,
        state.used,
        state.tired,
        shelf.start,
        shelf.stop,
        shelf.risk,
        shelf.category_key,
    )
    flashing, couponed, lively, searching = (
        today.flashing,
        today.couponed,
        today.lively,
        w.search_explore > 0,
    )
    strength, joyous, urgent, alpha = w.wearout_strength, w.weights_deal, w.impulse_value, w.reference_alpha
    deepest, per_nest = I(w.search_products), F(1) / w.choice_nest
    tiring = first & lively & (strength > 0)
    for visit in range(n_visits):
        forms[visit] = 0
    n = N(0)
    for t in range(n_trips):
        v, c, i = N(trip_visit[t]), N(category[t]), N(consumer[t])
        h, minute, held, deal = N(channel[v]), minutes[v], coupons[i] & ~used[i], deals[i]
        price, gain, aversion, expected = prices[i], gains[i], aversions[i], references[i, c]
        quality, novelty, risk, name = qualities[i], novelties[i], risks[c], category_key[c]
        joyful, urgency = joyous * deal, urgent * impulses[i]
        if lively:
            for form in range(FORMS):
                fresh[form] = freshness(strength, tired[i, form])
        trip_start[t], ratios = n, F(0)
        last = visit_start[v + N(1)]
        beyond = last + (searching and found[t] >= 0)
        for glance in range(N(visit_start[v]), N(beyond)):
            g = glance if glance < last else N(found[t])
            s, feeling, fear, taste = N(shops[g]), felt[g], doubt[g], taste_key[g] ^ name
            width = stop[s, c] - start[s, c]
            j = N(first_seen(start[s, c], width, deepest, window[g]))
            for _ in range(min(width, deepest)):
                offer = offers[j]
                if offer.open:
                    level, ratio, saving, flash = offer.level, offer.ratio, offer.saving, 0
                    if flashing and is_flash(offer, minute):
                        level, ratio, flash = offer.flash_level, offer.flash_ratio, 1
                    if couponed and offer.coupon_bits & held:
                        saving += saved_by(offer, held)
                    level *= F(1) - deal * saving
                    worth = feeling + quality * offer.quality + novelty * offer.novelty
                    worth += price_value(price, level) + risk_value(fear, risk, level)
                    worth += reference_value(gain, aversion, expected, ratio)
                    if lively:
                        kind = FLASH if flash else np.intp(offer.form)
                        worth += joy(offer, flash, fresh[N(kind)], joyful, urgency)
                        forms[v] |= (flash << FLASH) | (int(offer.on_deal > 0) << np.intp(offer.form))
                    alt_trip[n], alt_offer[n], alt_flash[n], alt_value[n] = t, j, flash, worth * per_nest
                    alt_name[n], alt_taste[n] = offer.key, taste
                    if first:
                        views[j, h] += 1
                        ratios += ratio
                    n += N(1)
                j += N(1)
        looked = np.intp(n) - np.intp(trip_start[t])
        if first and looked > 0:
            references[i, c] = expected + alpha * (ratios / F(looked) - expected)
            funnel[persona[i], h, 2] += looked
    trip_start[n_trips] = n
    if tiring:
        tire(n_visits, state, scratch)
    return np.intp(n)


@batch
def tire(n_visits, state, scratch):
    """Every visit to look at offers wears out the forms of promotion seen on it by one exposure."""
    visitor, forms, tired = scratch.visitor, scratch.visit_forms, state.tired
    for v in range(n_visits):
        for form in range(FORMS):
            tired[N(visitor[v]), form] += F(forms[v] >> form & 1)
