"""Need recognition and the decision to visit (EQ-NEED, EQ-VISIT).

Loops touch few arrays each, so that they become vector code.
"""

import numpy as np

from sim.kernels import batch, equation
from sim.kernels.draw import mix, personal, uniform
from sim.kernels.maths import log, logistic

F = np.float32
NEVER = F(3e38)
ALL_DAY = 1440  # minutes
HOUR = np.uintp(60)  # minutes


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


@batch
def grow(lo, hi, needs, rates, seasons, cap, flexible, top):
    """Let the needs of consumers ``lo``…``hi`` grow by a day; ``top`` receives each one's strongest need.

    ``seasons`` repeats the categories' multipliers for every consumer of a block.
    """
    width = needs.shape[1]
    need = needs.reshape(needs.size)[lo * width : hi * width]
    growth = rates.reshape(rates.size)[lo * width : hi * width]
    for x in range((hi - lo) * width):
        need[x] = grown(need[x], growth[x], seasons[x], cap, flexible)
    for i in range(hi - lo):
        most = need[i * width]
        for c in range(1, width):
            most = max(most, need[i * width + c])
        top[i] = most


@batch
def wake(lo, hi, traits, state, today, w, places, keys, scratch):
    """Grow the needs of consumers ``lo``…``hi`` and decide who visits: fills ``scratch.visitor``, returns how many."""
    top, luck, visitor, deal = scratch.top, scratch.luck, scratch.visitor, traits.deal
    grow(lo, hi, state.need, traits.growth, scratch.season, w.needs_cap, w.needs_flexible, top)
    base, pull, keen, key = w.needs_visit_base + today.visit, today.pull, w.needs_visit_need, keys.visit
    for i in range(hi - lo):
        luck[i] = uniform(personal(key, lo + i))
    for i in range(hi - lo):
        top[i] = base + keen * top[i] + pull * deal[lo + i]
    if today.pushing:
        nudge(lo, hi, state.doors, places.push, top)
    if today.reminder != 0:
        remind(lo, hi, state.tier, deal, today.reminder, top)
    for i in range(hi - lo):
        luck[i] -= logistic(top[i])
    n = 0
    for i in range(hi - lo):
        visitor[n] = lo + i
        n += luck[i] < 0
    return n


@batch
def nudge(lo, hi, doors, push, odds):
    """Messages pushed by a channel raise the log-odds of visiting of those to whom it is open."""
    for h in range(len(push)):
        for i in range(hi - lo):
            odds[i] += push[h] * F((doors[lo + i] >> np.uint32(h)) & np.uint32(1))


@batch
def remind(lo, hi, tier, deal, strength, odds):
    """A campaign that reminds members raises the log-odds of visiting of those with a tier, times deal proneness."""
    for i in range(hi - lo):
        odds[i] += strength * deal[lo + i] * F(tier[lo + i] > 0)


@batch
def arrive(n, clock, key, scratch):
    """Minute of arrival of ``n`` visitors into ``scratch.visit_minute``: one draw each, through the day's clock."""
    visitor, minutes, luck = scratch.visitor, scratch.visit_minute, scratch.luck
    quantiles = F(len(clock))
    for v in range(n):
        luck[v] = uniform(personal(key, visitor[v])) * quantiles
    for v in range(n):
        minutes[v] = clock[int(luck[v])]


@batch
def choose_channels(n, persona, doors, places, switch, base, scratch):
    """Channel of each of ``n`` visits into ``scratch.visit_channel``; visits that do not come about are struck out.

    A race of exponentials keyed by the channel's name: rates are the persona's habits. When nobody sells on the channel that
    wins, or it is closed at the minute of arrival or not open to the visitor (bit h of ``doors``), the visitor takes the best of
    the others with chance ``switch`` and stays away otherwise; so removing a channel moves or loses only those who would have
    used it. Returns the number of visits left. Source: the race equals the multinomial logit.
    """
    visitor, channel, key, luck = scratch.visitor, scratch.visit_channel, scratch.key, scratch.luck
    place_key, pace, used, minutes = places.key, places.pace, places.used, scratch.visit_minute
    opens, closes = places.opens, places.closes
    n_places = len(place_key)
    if n_places == 1 and closes[0] - opens[0] == ALL_DAY:
        for v in range(n):
            channel[v] = 0
        return n
    for v in range(n):
        own = personal(base, visitor[v])
        for h in range(n_places):
            key[v * n_places + h] = own ^ place_key[h]
    for x in range(n * n_places):
        luck[x] = -log(uniform(mix(key[x])))
    left = 0
    for v in range(n):
        i, minute = visitor[v], minutes[v]
        own_doors = doors[i]
        first, favourite, best, chosen = NEVER, -1, NEVER, -1
        for h in range(n_places):
            time = luck[v * n_places + h] * pace[persona[i], h]
            is_open = (used[h] > 0) & ((own_doors >> np.uint32(h)) & np.uint32(1) > 0)
            is_open &= (opens[h] <= minute) & (minute < closes[h])
            sooner, open_sooner = time < first, (time < best) & is_open
            first, favourite = time if sooner else first, h if sooner else favourite
            best, chosen = time if open_sooner else best, h if open_sooner else chosen
        stays = chosen >= 0
        if chosen != favourite:
            stays &= uniform(mix(personal(base, i))) < switch
        visitor[left], channel[left], minutes[left] = i, chosen, minute
        left += stays
    return left


@batch
def take_on(n, traits, state, today, w, scratch):
    """List the trips of ``n`` visitors: one for each category that a visitor takes on today. Returns the number of trips.

    Fills ``scratch.trip_visit``, ``scratch.trip_category`` and ``scratch.trip_consumer``.
    """
    visitor, channel, minutes = scratch.visitor, scratch.visit_channel, scratch.visit_minute
    trip_visit, trip_category, funnel = scratch.trip_visit, scratch.trip_category, scratch.funnel
    consumer = scratch.trip_consumer
    flags, persona, deal, needs, hourly = (
        state.flags,
        traits.persona,
        traits.deal,
        state.need,
        scratch.hourly,
    )
    width, threshold, cue = needs.shape[1], w.needs_wake, today.cue
    n_trips = 0
    for v in range(n):
        i = visitor[v]
        hourly[np.uintp(minutes[v]) // HOUR] += 1
        flags[i] |= 1 if flags[i] & 1 == 0 else 4
        missing, earlier = threshold - cue * deal[i], n_trips
        for c in range(width):
            trip_visit[n_trips], trip_category[n_trips], consumer[n_trips] = v, c, i
            n_trips += needs[i, c] >= missing
        funnel[persona[i], channel[v], 0] += 1
        funnel[persona[i], channel[v], 1] += n_trips - earlier
    return n_trips
