"""Claw-back: whoever sends goods back loses what the rest of the basket no longer earns."""

import numpy as np

from sim.kernels import kernel, part
from sim.kernels.allocation import WORK
from sim.kernels.benefits import CHEAPEST
from sim.kernels.bill import bill
from sim.kernels.borrow import borrow
from sim.kernels.redeem import (
    BRAND,
    BRAND_BACK,
    CLAWED,
    CLAWED_PLATFORM,
    UNCLAWED,
    UNCLAWED_PLATFORM,
)

I = np.int64
U = np.uint64
ALL = U(0xFFFFFFFFFFFFFFFF)


@part
def copied(lines, a, z, basket):
    """Copy the lines ``a``…``z`` that are still kept to ``basket``; returns how many."""
    n = I(0)
    for x in range(a, z):
        if lines[x].kept == 1:
            basket[n] = lines[x]
            n += 1
    return n


@part
def span(lines, consumer):
    """First line of a consumer in lines sorted by consumer, and the first one after."""
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        if lines[middle].consumer < consumer:
            low = middle + 1
        else:
            high = middle
    a = low
    while low < len(lines) and lines[low].consumer == consumer:
        low += 1
    return a, low


@part
def loss(line, was, now):
    """Cents by which a line got dearer when the basket was billed without the goods sent back, at most what is still off it."""
    off = I(line.units) * line.list_price - line.paid - line.redeemed
    return min(max(I(0), I(now.paid) - was.paid), off)


@kernel
def claw_back(parcels, offers, rules, freight_of, free_from, lines, purse, spent, extras):
    """Lower the refunds of ``parcels``, on their way back, by the reductions that the rest of their baskets lose.

    lines: the baskets of the day on which they were ordered, sorted by consumer; their ``paid`` is what they have cost so far,
    their ``refused`` what they cost on that day, by which a parcel finds its line. offers, rules: of that day.

    The rest is billed once more with the rules that the basket had used: what it costs more than its part of the bill before is
    lost, at most what comes back for the parcel. Shipping, gifts and points stay as they are.
    A line that had paid for such a loss and is then sent back itself gets it again.
    """
    parcels, offers, rules, freight_of, free_from, lines, purse, spent, extras = borrow(
        (parcels, offers, rules, freight_of, free_from, lines, purse, spent, extras)
    )
    work, greedy, none, first = np.zeros(WORK, np.int64), I(1), I(0), I(0)
    was, now = np.empty(64, lines.dtype), np.empty(64, lines.dtype)
    lowering = U(0)
    for r in range(len(rules)):
        lowering |= U(rules[r].benefit <= CHEAPEST) << U(r)
    for p in range(len(parcels)):
        parcel = parcels[p]
        i = parcel.consumer
        a, z = span(lines, i)
        x = a
        while x < z and not (
            lines[x].offer == parcel.offer and lines[x].refused == parcel.paid and lines[x].kept == 1
        ):
            x += 1
        if x == z:
            continue
        s, again = parcel.shop, I(lines[x].paid) - parcel.paid
        extras[s, UNCLAWED] += again
        extras[s, UNCLAWED_PLATFORM] += max(I(0), I(parcel.off_platform) - lines[x].off_platform)
        extras[s, BRAND] += max(I(0), I(parcel.off_brand) - lines[x].off_brand)
        barred, most, back = ALL ^ (lines[x].applied & lowering), I(lines[x].paid), again
        n, before = copied(lines, a, z, was), copied(lines, a, x, now)
        bill(was, first, n, ALL, barred, none, greedy, offers, rules, freight_of, free_from, work)
        for e in range(before, n - 1):
            was[e] = was[e + 1]
        lines[x].kept = 3
        m = copied(lines, a, z, now)
        bill(now, first, m, ALL, barred, none, greedy, offers, rules, freight_of, free_from, work)
        dearer, losses, e = I(0), I(0), 0
        for x in range(a, z):
            if lines[x].kept == 1:
                dearer += I(now[e].paid) - was[e].paid
                losses, e = losses + loss(lines[x], was[e], now[e]), e + 1
        lost, seen, taken, e = min(max(I(0), dearer), most, losses), I(0), I(0), 0
        for x in range(a, z):
            if lines[x].kept != 1 or lost == 0:
                continue
            mine = loss(lines[x], was[e], now[e])
            seen += mine
            share = lost * seen // losses - taken
            taken += share
            if share > 0:
                gone = I(was[e].off_platform) - now[e].off_platform
                of_platform = min(max(I(0), gone) * share // mine, I(lines[x].off_platform))
                of_platform = max(of_platform, share - lines[x].off_shop)
                gone = I(was[e].off_brand) - now[e].off_brand
                of_brand = min(max(I(0), gone) * share // mine, min(of_platform, I(lines[x].off_brand)))
                lines[x].paid += share
                lines[x].off_platform -= of_platform
                lines[x].off_shop -= share - of_platform
                lines[x].off_brand -= of_brand
                s = lines[x].shop
                extras[s, CLAWED] += share
                extras[s, CLAWED_PLATFORM] += of_platform
                extras[s, BRAND_BACK] += of_brand
            e += 1
        purse[i] += back - lost
        spent[i] -= back - lost
