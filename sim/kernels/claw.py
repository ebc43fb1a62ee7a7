"""Claw-back: whoever sends goods back loses what the rest of the basket no longer earns."""

from typing import NamedTuple

import numpy as np

from sim.kernels import kernel, part
from sim.kernels.allocation import MAY, PARTS, counting, eligible_lines, group, same_shop, spread
from sim.kernels.benefits import CHEAPEST, GIFT, cost, worth
from sim.kernels.bill import bill
from sim.kernels.freight import fee, parts_of, ship, waiver
from sim.kernels.only import Array
from sim.kernels.redeem import (
    BRAND_CLAWED,
    BRAND_UNCLAWED,
    CLAWED,
    CLAWED_PLATFORM,
    UNCLAWED,
    UNCLAWED_PLATFORM,
)

I = np.int64
U = np.uint64
ALL = U(0xFFFFFFFFFFFFFFFF)
NONE = I(0)
CENTS, OTHERS, BRANDS = range(3)
"""Columns of what a line owes for shipping and gifts: cents, of them those of platform and brand, of them those of the brand."""
OWED = 3
MOST = 64  # lines of a basket
LOST = (CLAWED, CLAWED_PLATFORM, BRAND_CLAWED)
REGAINED = (UNCLAWED, UNCLAWED_PLATFORM, BRAND_UNCLAWED)


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
def loss(line, was, now):
    """Cents by which a line got dearer when the basket was billed without the goods sent back, at most what is still off it."""
    off = I(line.units) * line.list_price - line.paid - line.redeemed
    return min(max(I(0), I(now.paid) - was.paid), off)


@part
def shipping_owed(full, rest, n, offers, rules, freight_of, free_from, work, owed):
    """Add to ``owed`` what the parcels of the rest would have cost and those of the whole basket did not."""
    all_rules, applied = I(len(rules)), full[0].applied
    for r in range(all_rules):
        work[MAY, r] = r
    same_shop(full, NONE, n, work)
    counting(rest, NONE, n, offers, work)
    ship(rest, NONE, n, all_rules, applied, rules, freight_of, free_from, work)
    counting(full, NONE, n, offers, work)
    for x in range(n):
        if not rest[x].kept or rest[x].shipping == 0:
            continue
        y = NONE
        while full[y].shop != rest[x].shop or full[y].channel != rest[x].channel:
            y += 1
        cents = max(I(0), I(rest[x].shipping) - full[y].shipping)
        owed[y, CENTS] += cents
        if fee(full, NONE, n, y, freight_of, free_from) == 0:
            continue
        r = waiver(full, NONE, n, all_rules, applied, y, rules, work)
        if r >= 0:
            of_platform, of_brand = parts_of(rules[r], cents)
            owed[y, OTHERS] += of_platform + of_brand
            owed[y, BRANDS] += of_brand


@part
def gift(rule, lines, n, touched):
    """Cents that the gifts of a rule on the touched lines cost."""
    reward = worth(rule, lines, NONE, n, touched, NONE)
    return cost(rule, lines, NONE, n, touched, reward) if reward > 0 else NONE


@part
def gifts_owed(full, rest, n, rules, work, owed):
    """Add to ``owed`` what gifts cost that the rest does not earn, where anything is left that they were given for."""
    applied, left = full[0].applied, I(0)
    for x in range(n):
        left |= I(rest[x].kept) << x
    for r in range(len(rules)):
        counted = eligible_lines(n, r, work) if rules[r].benefit == GIFT and applied >> U(r) & U(1) else NONE
        while counted:
            touched = group(rules[r], counted, work)
            counted &= ~touched
            given = gift(rules[r], full, n, touched)
            gone = given - gift(rules[r], rest, n, touched & left)
            if gone <= 0 or touched & left == 0:
                continue
            spread(full, NONE, n, touched, given, work)
            seen, shared = I(0), I(0)
            for x in range(n):
                whole = work[PARTS, x] if touched >> x & 1 else NONE
                if whole > 0:
                    seen += whole
                    mine = gone * seen // given - shared
                    shared += mine
                    of_platform, of_brand = parts_of(rules[r], whole)
                    owed[x, CENTS] += mine
                    owed[x, OTHERS] += (of_platform + of_brand) * mine // whole
                    owed[x, BRANDS] += of_brand * mine // whole


@part
def taken_more(lines, a, z, most, owed, taken, extras):
    """Bring what is ``taken`` for each line to what it owes, at most ``most`` cents more in all; returns the cents more."""
    more, room = I(0), most
    for x in range(a, z):
        due, s = owed[x - a, CENTS], lines[x].shop
        now = min(due, taken[x, CENTS] + room)
        change = now - taken[x, CENTS]
        more, room = more + change, room - max(I(0), change)
        for column in range(OWED):
            part_now = owed[x - a, column] * now // due if due > 0 else NONE
            change = part_now - taken[x, column]
            taken[x, column] = part_now
            extras[s, LOST[column]] += max(I(0), change)
            extras[s, REGAINED[column]] += max(I(0), -change)
    return more


@part
def dearer_goods(a, z, gone, used, most, offers, rules, freight_of, free_from, lines, was, now, extras, work):
    """Take from the kept lines ``a``…``z`` what they no longer earn by the rules ``used``, a bit set; returns the cents.

    gone: the line that has just been sent back. most: cents that can be taken. was, now: baskets to be written over.
    """
    greedy, none, first, barred = I(1), I(0), I(0), ALL ^ used
    lines[gone].kept = 1
    n, before = copied(lines, a, z, was), copied(lines, a, gone, now)
    bill(was, first, n, ALL, barred, none, greedy, offers, rules, freight_of, free_from, work)
    for e in range(before, n - 1):
        was[e] = was[e + 1]
    lines[gone].kept = 3
    m = copied(lines, a, z, now)
    bill(now, first, m, ALL, barred, none, greedy, offers, rules, freight_of, free_from, work)
    dearer, losses, e = I(0), I(0), 0
    for x in range(a, z):
        if lines[x].kept == 1:
            dearer += I(now[e].paid) - was[e].paid
            losses, e = losses + loss(lines[x], was[e], now[e]), e + 1
    lost, seen, shared, e = min(max(I(0), dearer), most, losses), I(0), I(0), 0
    for x in range(a, z):
        if lines[x].kept != 1 or lost == 0:
            continue
        mine = loss(lines[x], was[e], now[e])
        seen += mine
        share = lost * seen // losses - shared
        shared += share
        if share > 0:
            less = I(was[e].off_platform) - now[e].off_platform
            of_platform = min(max(I(0), less) * share // mine, I(lines[x].off_platform))
            of_platform = max(of_platform, share - lines[x].off_shop)
            less = I(was[e].off_brand) - now[e].off_brand
            of_brand = min(max(I(0), less) * share // mine, min(of_platform, I(lines[x].off_brand)))
            lines[x].paid += share
            lines[x].off_platform -= of_platform
            lines[x].off_shop -= share - of_platform
            lines[x].off_brand -= of_brand
            s = lines[x].shop
            extras[s, CLAWED] += share
            extras[s, CLAWED_PLATFORM] += of_platform
            extras[s, BRAND_CLAWED] += of_brand
        e += 1
    return lost


class Slate(NamedTuple):
    """Scratch space of a claw-back; `MOST` lines."""

    work: Array  # of a bill
    was: Array  # (MOST,) LINE, a basket before a return
    now: Array  # (MOST,) LINE, the same after it
    owed: Array  # (MOST, OWED)


@kernel
def claw_back(
    parcels, first, offers, rules, freight_of, free_from, lines, taken, purse, spent, extras, slate
):  # fmt: skip
    """Lower the refunds of ``parcels``, on their way back, by what the rest of their baskets no longer earns.

    first: where the lines of each parcel's consumer begin, if there are any. lines: the baskets of the day on which the parcels
    were ordered, sorted by consumer; their ``paid`` is what they have cost so far, their ``refused`` what they cost on that day,
    by which a parcel finds its line. offers, rules: of that day.
    taken: what has been taken back of shipping and gifts, ``[line, (cents, of platform and brand, of the brand)]``. slate: Slate.

    The rest is billed once more with the rules that the basket had used: what it costs more than its part of the bill before is
    lost, at most what comes back for the parcel. Of what is left of that, the rest pays for its parcels, if they would not have
    gone free, and for gifts at what they cost. Points and cash back stay as they are.
    A line that had paid for such a loss and is then sent back itself gets it again; so do the last line of a parcel and the last
    one that a gift was given for.
    """
    work, was, now, owed = slate.work, slate.was, slate.now, slate.owed
    lowering = U(0)
    for r in range(len(rules)):
        lowering |= U(rules[r].benefit <= CHEAPEST) << U(r)
    for p in range(len(parcels)):
        parcel = parcels[p]
        i, a, z = parcel.consumer, first[p], first[p]
        while z < len(lines) and lines[z].consumer == i:
            z += 1
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
        extras[s, BRAND_UNCLAWED] += max(I(0), I(parcel.off_brand) - lines[x].off_brand)
        used, most, back, lost = lines[x].applied & lowering, I(lines[x].paid), again, I(0)
        lines[x].kept = 3
        if used:
            lost = dearer_goods(
                a, z, x, used, most, offers, rules, freight_of, free_from, lines, was, now, extras, work
            )
        for x in range(a, z):
            was[x - a] = now[x - a] = lines[x]
            was[x - a].kept, was[x - a].paid = 1, lines[x].refused
            now[x - a].kept = lines[x].kept == 1
        owed[:] = 0
        n = I(z - a)
        shipping_owed(was, now, n, offers, rules, freight_of, free_from, work, owed)
        gifts_owed(was, now, n, rules, work, owed)
        lost += taken_more(lines, a, z, most - lost, owed, taken, extras)
        purse[i] += back - lost
        spent[i] -= back - lost
