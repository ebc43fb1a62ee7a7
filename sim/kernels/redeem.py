"""From the till to the books: bills made again where they must be, scarce offers, and what baskets earn on top."""

import numpy as np

from sim.kernels import kernel, part
from sim.kernels.allocation import (
    BY_BRAND,
    BY_PLATFORM,
    GIVEN,
    PARTS,
    counting,
    eligible_lines,
    group,
    same_shop,
    spread,
)
from sim.kernels.benefits import CASH_BACK, GIFT, POINTS, SHIPPING, cost, worth
from sim.kernels.bill import bill
from sim.kernels.freight import fee, frees, parts_of

I = np.int64
U = np.uint64

(
    GIFT_SHOP,
    GIFT_PLATFORM,
    FREIGHT_PLATFORM,
    BRAND,
    BRAND_BACK,
    CASH_SHOP,
    CASH_PLATFORM,
    EARNED,
    REDEEMED,
    GIVEN_AGAIN,
    TAKEN_BACK,
    CLAWED,
    CLAWED_PLATFORM,
    UNCLAWED,
    UNCLAWED_PLATFORM,
    BRAND_GIFT,
    BRAND_FREIGHT,
    BRAND_CLAWED,
    BRAND_UNCLAWED,
) = range(19)
"""Columns of ``extras[shop]``, cents: gifts, shipping, the brand's part of all reductions and what it gets back for returns, cash
back paid, points earned, redeemed, given again and taken back for returns; reductions that the rest of a basket lost by a return,
the platform's part of them, and both given again when that rest is sent back as well; the brand's part of gifts, of shipping, and
of what was lost and given again. The platform advances what is the brand's."""
EXTRAS = BRAND_UNCLAWED + 1


@kernel
def bill_again(
    baskets,
    n_lines,
    closed,
    scarce,
    effort,
    wallet,
    points,
    offers,
    rules,
    freight_of,
    free_from,
    lines,
    out,
    work,
):
    """Bill the baskets that begin at the lines ``baskets`` without the ``closed`` rules.

    closed, scarce: bit sets of rules. Each use of a scarce one becomes a row of ``out``: first line, rule, cents, consumer,
    minute, cents of the platform, cents of a partner brand. work: scratch space of a bill. Returns the number of rows.
    """
    n = 0
    for b in range(len(baskets)):
        a = baskets[b]
        i, z = lines[a].consumer, a + 1
        while z < n_lines and lines[z].consumer == i:
            z += 1
        applied, _, _ = bill(
            lines, a, z, wallet[i], closed, I(points[i]), effort, offers, rules, freight_of, free_from, work
        )
        for r in range(len(rules) if applied & scarce else 0):
            if (applied & scarce) >> U(r) & U(1):
                out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = (
                    a,
                    r,
                    work[GIVEN, r],
                    i,
                    lines[a].minute,
                )
                out[n, 5], out[n, 6] = work[BY_PLATFORM, r], work[BY_BRAND, r]
                n += 1
    return n


@part
def reward(lines, a, z, rewarding, offers, rules, freight_of, free_from, work, extras):
    """Book what the applied rules of a basket give on top of its bill: points, cash back, gifts and shipping.

    rewarding: bit set of the rules that may. Sets points, cash_back and cash_platform of the lines, which are 0.
    """
    applied = lines[a].applied
    counting(lines, a, z, offers, work)
    same_shop(lines, a, z, work)
    for r in range(len(rules)):
        rule = rules[r]
        kind = rule.benefit
        if not (applied & rewarding) >> U(r) & U(1):
            continue
        rest = eligible_lines(z - a, r, work)
        while rest and kind != SHIPPING:
            touched = group(rule, rest, work)
            rest &= ~touched
            given = worth(rule, lines, a, z, touched, I(0))
            if given <= 0:
                continue
            spread(lines, a, z, touched, cost(rule, lines, a, z, touched, given), work)
            for y in range(a, z):
                if not touched >> (y - a) & 1:
                    continue
                mine = work[PARTS, y - a]
                of_platform, of_brand = parts_of(rule, mine)
                others = of_platform + of_brand
                if kind == POINTS:
                    lines[y].points += mine
                elif kind == CASH_BACK:
                    lines[y].cash_back += mine
                    lines[y].cash_platform += others
                elif kind == GIFT:
                    extras[lines[y].shop, GIFT_SHOP] += mine - others
                    extras[lines[y].shop, GIFT_PLATFORM] += others
                    extras[lines[y].shop, BRAND_GIFT] += of_brand
        if kind == SHIPPING:
            waive(lines, a, z, r, applied, rules, freight_of, free_from, work, extras)


@part
def waive(lines, a, z, r, applied, rules, freight_of, free_from, work, extras):
    """Book the others' part of the shipping that rule ``r`` waived, where no earlier rule did."""
    for x in range(a, z):
        cents = fee(lines, a, z, x, freight_of, free_from)
        if cents == 0 or lines[x].shipping > 0:
            continue
        for q in range(r + 1):
            if (
                applied >> U(q) & U(1)
                and rules[q].benefit == SHIPPING
                and frees(lines, a, z, q, x, rules, work)
            ):
                if q == r:
                    of_platform, of_brand = parts_of(rules[r], cents)
                    extras[lines[x].shop, FREIGHT_PLATFORM] += of_platform + of_brand
                    extras[lines[x].shop, BRAND_FREIGHT] += of_brand
                break


@part
def kept_apart(rules):
    """Bit sets of the rules that give something on top of the bill, and of those that consumers may use a few times only."""
    rewarding, limited = U(0), U(0)
    for r in range(len(rules)):
        rewarding |= U(rules[r].benefit >= SHIPPING) << U(r)
        limited |= U(rules[r].uses > 0) << U(r)
    return rewarding, limited


@part
def use_up(i, applied, rules, used, uses):
    """Count one use of each applied rule by consumer ``i``; an offer used as often as it may be leaves the wallet."""
    for r in range(len(rules)):
        coupon, counter, most = rules[r].coupon, rules[r].counter, rules[r].uses
        if applied >> U(r) & U(1):
            if counter >= 0:
                uses[i, counter] += 1
                most = most if uses[i, counter] < most else 1
            if most == 1:
                used[i] |= U(1) << U(coupon)
