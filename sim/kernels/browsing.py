"""Who looks through offers outside a shopping trip, what they see of them, and what they take."""

import math
from typing import NamedTuple

import numpy as np

from sim.kernels import allocating, equation, part
from sim.kernels.appeal import of_offer, of_shop
from sim.kernels.draw import about, personal, uniform
from sim.kernels.only import Array

F = np.float32
U = np.uint64
N = np.uintp
NOTHING = U(1)


class Looker(NamedTuple):
    """Traits that decide who looks, where, and for what."""

    persona: Array
    deal: Array
    growth: Array


class Shown(NamedTuple):
    """The offers that there are to see. P products, G personas, S shops, C categories."""

    product: Array  # (P,) bool
    key: Array  # (P,) u8, key of the product's name
    level: Array  # (P,) f4, price / usual price of the category
    ratio: Array  # (P,) f4, price / usual list price of the product
    channel: Array  # (G, S) channel of the shop that the persona uses most
    group: Array  # (C,) of the offers in one group of categories one is taken at most; 0…C - 1


@equation
def gumbel(luck):
    """Standard Gumbel shock of a uniform, float64."""
    return -math.log(-math.log(float(luck)))


@equation
def may_exceed(luck, bound):
    """Whether the Gumbel shock of a uniform may be above ``bound``; when it is not, no logarithm need be taken.

    The shock is never above -log(1 - luck), nor is the exponential's Taylor polynomial of an odd degree above the exponential;
    a thousandth is left for rounding.
    """
    b = F(bound)
    p = F(1) + b * F(1 / 5)
    p = F(1) + b * F(1 / 4) * p
    p = F(1) + b * F(1 / 3) * p
    p = F(1) + b * F(1 / 2) * p
    p = F(1) + b * p
    return (F(1) - luck) * p < F(1.001)


@equation
def added(log_sum, value):
    """log(e^log_sum + e^value)."""
    high, low = max(log_sum, value), min(log_sum, value)
    return high + math.log1p(math.exp(low - high))


@part
def wanted(i, most, least, days, need, growth, barred, category, ahead):
    """List the categories that consumer ``i`` will need in so many days, and by how much more; returns how many."""
    n = 0
    for c in range(need.shape[1]):
        category[n], ahead[n] = c, growth[i, c] * days
        n += (min(most, need[i, c] + ahead[n]) >= least) and not barred[i, c]
    return n


@part
def acquaintances(i, slot_shop, slots):
    """List the memory slots of consumer ``i`` in the order of their shops; returns how many hold one."""
    n = 0
    for k in range(slot_shop.shape[1]):
        smaller = 0
        for q in range(slot_shop.shape[1]):
            smaller += (slot_shop[i, q] >= 0) & (slot_shop[i, q] < slot_shop[i, k])
        if slot_shop[i, k] >= 0:
            slots[smaller] = k
            n += 1
    return n


@part
def catching(own, first, last, shown, names):
    """The product among ``first``…``last`` that catches the eye, keyed by its name; -1 when none is shown."""
    best, most = np.intp(-1), U(0)
    for j in range(N(first), N(last)):
        if shown[j]:
            luck = about(own, names[j])
            if best < 0 or luck > most:
                best, most = np.intp(j), luck
    return best


@allocating
def browse(
    lo,
    hi,
    today,
    taste,
    day,
    touch,
    chance,
    days,
    barred,
    shown,
    looker,
    traits,
    state,
    offers,
    shelf,
    w,
    pairs,
    decided,
):
    """Let consumers ``lo``…``hi`` look through offers; what they take is written to ``pairs`` (PAIR). Returns its number.

    Who looks: ``chance`` × deal proneness. They see of each shop that they remember one product in each category that they will
    need in so many ``days``, if it is not ``barred`` (N, C). Every offer, and taking none, gets a Gumbel shock keyed by consumer
    and name, and of a group the best is taken, if it is better than nothing: a multinomial logit.
    today, taste: base keys. day: its index. touch: (H,) share of perceived risk that is left. shown: Shown; traits: Minded;
    state: Acquainted. ``decided`` is empty, or receives the log-odds of taking any of the group, float64.
    """
    persona, deal, growth, need, slot_shop = (
        looker.persona,
        looker.deal,
        looker.growth,
        state.need,
        state.shop,
    )
    product, names, level, ratio, usual_channel, group = (
        shown.product, shown.key, shown.level, shown.ratio, shown.channel, shown.group,
    )  # fmt: skip
    start, stop, most, least, judged = shelf.start, shelf.stop, w.needs_cap, w.needs_wake, len(decided) > 0
    categories, slots = need.shape[1], np.empty(slot_shop.shape[1], np.intp)
    category, ahead = np.empty(categories, np.intp), np.empty(categories, np.float32)
    taken, worth, any_of = np.zeros(categories, pairs.dtype), np.empty(categories), np.empty(categories)
    n = 0
    for i in range(lo, hi):
        own = personal(today, i)
        if uniform(own) >= chance * deal[i]:
            continue
        n_wanted = wanted(i, most, least, days, need, growth, barred, category, ahead)
        if n_wanted == 0:
            continue
        own_taste, nothing = personal(taste, i), gumbel(uniform(about(own, NOTHING)))
        worth[:], any_of[:] = nothing, -np.inf
        for each in range(acquaintances(i, slot_shop, slots)):
            k = slots[each]
            s = slot_shop[i, k]
            h = usual_channel[persona[i], s]
            felt, doubt, liked = of_shop(i, k, h, s, own_taste, day, touch, traits, state, shelf, w)
            for x in range(n_wanted):
                c = category[x]
                j = catching(own, start[s, c], stop[s, c], product, names)
                if j < 0:
                    continue
                offer, g = offers[j], group[c]
                value = of_offer(
                    i, felt, doubt, liked, offer, level[j], ratio[j], ahead[x], own_taste, traits, state, shelf, w
                )  # fmt: skip
                if judged:
                    any_of[g] = added(any_of[g], float(value))
                luck = uniform(about(own, names[j]))
                if may_exceed(luck, worth[g] - value) and float(value) + gumbel(luck) > worth[g]:
                    best, worth[g] = taken[g], float(value) + gumbel(luck)
                    best.consumer, best.offer, best.channel, best.ahead = i, j, h, ahead[x]
                    best.level, best.ratio, best.value = level[j], ratio[j], value
        for g in range(categories):
            if worth[g] > nothing:
                pairs[n] = taken[g]
                if judged:
                    decided[n] = any_of[g]
                n += 1
    return n
