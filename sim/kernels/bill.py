"""The exact bill of a basket, in integer cents: item → shop → cross-shop → coupon → points → shipping."""

import numpy as np

from sim.kernels import kernel, part
from sim.kernels.allocation import (
    BY_BRAND,
    BY_PLATFORM,
    COUNTED,
    GIVEN,
    MAY,
    PROMISED,
    allocate,
    counting,
    eligible_lines,
    group,
    item_prices,
    same_shop,
)
from sim.kernels.benefits import REDEEM, SHIPPING, at_most, cost, worth
from sim.kernels.freight import fee, parts_of, ship

I = np.int64
U = np.uint64
REDUCING_LEVELS = 4  # 1 shop, 2 cross-shop, 3 coupon, 4 points
_TOGGLED, _STEPS = 20, 4096  # bounds of the search: rules that are tried off and on, sets of rules looked at


@part
def open_rules(lines, a, z, asked, wallet, barred, balance, offers, rules, work):
    """Find the rules that could give something at the ``asked`` prices (cents in all), the least generous first.

    Returns (their number, the sum of what they could give at most, whether one of them frees from shipping).
    """
    n, most, frees = 0, I(0), False
    some = counting(lines, a, z, offers, work)
    if not some:
        return n, most, frees
    same_shop(lines, a, z, work)
    for r in range(len(rules)):
        if rules[r].spend > asked or not some >> U(r) & U(1):
            continue
        coupon, minute = rules[r].coupon, lines[a].minute
        if (coupon >= 0 and not wallet >> U(coupon) & U(1)) or barred >> U(r) & U(1):
            continue
        if rules[r].until > 0 and not rules[r].since <= minute < rules[r].until:
            continue
        rest, promise, bound = eligible_lines(z - a, r, work), I(0), I(0)
        work[COUNTED, r] = rest
        while rest:
            touched = group(rules[r], rest, work)
            given = worth(rules[r], lines, a, z, touched, balance)
            promise += given
            bound += at_most(rules[r], lines, a, z, touched, given)
            rest &= ~touched
        if promise > 0:
            place = n
            while place > 0 and work[PROMISED, place - 1] > promise:
                work[MAY, place], work[PROMISED, place] = work[MAY, place - 1], work[PROMISED, place - 1]
                place -= 1
            work[MAY, place], work[PROMISED, place] = r, promise
            n += 1
            frees = frees or rules[r].benefit == SHIPPING
            most += bound
    return n, most, frees


@part
def combination(n, m, kept, rules, work):
    """The rules of subset ``m`` of the toggled ones and the ``kept`` others; 0 when two of them exclude each other."""
    chosen = kept
    for q in range(min(n, _TOGGLED)):
        if m >> q & 1:
            r = work[MAY, q]
            if rules[r].clash & chosen:
                return U(0)
            chosen |= U(1) << U(r)
    return chosen


@part
def take(lines, a, z, n, chosen, balance, offers, rules, freight_of, free_from, work):
    """Bill with the ``chosen`` of the ``n`` rules that may apply.

    Within a level the rule with the largest benefit goes first and a line is reduced once; levels follow one another on what is
    still to be paid. Free shipping, gifts, cash back and points are judged on the final bill.
    Returns (goods, shipping, rewards in cents, bit set of the rules that gave something).
    """
    item_prices(lines, a, z, offers)
    applied = U(0)
    for q in range(n):
        for row in (GIVEN, BY_PLATFORM, BY_BRAND):
            work[row, work[MAY, q]] = 0
    for level in range(1, REDUCING_LEVELS + 1):
        taken = I(0)
        while True:
            best_off, best_rule, best_set = I(0), -1, I(0)
            for q in range(n):
                r = work[MAY, q]
                if not chosen >> U(r) & U(1) or rules[r].level != level or rules[r].benefit > REDEEM:
                    continue
                rest = work[COUNTED, r] & ~taken
                while rest:
                    touched = group(rules[r], rest, work)
                    off = worth(rules[r], lines, a, z, touched, balance)
                    if off > best_off or (off == best_off and off > 0 and r < best_rule):
                        best_off, best_rule, best_set = off, r, touched
                    rest &= ~touched
            if best_rule < 0:
                break
            rule = rules[best_rule]
            points = I(rule.benefit == REDEEM)
            of_platform, of_brand = allocate(
                lines, a, z, best_set, best_off, rule.platform_share, rule.brand_share, points, work
            )
            balance -= points * best_off
            work[GIVEN, best_rule] += best_off
            work[BY_PLATFORM, best_rule] += of_platform
            work[BY_BRAND, best_rule] += of_brand
            applied |= U(1) << U(best_rule)
            taken |= best_set
    rewards = I(0)
    for q in range(n):
        r = work[MAY, q]
        if chosen >> U(r) & U(1) and rules[r].benefit > SHIPPING:
            rest = work[COUNTED, r]
            while rest:
                touched = group(rules[r], rest, work)
                reward = worth(rules[r], lines, a, z, touched, balance)
                rewards += reward
                if reward > 0:
                    cents = cost(rules[r], lines, a, z, touched, reward)
                    of_platform, of_brand = parts_of(rules[r], cents)
                    work[GIVEN, r] += cents
                    work[BY_PLATFORM, r] += of_platform
                    work[BY_BRAND, r] += of_brand
                    applied |= U(1) << U(r)
                rest &= ~touched
    freight, waiving = ship(lines, a, z, n, chosen, rules, freight_of, free_from, work)
    goods = I(0)
    for x in range(a, z):
        if lines[x].kept:
            goods += lines[x].paid
    return goods, freight, rewards, applied | waiving


@part
def plain_bill(lines, a, z, offers, freight_of, free_from):
    """The same as ``bill`` on a day without any rule; returns (goods in cents, shipping in cents)."""
    goods, freight = item_prices(lines, a, z, offers), I(0)
    for x in range(a, z):
        lines[x].applied = U(0)
        if lines[x].kept:
            lines[x].shipping = fee(lines, a, z, x, freight_of, free_from)
            freight += lines[x].shipping
    return goods, freight


@kernel
def bill(lines, a, z, wallet, barred, balance, effort, offers, rules, freight_of, free_from, work):
    """Bill the kept lines ``a``…``z`` of one basket at the best combination of rules found.

    wallet: bit set of coupons and offers for some that the consumer may use. barred: bit set of rules that are closed.
    balance: cents that points can pay. effort: combinations compared at most; the first is the greedy one, the most generous
    rules first; 2 to the number of rules that may apply compares all.
    ``freight_of[channel, shop]`` is the price of shipping, ``free_from[shop]`` the goods from which it is free, in cents.
    A combination is judged by goods + shipping − gifts, cash back and points.
    Sets off_shop, off_platform, off_brand, redeemed, paid, shipping and applied of each line, and of ``work`` the cents that an
    applied rule gave, by payer. Returns (rules applied as a bit set, goods in cents, shipping in cents).
    """
    asked = item_prices(lines, a, z, offers)
    n, most, frees = 0, I(0), False
    if len(rules) > 0 and asked > 0:
        n, most, frees = open_rules(lines, a, z, asked, wallet, barred, balance, offers, rules, work)
    chosen, kept = U(0), U(0)
    for q in range(n - 1, -1, -1):
        r = work[MAY, q]
        if not rules[r].clash & chosen:
            chosen |= U(1) << U(r)
            if q >= _TOGGLED:
                kept = chosen
    freight, _ = ship(lines, a, z, I(0), U(0), rules, freight_of, free_from, work)
    goods, applied = asked, U(0)
    if n > 0:
        least = asked - most + (I(0) if frees else freight)
        goods, freight, rewards, applied = take(
            lines, a, z, n, chosen, balance, offers, rules, freight_of, free_from, work
        )
        best, lowest, last, tried = chosen, goods + freight - rewards, chosen, 1
        m = (1 << min(n, _TOGGLED)) - 1
        stop = max(-1, m - _STEPS)
        while m > stop and tried < effort and lowest > least:
            lost = I(0)
            for q in range(min(n, _TOGGLED)):
                if not m >> q & 1:
                    lost += work[PROMISED, q]
            other = combination(n, m, kept, rules, work) if least + lost < lowest else chosen
            m -= 1
            if other == chosen or (other == U(0) and m >= 0):
                continue
            goods, freight, rewards, applied = take(
                lines, a, z, n, other, balance, offers, rules, freight_of, free_from, work
            )
            tried, last = tried + 1, other
            if goods + freight - rewards < lowest:
                best, lowest = other, goods + freight - rewards
        if last != best:
            goods, freight, rewards, applied = take(
                lines, a, z, n, best, balance, offers, rules, freight_of, free_from, work
            )
    for x in range(a, z):
        lines[x].applied = applied
    return applied, goods, freight
