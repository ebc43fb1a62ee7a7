"""What a basket pays for its parcels, and who frees it from paying."""

import numpy as np

from sim.kernels import part
from sim.kernels.allocation import BY_BRAND, BY_PLATFORM, GIVEN, MAY, SAME_SHOP, eligible_lines
from sim.kernels.benefits import SHIPPING, rounded, worth

I = np.int64
U = np.uint64


@part
def fee(lines, a, z, x, freight_of, free_from):
    """Cents of the parcel that begins with line ``x``; 0 when another line began it, or its goods are worth enough."""
    line = lines[x]
    of_shop = I(0)
    for y in range(a, z):
        if lines[y].kept and lines[y].shop == line.shop and lines[y].channel == line.channel:
            if y < x:
                return I(0)
            of_shop += lines[y].paid
    return I(0) if not line.kept or of_shop >= free_from[line.shop] else freight_of[line.channel, line.shop]


@part
def parts_of(rule, cents):
    """Of cents that a rule gives: those of the platform and those of a partner brand."""
    others = rounded(rule.platform_share + rule.brand_share, cents)
    brands = min(others, rounded(rule.brand_share, cents))
    return others - brands, brands


@part
def ship(lines, a, z, n, chosen, rules, freight_of, free_from, work):
    """Set the shipping of each parcel; returns (cents, bit set of the rules that waived some)."""
    freight, waiving = I(0), U(0)
    for x in range(a, z):
        if lines[x].kept == 0:
            continue
        cents = fee(lines, a, z, x, freight_of, free_from)
        if cents > 0:
            r = waiver(lines, a, z, n, chosen, x, rules, work)
            if r >= 0:
                of_platform, of_brand = parts_of(rules[r], cents)
                waiving |= U(1) << U(r)
                work[GIVEN, r] += cents
                work[BY_PLATFORM, r] += of_platform
                work[BY_BRAND, r] += of_brand
                cents = I(0)
        lines[x].shipping = cents
        freight += cents
    return freight, waiving


@part
def waiver(lines, a, z, n, chosen, x, rules, work):
    """The first chosen rule that frees the parcels of the shop of line ``x`` from shipping, -1 none."""
    found = -1
    for q in range(n):
        r = work[MAY, q]
        if chosen >> U(r) & U(1) and rules[r].benefit == SHIPPING and (found < 0 or r < found):
            if frees(lines, a, z, r, x, rules, work):
                found = r
    return found


@part
def frees(lines, a, z, r, x, rules, work):
    """Whether a rule frees the parcels of the shop of line ``x`` from shipping."""
    counted = eligible_lines(z - a, r, work)
    mine = counted & work[SAME_SHOP, x - a]
    counted = mine if rules[r].group == 1 else counted
    return mine != 0 and worth(rules[r], lines, a, z, counted, I(0)) > 0
