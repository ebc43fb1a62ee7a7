"""From needs to visits and from visits to cart lines, block by block: wake, look, value, choose, write."""

import numpy as np

from sim.kernels import kernel, part
from sim.kernels.attention import consider, feel, make_guide
from sim.kernels.choice import choose, further_units
from sim.kernels.draw import about, personal, uniform
from sim.kernels.leaning import lean
from sim.kernels.looking import look
from sim.kernels.need import arrive, choose_channels, take_on, wake
from sim.kernels.shock import shock
from sim.kernels.stores import approach
from sim.kernels.surplus import judge
from sim.kernels.worth import appraise

F = np.float32


@kernel
def visit(lo, hi, block, traits, state, places, today, w, keys, scratch, visits):
    """Needs grow and visits of consumers ``lo``…``hi`` come about, in their order, into ``visits``; returns their number.

    For days on which it must be known who comes before anybody may look: see ``shop``.
    """
    repeat_season(today.season, scratch.season)
    n = 0
    while lo < hi:
        end = min(hi, lo + block)
        n_visits = set_out(lo, end, traits, state, places, today, w, keys, scratch)
        for v in range(n_visits):
            each = visits[n + v]
            each.consumer, each.channel = scratch.visitor[v], scratch.visit_channel[v]
            each.minute = scratch.visit_minute[v]
        n += n_visits
        lo = end
    return n


@part
def set_out(lo, hi, traits, state, places, today, w, keys, scratch):
    """Who of the consumers ``lo``…``hi`` visits, when, and on which channel; returns the number of visits."""
    n = wake(lo, hi, traits, state, today, w, places, keys, scratch)
    arrive(n, places.clock, keys.minute, scratch)
    return choose_channels(n, traits.persona, state.doors, places, w.search_switch, keys.channel, scratch)


@part
def repeat_season(season, seasons):
    """Repeat the categories' multipliers for every consumer of a block."""
    for x in range(len(seasons)):
        seasons[x] = season[x % len(season)]


@kernel
def shop(
    lo,
    hi,
    block,
    n_lines,
    again,
    visits,
    traits,
    state,
    offers,
    shelf,
    places,
    today,
    w,
    keys,
    scratch,
    lines,
):
    """Needs, visits, consideration and choice of consumers ``lo``…``hi``, block by block, into cart ``lines``.

    When ``visits`` (VISIT) is not empty, ``lo``…``hi`` count these visits, which have come about, and no needs grow.
    When ``again`` (indices of lines refused by stock-out) is not empty, these lines choose anew in place among the offers still
    open instead: draws are keyed, so an offer keeps its shock, while prices learnt and arousal gained meanwhile stay; a line
    that finds nothing keeps ``kept = 0``.
    Returns (next consumer or visit, number of lines): stops early, before a block, when the lines might not fit.
    """
    anew, listed, judged = len(again) > 0, len(visits) > 0, len(scratch.worth) > 0
    if anew:
        lo, hi, block = 0, len(again), len(scratch.top)
    season = today.season
    repeat_season(season, scratch.season)
    if w.search_explore > 0:
        make_guide(shelf.search, scratch.guide)
    while lo < hi:
        if not anew and len(lines) - n_lines < block * len(season):
            break
        end = min(hi, lo + block)
        if anew:
            n_visits = recall(lo, end, again, lines, scratch)
            n_trips = n_visits
        else:
            if listed:
                n_visits = let_in(lo, end, visits, scratch)
            else:
                n_visits = set_out(lo, end, traits, state, places, today, w, keys, scratch)
            n_trips = take_on(n_visits, traits, state, today, w, scratch)
        consider(n_visits, traits, state, shelf, w, keys.consider, scratch)
        if today.distant:
            approach(n_visits, state, shelf, places, keys, scratch)
        feel(n_visits, n_trips, traits, state, shelf, w, keys, scratch)
        if today.leaning:
            lean(n_visits, n_trips, traits, state, shelf, places, today, w, scratch)
        n_alts = look(n_trips, n_visits, not anew, today, traits, state, offers, shelf, w, scratch)
        if today.appraising:
            appraise(n_alts, traits, offers, w, scratch)
        shock(n_alts, n_trips, keys.choice, w, scratch)
        choose(n_trips, n_alts, not anew, traits, state, shelf, today, w, keys, scratch)
        if judged:
            judge(n_trips, traits, state, offers, shelf, w, scratch)
        n_lines = fill(
            n_trips,
            again[lo:end] if anew else again,
            n_lines,
            traits,
            state,
            offers,
            shelf,
            w,
            keys,
            scratch,
            lines,
        )
        lo = end
    return lo, n_lines


@part
def fill(n_trips, again, n_lines, traits, state, offers, shelf, w, keys, scratch, lines):
    """Write the chosen offers of ``n_trips`` trips as cart lines: what is bought, how many, at which asked price.

    ``again`` are the lines to write over, one per trip; when it is empty lines are added after the first ``n_lines``. Returns the
    number of lines.
    """
    chosen, alt_offer, alt_flash = scratch.chosen, scratch.alt_offer, scratch.alt_flash
    visitor, channel, minute = scratch.visitor, scratch.visit_channel, scratch.visit_minute
    trip_visit, category = scratch.trip_visit, scratch.trip_category
    storable, category_key, deal, reference = shelf.storable, shelf.category_key, traits.deal, state.reference
    anew = len(again) > 0
    for t in range(n_trips):
        if chosen[t] < 0:
            continue
        v, c, j, flash = trip_visit[t], category[t], alt_offer[chosen[t]], alt_flash[chosen[t]]
        i = visitor[v]
        offer = offers[j]
        units = 1
        if w.quantity_stockpile > 0:
            ratio = offer.flash_ratio if flash else offer.ratio
            wish = storable[c] * deal[i] * max(F(0), reference[i, c] - ratio)
            more = further_units(w.quantity_stockpile * wish, w.quantity_room)
            units += int(more + uniform(about(personal(keys.quantity, i), category_key[c])))
        line = lines[again[t] if anew else n_lines]
        if not anew:
            line.lost = 0
            n_lines += 1
        line.consumer, line.category, line.offer, line.shop = i, c, j, offer.shop
        line.channel, line.minute = channel[v], minute[v]
        line.flash, line.units = flash, units
        line.list_price = offer.list_price
        line.price = offer.flash_price if flash else offer.deal_price
        line.kept, line.worth = 1, 0
    return n_lines


@part
def recall(lo, hi, again, lines, scratch):
    """Make a visit with a single trip of each of the refused lines ``again[lo:hi]``; returns their number."""
    visitor, channel, minute = scratch.visitor, scratch.visit_channel, scratch.visit_minute
    trip_visit, category, consumer = scratch.trip_visit, scratch.trip_category, scratch.trip_consumer
    for v in range(hi - lo):
        line = lines[again[lo + v]]
        visitor[v], channel[v], minute[v] = line.consumer, line.channel, line.minute
        trip_visit[v], category[v], consumer[v] = v, line.category, line.consumer
    return hi - lo


@part
def let_in(lo, hi, visits, scratch):
    """Take up the visits ``visits[lo:hi]``, which came about before; returns their number."""
    visitor, channel, minute = scratch.visitor, scratch.visit_channel, scratch.visit_minute
    for v in range(hi - lo):
        each = visits[lo + v]
        visitor[v], channel[v], minute[v] = each.consumer, each.channel, each.minute
    return hi - lo
