"""From the till to the books: bills made again where they must be, scarce offers, and what baskets earn on top."""

import numpy as np

from sim.kernels import kernel, part
from sim.kernels.bill import (
    CASH_BACK,
    GIFT,
    PARTS,
    POINTS,
    SHIPPING,
    WORK,
    bill,
    cost,
    counting,
    eligible_lines,
    frees,
    group,
    rounded,
    same_shop,
    spread,
    worth,
)
from sim.kernels.borrow import borrow

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
) = range(11)
"""Columns of ``extras[shop]``, cents: gifts, shipping, the brand's part of all reductions and what it gets back for returns, cash
back paid, points earned, redeemed, given again and taken back for returns."""
EXTRAS = TAKEN_BACK + 1


@kernel
def bill_again(
    baskets, n_lines, closed, scarce, effort, wallet, points, offers, rules, freight_of, free_from, lines, out
):
    """Bill the baskets that begin at the lines ``baskets`` without the ``closed`` rules.

    closed, scarce: bit sets of rules. Each use of a scarce one becomes a row (first line, rule, cents, consumer, minute) of
    ``out``. Returns the number of rows.
    """
    wallet, points, offers, rules, freight_of, free_from, lines, out = borrow(
        (wallet, points, offers, rules, freight_of, free_from, lines, out)
    )
    work = np.zeros(WORK, np.int64)
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
                out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = a, r, work[0, r], i, lines[a].minute
                n += 1
    return n


@part
def reward(lines, a, z, rewarding, offers, rules, freight_of, free_from, work, extras):
    """Book what the applied rules of a basket give on top of its bill: points, cash back, gifts and shipping.

    rewarding: bit set of the rules that may. Sets points, cash_back and cash_platform of the lines.
    """
    applied = lines[a].applied
    for x in range(a, z):
        lines[x].points = lines[x].cash_back = lines[x].cash_platform = 0
        if lines[x].off_brand > 0 and lines[x].kept:
            extras[lines[x].shop, BRAND] += lines[x].off_brand
    if not applied & rewarding:
        return
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
                others = rounded(rule.platform_share + rule.brand_share, mine)
                if kind == POINTS:
                    lines[y].points += mine
                elif kind == CASH_BACK:
                    lines[y].cash_back += mine
                    lines[y].cash_platform += others
                elif kind == GIFT:
                    extras[lines[y].shop, GIFT_SHOP] += mine - others
                    extras[lines[y].shop, GIFT_PLATFORM] += others
                    extras[lines[y].shop, BRAND] += min(others, rounded(rule.brand_share, mine))
        if kind == SHIPPING:
            waive(lines, a, z, r, applied, rules, freight_of, free_from, work, extras)


@part
def waive(lines, a, z, r, applied, rules, freight_of, free_from, work, extras):
    """Book the others' part of the shipping that rule ``r`` waived, where no earlier rule did."""
    for x in range(a, z):
        line = lines[x]
        if not line.kept or line.shipping > 0:
            continue
        of_shop, earlier = I(0), False
        for y in range(a, z):
            if lines[y].kept and lines[y].shop == line.shop and lines[y].channel == line.channel:
                of_shop += lines[y].paid
                earlier = earlier or y < x
        if earlier or of_shop >= free_from[line.shop]:
            continue
        for q in range(r + 1):
            if (
                applied >> U(q) & U(1)
                and rules[q].benefit == SHIPPING
                and frees(lines, a, z, q, x, rules, work)
            ):
                if q == r:
                    fee = freight_of[line.channel, line.shop]
                    others = rounded(rules[r].platform_share + rules[r].brand_share, fee)
                    extras[line.shop, FREIGHT_PLATFORM] += others
                    extras[line.shop, BRAND] += min(others, rounded(rules[r].brand_share, fee))
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
