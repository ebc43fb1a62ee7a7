"""Need recognition and the decision to visit (EQ-NEED, EQ-VISIT)."""

import numpy as np
from numba import njit

from sim.kernels import equation, part
from sim.kernels.draw import about, mix, personal, uniform
from sim.kernels.maths import log, logistic

F = np.float32


@equation
def grown(need, growth, season, cap, flexible):
    """Need after one day, in purchases: what is at home is used up at a personal rate, faster when there is much of it.

    ========  ====  =============  ====================================================
    name      type  unit           meaning
    ========  ====  =============  ====================================================
    need      f32   purchases      felt need; below zero is stock in the pantry
    growth    f32   purchases/day  personal rate
    season    f32   1              seasonal multiplier of the category
    cap       f32   purchases      need cannot be felt more strongly than this
    flexible  f32   1/purchase     rise of consumption per purchase in the pantry
    ========  ====  =============  ====================================================

    Source: EQ-NEED of the model card; flexible consumption as in Ailawadi & Neslin (1998), JMR 35.
    """
    return min(cap, need + growth * season * (F(1) + flexible * max(F(0), -need)))


@part
def wake(lo, hi, traits, state, today, w, places, keys, scratch):
    """Grow the needs of consumers ``lo``…``hi``, decide who visits, and list the visitors' trips.

    A trip is one category that a visitor takes on today. Fills ``scratch.visitor`` and ``scratch.trip_*`` and
    returns the number of trips.
    """
    need, growth, season = state.need, traits.growth, today.season
    persona, deal = traits.persona, traits.deal
    n_categories = need.shape[1]
    top = scratch.top
    cap, flexible = w.needs_cap, w.needs_flexible
    for i in range(lo, hi):
        most = F(-9)
        for c in range(n_categories):
            level = grown(need[i, c], growth[i, c], season[c], cap, flexible)
            need[i, c] = level
            most = max(most, level)
        top[i - lo] = most
    base, pull, keen, key = w.needs_visit_base + today.visit, today.pull, w.needs_visit_need, keys.visit
    for i in range(lo, hi):
        urge = base + keen * top[i - lo] + pull * deal[i]
        top[i - lo] = logistic(urge) - uniform(personal(key, i))
    n_visitors = 0
    visitor = scratch.visitor
    for i in range(lo, hi):
        visitor[n_visitors] = i
        n_visitors += top[i - lo] > 0
    n_trips = 0
    trip_consumer, trip_category = scratch.trip_consumer, scratch.trip_category
    trip_channel, trip_minute = scratch.trip_channel, scratch.trip_minute
    visits, clock, flags = scratch.funnel, places.clock, state.flags
    place_key, habit, used = places.key, places.habit, places.used
    for v in range(n_visitors):
        i = visitor[v]
        channel = choose_channel(
            persona[i], personal(keys.channel, i), place_key, habit, used, w.search_switch
        )
        if channel < 0:
            continue
        minute = clock[int(uniform(personal(keys.minute, i)) * F(len(clock)))]
        visits[persona[i], channel, 0] += 1
        flags[i] |= 1 if flags[i] & 1 == 0 else 4
        cue = today.cue * deal[i]
        for c in range(n_categories):
            if need[i, c] + cue >= w.needs_wake:
                trip_consumer[n_trips] = i
                trip_category[n_trips] = c
                trip_channel[n_trips] = channel
                trip_minute[n_trips] = minute
                n_trips += 1
                visits[persona[i], channel, 1] += 1
    return n_trips


@njit(inline="always")
def choose_channel(persona, key, place_key, habit, used, switch):
    """Channel of a visit, or -1 when it does not come about: a race of exponentials keyed by the channel's name.

    Rates are the persona's habits. When nobody sells on the channel that wins, the visitor takes the best of the others with
    chance ``switch`` and stays away otherwise; so removing a channel moves or loses only those who would have used it.
    Source: the exponential race equals the multinomial logit.
    """
    if len(place_key) == 1:
        return 0
    first, favourite, best, chosen = F(3e38), -1, F(3e38), -1
    for h in range(len(place_key)):
        rate = habit[persona, h]
        if rate > 0:
            time = -log(uniform(about(key, place_key[h]))) / rate
            if time < first:
                first, favourite = time, h
            if used[h] and time < best:
                best, chosen = time, h
    if chosen != favourite and uniform(mix(key)) >= switch:
        return -1
    return chosen
