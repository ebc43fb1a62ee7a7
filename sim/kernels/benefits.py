"""What a rule of an offer gives on some lines of a basket, in integer cents."""

import numpy as np

from sim.kernels import kernel, part

I = np.int64
U = np.uint64
REDUCTION, BUNDLE, CHEAPEST, REDEEM, SHIPPING, GIFT, CASH_BACK, POINTS = range(8)
"""What a rule gives. The first four lower what the goods cost now; the others come on top of the final bill."""


@part
def rounded(share, cents):
    """A share of an amount, to the nearest cent."""
    return I(np.floor(share * cents + 0.5))


@part
def times(rule, total, units):
    """How often a rule gives its amount: once, or for every full threshold of cents and units."""
    often = I(1)
    if rule.repeat:
        if rule.spend > 0:
            often = total // rule.spend
        if rule.quantity > 0:
            by_units = I(units // rule.quantity)
            often = min(often, by_units) if rule.spend > 0 else by_units
    return often


@part
def reduction(rule, eligible, often):
    """Cents off: a share of ``eligible`` plus the amount of the highest tier reached, within the cap and the sum."""
    amount = rule.amount * often
    for k in range(len(rule.tier_spend)):
        if 0 < rule.tier_spend[k] <= eligible:
            amount = max(amount, rule.tier_amount[k])
    off = rounded(rule.percent, eligible) + amount
    if rule.cap > 0:
        off = min(off, rule.cap)
    return min(off, eligible)


@kernel
def benefit(rule, eligible):
    """Cents off that one rule gives on an eligible sum (cents), were the sum the only condition.

    Never more than its cap or than the sum itself.
    """
    if eligible <= 0 or eligible < rule.spend:
        return I(0)
    return reduction(rule, I(eligible), times(rule, I(eligible), I(0)) if rule.quantity == 0 else I(1))


@part
def units_worth(lines, a, z, touched, n, dearest):
    """Cents that the ``n`` dearest (or else cheapest) units of the touched lines cost; a part of a line by its floor price."""
    done, total = 0, I(0)
    while n > 0:
        best, most = -1, I(0)
        for x in range(a, z):
            if (touched & ~done) >> (x - a) & 1:
                price = I(lines[x].paid // lines[x].units)
                if best < 0 or (price > most if dearest else price < most):
                    best, most = x, price
        if best < 0:
            break
        count = min(n, I(lines[best].units))
        total += I(lines[best].paid) if count == lines[best].units else most * count
        n -= count
        done |= 1 << (best - a)
    return total


@part
def cents_and_units(lines, a, z, touched):
    """What the touched lines cost now, and their units."""
    total, units = I(0), I(0)
    for x in range(a, z):
        if touched >> (x - a) & 1:
            total += lines[x].paid
            units += lines[x].units
    return total, units


@part
def kinds(lines, a, z, touched):
    """In how many categories the touched lines are."""
    seen, count = U(0), 0
    for x in range(a, z):
        if touched >> (x - a) & 1:
            seen |= U(1) << U(lines[x].category)
    while seen:
        seen &= seen - U(1)
        count += 1
    return count


@part
def worth(rule, lines, a, z, touched, balance):
    """What a rule gives on the touched lines at what they cost now, in cents; 0 when a condition is not met.

    A gift counts by its perceived value, free shipping as 1. ``balance`` is what points can pay.
    """
    total, units = cents_and_units(lines, a, z, touched)
    if total <= 0 or total < rule.spend or units < rule.quantity:
        return I(0)
    if rule.distinct > 1 and kinds(lines, a, z, touched) < rule.distinct:
        return I(0)
    often, kind = times(rule, total, units), rule.benefit
    if kind in (BUNDLE, CHEAPEST):
        bundle = kind == BUNDLE
        together = units_worth(lines, a, z, touched, often * rule.quantity if bundle else often, bundle)
        return max(I(0), together - often * rule.price) if bundle else rounded(rule.percent, together)
    if kind == REDEEM:
        return min(reduction(rule, total, often), balance)
    if kind == GIFT:
        return rule.value * often
    if kind == SHIPPING:
        return I(1)
    return reduction(rule, total, often)


@part
def at_most(rule, lines, a, z, touched, given):
    """The most that a rule, which gives ``given`` on the touched lines, could give on some of them at no higher prices.

    Where another rule has taken the cheapest goods, the cheapest that are left are dearer.
    """
    if rule.benefit != CHEAPEST or given == 0:
        return given
    total, units = cents_and_units(lines, a, z, touched)
    return rounded(rule.percent, units_worth(lines, a, z, touched, times(rule, total, units), True))


@part
def cost(rule, lines, a, z, touched, reward):
    """Cents that a reward costs those who pay it: a gift its price, all else what it is worth."""
    if rule.benefit != GIFT:
        return reward
    total, units = cents_and_units(lines, a, z, touched)
    return rule.amount * times(rule, total, units)
