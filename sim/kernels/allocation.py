"""Which lines of a basket a rule counts, and how cents are shared among lines."""

import numpy as np

from sim.kernels import kernel, part
from sim.kernels.benefits import rounded

I = np.int64
U = np.uint64
WORK = (9, 64)
"""Shape of the scratch space of a bill. By rule: cents given, of them by the platform and by a partner brand, lines counted; by
place: rules that may apply, what they promise; by line: parts of a sum, lines of the same shop, rules that count it."""
GIVEN, BY_PLATFORM, BY_BRAND, COUNTED, MAY, PROMISED, PARTS, SAME_SHOP, RULES = range(9)


@part
def counting(lines, a, z, offers, work):
    """Write for each line the bit set of the rules that count it, none when it is not kept; returns those that count any."""
    some = U(0)
    for x in range(a, z):
        mask = offers[lines[x].offer].mask if lines[x].kept else U(0)
        work[RULES, x - a] = I(mask)
        some |= mask
    return some


@part
def eligible_lines(k, bit, work):
    """Bit set of the lines, of ``k`` in all, that rule ``bit`` counts."""
    found = 0
    for x in range(k):
        found |= (work[RULES, x] >> bit & 1) << x
    return found


@part
def group(rule, rest, work):
    """Of the lines ``rest`` that a rule counts: those that it judges together with the first of them."""
    if rule.group == 0:
        return rest
    x = 0
    while not rest >> x & 1:
        x += 1
    return rest & work[SAME_SHOP, x]


@part
def same_shop(lines, a, z, work):
    """Write for each line the bit set of the lines of its shop."""
    for x in range(a, z):
        same = 0
        for y in range(a, z):
            same |= (lines[y].shop == lines[x].shop) << (y - a)
        work[SAME_SHOP, x - a] = same


@part
def item_prices(lines, a, z, offers):
    """Set the lines to the asked prices; returns the cents of the kept ones."""
    goods = I(0)
    for x in range(a, z):
        line = lines[x]
        offer = offers[line.offer]
        asked = line.units * line.price
        off = line.units * line.list_price - asked
        others, of_brand = I(0), I(0)
        if off > 0:
            platform, brand = np.float64(offer.item_platform), np.float64(offer.item_brand)
            if line.flash:
                platform, brand = np.float64(offer.flash_platform), np.float64(offer.flash_brand)
            others = rounded(platform + brand, off)
            of_brand = min(others, rounded(brand, off))
        line.off_platform, line.off_shop, line.off_brand, line.paid = others, off - others, of_brand, asked
        line.shipping = line.redeemed = 0
        if line.kept:
            goods += asked
    return goods


@part
def spread(lines, a, z, touched, cents, work):
    """Share ``cents`` among the touched lines by what they still cost, exact: ``work[PARTS, x - a]`` is the part of line x.

    Largest remainder, the earlier line first at a tie.
    """
    total = I(0)
    for x in range(a, z):
        if touched >> (x - a) & 1:
            total += lines[x].paid
            work[PARTS, x - a] = cents
    if touched & (touched - 1) == 0:
        return
    left = cents
    for x in range(a, z):
        work[PARTS, x - a] = lines[x].paid * cents // total if touched >> (x - a) & 1 else 0
        left -= work[PARTS, x - a]
    served = 0
    for _ in range(left):
        best, most = -1, I(-1)
        for x in range(a, z):
            if (touched & ~served) >> (x - a) & 1:
                remainder = lines[x].paid * cents % total
                if remainder > most:
                    best, most = x, remainder
        served |= 1 << (best - a)
        work[PARTS, best - a] += 1


@kernel
def allocate(lines, a, z, touched, off, platform_share, brand_share, points, work):
    """Take ``off`` cents off the touched lines in proportion to what they still cost, exact to the cent.

    Of each line's part the platform pays ``platform_share`` and a partner brand ``brand_share``, rounded to the nearest cent,
    its shop the rest; the platform advances what the brand pays. ``points`` is 1 when the part is paid with points.
    Returns cents of the platform and of the brand.
    """
    of_platform, of_brand = I(0), I(0)
    spread(lines, a, z, touched, off, work)
    for x in range(a, z):
        if touched >> (x - a) & 1:
            mine = work[PARTS, x - a]
            others = rounded(np.float64(platform_share) + np.float64(brand_share), mine)
            brands = min(others, rounded(np.float64(brand_share), mine))
            of_platform, of_brand = of_platform + others - brands, of_brand + brands
            lines[x].off_brand += brands
            lines[x].off_platform += others
            lines[x].off_shop += mine - others
            lines[x].redeemed += points * mine
    for x in range(a, z):
        if touched >> (x - a) & 1:
            lines[x].paid = lines[x].units * lines[x].list_price - lines[x].off_platform - lines[x].off_shop
    return of_platform, of_brand
