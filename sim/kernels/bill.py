"""The exact bill of a basket, in integer cents: item → shop → cross-shop → coupon → shipping."""

import numpy as np

from sim.kernels import kernel

U = np.uint64


@kernel
def benefit(rule, eligible):
    """Cents off that one rule gives on an eligible sum (cents): a share, an amount once, or an amount per full ``spend``.

    Never more than its cap or than the sum itself.
    """
    if eligible <= 0 or eligible < rule.spend:
        return np.int64(0)
    times = eligible // rule.spend if rule.repeat and rule.spend > 0 else 1
    off = np.int64(np.floor(np.float64(rule.percent) * eligible + 0.5)) + rule.amount * times
    if rule.cap > 0:
        off = min(off, rule.cap)
    return min(off, eligible)


@kernel
def allocate(lines, a, z, touched, off, platform_share):
    """Spread ``off`` cents over the touched lines in proportion to what they still cost, exact to the cent.

    Largest remainder, the earlier line first at a tie. Of each line's part the platform pays ``platform_share``, rounded
    to the nearest cent, its shop the rest.
    """
    total = np.int64(0)
    for x in range(a, z):
        if touched >> (x - a) & 1:
            total += lines[x].paid
    given = np.int64(0)
    for x in range(a, z):
        if touched >> (x - a) & 1:
            given += lines[x].paid * off // total
    left = off - given
    served = 0
    for _ in range(left):
        best, most = -1, np.int64(-1)
        for x in range(a, z):
            if touched >> (x - a) & 1 and not served >> (x - a) & 1:
                remainder = lines[x].paid * off % total
                if remainder > most:
                    best, most = x, remainder
        served |= 1 << (best - a)
    for x in range(a, z):
        if touched >> (x - a) & 1:
            part = lines[x].paid * off // total + (served >> (x - a) & 1)
            platform = np.int64(np.floor(np.float64(platform_share) * part + 0.5))
            lines[x].off_platform += platform
            lines[x].off_shop += part - platform
    for x in range(a, z):
        if touched >> (x - a) & 1:
            lines[x].paid = lines[x].units * lines[x].list_price - lines[x].off_platform - lines[x].off_shop


@kernel
def eligible_lines(lines, a, z, offers, bit, shop, taken):
    """Bit set of kept lines that rule ``bit`` counts, of one shop (or all, shop = -1), without those already taken."""
    found = 0
    for x in range(a, z):
        line = lines[x]
        if line.kept == 0 or taken >> (x - a) & 1 or (shop >= 0 and line.shop != shop):
            continue
        if offers[line.offer].mask >> U(bit) & U(1):
            found |= 1 << (x - a)
    return found


@kernel
def bill(lines, a, z, persona, held, offers, rules, freight_of, free_from):
    """Bill the kept lines ``a``…``z`` of one basket: sets off_shop, off_platform, paid and shipping of each line.

    Within a level the rule with the largest benefit goes first and a line is reduced once; levels follow one another on
    what is still to be paid. ``freight_of[channel, shop]`` is the price of shipping, ``free_from[shop]`` the goods from which
    it is free, in cents.
    Returns (coupons used as a bit set, goods in cents, shipping in cents).
    """
    for x in range(a, z):
        line = lines[x]
        offer = offers[line.offer]
        asked = line.units * line.price
        off = line.units * line.list_price - asked
        share = offer.flash_platform if line.flash else offer.item_platform
        platform = np.int64(np.floor(np.float64(share) * off + 0.5))
        line.off_platform, line.off_shop, line.paid, line.shipping = platform, off - platform, asked, 0
    used = U(0)
    if len(rules) > 0:
        for level in range(1, 4):
            taken = 0
            while True:
                best_off, best_rule, best_set = np.int64(0), -1, 0
                for r in range(len(rules)):
                    rule = rules[r]
                    if rule.level != level or not rule.personas >> U(persona) & U(1):
                        continue
                    if rule.coupon >= 0 and not (held & ~used) >> U(rule.coupon) & U(1):
                        continue
                    for x in range(a, z):
                        shop = lines[x].shop if rule.group == 1 else -1
                        touched = eligible_lines(lines, a, z, offers, r, shop, taken)
                        total = np.int64(0)
                        for y in range(a, z):
                            if touched >> (y - a) & 1:
                                total += lines[y].paid
                        off = benefit(rule, total)
                        if off > best_off:
                            best_off, best_rule, best_set = off, r, touched
                        if rule.group == 0:
                            break
                if best_rule < 0:
                    break
                allocate(lines, a, z, best_set, best_off, rules[best_rule].platform_share)
                if rules[best_rule].coupon >= 0:
                    used |= U(1) << U(rules[best_rule].coupon)
                taken |= best_set
    goods, freight = np.int64(0), np.int64(0)
    for x in range(a, z):
        line = lines[x]
        if line.kept == 0:
            continue
        goods += line.paid
        of_shop, earlier = np.int64(0), False
        for y in range(a, z):
            if lines[y].kept and lines[y].shop == line.shop and lines[y].channel == line.channel:
                of_shop += lines[y].paid
                earlier = earlier or y < x
        if not earlier and of_shop < free_from[line.shop]:
            line.shipping = freight_of[line.channel, line.shop]
            freight += line.shipping
    return used, goods, freight
