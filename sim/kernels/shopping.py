"""From visits to cart lines, block by block: wake, look, value, choose, write."""

import numpy as np

from sim.kernels import kernel, part
from sim.kernels.attention import consider, feel, make_guide
from sim.kernels.borrow import borrow
from sim.kernels.choice import choose
from sim.kernels.draw import about, personal, uniform
from sim.kernels.looking import look, shock, survey
from sim.kernels.need import choose_channels, take_on, wake
from sim.kernels.surplus import judge

F = np.float32


@kernel
def shop(lo, hi, block, n_lines, again, traits, state, offers, shelf, places, today, w, keys, scratch, lines):
    """Needs, visits, consideration and choice of consumers ``lo``…``hi``, block by block, into cart ``lines``.

    When ``again`` (indices of lines refused by stock-out) is not empty, these lines choose anew in place among the offers still
    open instead: draws are keyed, so an offer keeps its shock, while prices learnt and arousal gained meanwhile stay; a line
    that finds nothing keeps ``kept = 0``.
    Returns (next consumer, number of lines): stops early, before a block, when the lines might not fit.
    """
    again, traits, state, offers, shelf, places, today, scratch, lines = borrow(
        (again, traits, state, offers, shelf, places, today, scratch, lines)
    )
    anew, judged = len(again) > 0, len(scratch.gain) > 0
    if anew:
        lo, hi, block = 0, len(again), len(scratch.top)
    seasons, season = scratch.season, today.season
    for x in range(len(seasons)):
        seasons[x] = season[x % len(season)]
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
            n_visits = wake(lo, end, traits, state, today, w, keys, scratch)
            n_visits = choose_channels(
                n_visits, traits.persona, places, w.search_switch, keys.channel, scratch
            )
            n_trips = take_on(n_visits, traits, state, today, w, places, keys, scratch)
        consider(n_visits, traits, state, shelf, w, keys.consider, scratch)
        feel(n_visits, n_trips, traits, state, shelf, w, keys, scratch)
        n_alts = survey(n_trips, shelf, offers, w, scratch)
        look(n_trips, not anew, today.lively, traits, state, offers, shelf, w, keys, scratch)
        shock(n_alts, w, offers, scratch)
        choose(n_trips, not anew, traits, state, shelf, today, w, keys, scratch)
        if judged:
            judge(n_trips, traits, shelf, w, scratch)
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
    # arrays are taken out of their tuples first: handing a tuple on counts references to all of its arrays
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
            extra = w.quantity_stockpile * storable[c] * deal[i] * max(F(0), reference[i, c] - ratio)
            units += int(extra + uniform(about(personal(keys.quantity, i), category_key[c])))
        line = lines[again[t] if anew else n_lines]
        if not anew:
            line.lost = 0
            n_lines += 1
        line.consumer, line.category, line.offer, line.shop = i, c, j, offer.shop
        line.channel, line.minute = channel[v], minute[v]
        line.flash, line.units = flash, units
        line.list_price = offer.list_price
        line.price = offer.flash_price if flash else offer.deal_price
        line.kept = 1
    return n_lines


@part
def recall(lo, hi, again, lines, scratch):
    """Make a visit with a single trip of each of the refused lines ``again[lo:hi]``; returns their number."""
    visitor, channel, minute = scratch.visitor, scratch.visit_channel, scratch.visit_minute
    trip_visit, category = scratch.trip_visit, scratch.trip_category
    for v in range(hi - lo):
        line = lines[again[lo + v]]
        visitor[v], channel[v], minute[v] = line.consumer, line.channel, line.minute
        trip_visit[v], category[v] = v, line.category
    return hi - lo
