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
    """Share off that somebody expects who holds private offers: that of the best one.

    =====  =====  =======  ==============================================
    name   type   unit     meaning
    =====  =====  =======  ==============================================
    offer  Offer  –        has the bits and savings of its private offers
    held   u64    bit set  private offers that the person holds
    =====  =====  =======  ==============================================

    Source: EQ-UTIL of the model card; that only the best counts is an assumption, as offers of a level exclude each other.
    """
    best = F(0)
    for q in range(len(offer.coupons)):
        if offer.coupons[q] & held:
            best = max(best, offer.coupon_saving[q])
    return best


@equation
def first_seen(width, window):
    """Place on a shelf of the product seen first; its neighbours follow, and after the last comes the first.

    ======  ====  ========  =================================================
    name    type  unit      meaning
    ======  ====  ========  =================================================
    width   i32   products  on the shelf
    window  f32   0…1       where on the shelf the person looks, always there
    ======  ====  ========  =================================================

    Source: EQ-SET of the model card; neighbours on a shelf, each product as often first as any other, are an assumption.
    """
    return I(window * F(width))


@equation
def is_flash(offer, minute):
    """Whether a flash offer is on at that minute of the day.

    ======  =====  ======  ========================================================
    name    type   unit    meaning
    ======  =====  ======  ========================================================
    offer   Offer  –       has whether a flash offer is open, and from when to when
    minute  i16    minute  of the day
    ======  =====  ======  ========================================================

    Source: the rules of flash sales (PROMO-06).
    """
    return (offer.flash_open > 0) & (offer.flash_from <= minute) & (minute < offer.flash_to)


@equation
def joy(offer, flash, appeal, joyful, urgency):
    """The joy of a deal, as far as it still appeals, and the urgency of a flash offer.

    =======  ======  =======  =======================================
    name     type    unit     meaning
    =======  ======  =======  =======================================
    offer    Offer   –        has how much joy its deal gives, 0 none
    flash    0 or 1  –        whether a flash offer is on
    appeal   f32     0…1      what is left of the appeal of its form
    joyful   f32     utility  weight of deals × proneness to them
    urgency  f32     utility  weight of urgency × impulsiveness
    =======  ======  =======  =======================================

    Source: EQ-UTIL and EQ-FAT of the model card; transaction utility, Thaler (1985), Marketing Science 4, for the pleasure of a
    deal; that what is marked as one pleases whatever its depth is an assumption: what it saves counts as price beside.
    """
    return appeal * (joyful * max(offer.on_deal, F(flash)) + urgency * F(flash))


@batch
def look(n_trips, n_visits, first, today, traits, state, offers, shelf, w, scratch):
    """List the alternatives of all trips, the offers in stock seen at a glance; their values before shock, divided by the nest.

    What is felt about shops stands in ``scratch.felt`` and ``scratch.doubt``. ``first`` also counts views and sessions, tires of
    promotions, and moves the reference price of each trip's category towards the mean of what was seen.
    Returns the number of alternatives.
    """
    deepest, per_nest, searching = I(w.search_products), F(1) / w.choice_nest, w.search_explore > 0
    for visit in range(n_visits):
        scratch.visit_forms[visit] = 0
    scratch.in_session[:] = 0
    n = N(0)
    for t in range(n_trips):
        v, c, i = N(scratch.trip_visit[t]), N(scratch.trip_category[t]), N(scratch.trip_consumer[t])
        h, minute = N(scratch.visit_channel[v]), scratch.visit_minute[v]
        quality, novelty, price, deal = traits.quality[i], traits.novelty[i], traits.price[i], traits.deal[i]
        gain, aversion, expected = traits.gain[i], traits.aversion[i], state.reference[i, c]
        risk, name, held = shelf.risk[c], shelf.category_key[c], state.coupons[i] & ~state.used[i]
        joyful, urgency = w.weights_deal * deal, w.impulse_value * traits.impulse[i]
        if today.lively:
            for form in range(FORMS):
                scratch.fresh[form] = freshness(w.wearout_strength, state.tired[i, form])
        scratch.trip_start[t], ratios = n, F(0)
        last = scratch.visit_start[v + N(1)]
        beyond = last + (searching and scratch.trip_found[t] >= 0)
        for glance in range(N(scratch.visit_start[v]), N(beyond)):
            g = glance if glance < last else N(scratch.trip_found[t])
            s, taste = N(scratch.glance_shop[g]), scratch.taste_key[g] ^ name
            feeling, fear = scratch.felt[g], scratch.doubt[g]
            width, start, end = (
                shelf.stop[s, c] - shelf.start[s, c],
                N(shelf.start[s, c]),
                N(shelf.stop[s, c]),
            )
            j = start + N(first_seen(width, scratch.window[g]))
            begin = n
            for _ in range(min(width, deepest)):
                offer = offers[j]
                if offer.open:
                    level, ratio, saving, flash = offer.level, offer.ratio, offer.saving, 0
                    if today.flashing and is_flash(offer, minute):
                        level, ratio, flash = offer.flash_level, offer.flash_ratio, 1
                    if today.couponed and offer.coupon_bits & held:
                        saving += saved_by(offer, held)
                    level *= F(1) - deal * saving
                    worth = feeling + quality * offer.quality + novelty * offer.novelty
                    worth += price_value(price, level) + risk_value(fear, risk, level)
                    worth += reference_value(gain, aversion, expected, ratio)
                    if today.lively:
                        kind = np.intp(offer.form)
                        appeal = scratch.fresh[N(FLASH if flash else kind)]
                        worth += joy(offer, flash, appeal, joyful, urgency)
                        scratch.visit_forms[v] |= (flash << FLASH) | (int(offer.on_deal > 0) << kind)
                    scratch.alt_trip[n], scratch.alt_offer[n], scratch.alt_flash[n] = t, j, flash
                    scratch.alt_name[n], scratch.alt_taste[n] = offer.key, taste
                    scratch.alt_value[n] = worth * per_nest
                    if first:
                        scratch.views[j, h] += 1
                        ratios += ratio
                    n += N(1)
                j = j + N(1) if j + N(1) < end else start
            if first and n > begin and scratch.in_session[s] != v + N(1):
                scratch.in_session[s] = v + N(1)
                scratch.sessions[scratch.alt_offer[begin], h] += 1
        looked = np.intp(n) - np.intp(scratch.trip_start[t])
        if first and looked > 0:
            state.reference[i, c] = expected + w.reference_alpha * (ratios / F(looked) - expected)
            scratch.funnel[traits.persona[i], h, 2] += looked
    scratch.trip_start[n_trips] = n
    if first and today.lively and w.wearout_strength > 0:
        tire(n_visits, state, scratch)
    return np.intp(n)


@batch
def tire(n_visits, state, scratch):
    """Every visit to look at offers wears out the forms of promotion seen on it by one exposure."""
    for v in range(n_visits):
        for form in range(FORMS):
            state.tired[N(scratch.visitor[v]), form] += F(scratch.visit_forms[v] >> form & 1)
