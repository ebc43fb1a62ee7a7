"""What ties a customer to a shop, and what one compares with friends: orders, and the price paid last (CONS-18, PRICE-11)."""

import numpy as np

from sim.kernels import equation, kernel
from sim.kernels.maths import exp
from sim.kernels.memory import slot_of

F = np.float32


@equation
def trust_after_envy(trust, paid, told, weight, tolerance):
    """Trust in a shop after hearing that a friend paid less: the gap beyond the tolerance costs ``weight`` of it.

    =========  ====  ====  =========================================
    name       type  unit  meaning
    =========  ====  ====  =========================================
    trust      f32   0…1   trust before
    paid       f32   1     own last price / usual list price
    told       f32   1     the friend's last price, likewise
    weight     f32   1     share of trust per unit of the gap, 0 off
    tolerance  f32   1     gap that is forgiven
    =========  ====  ====  =========================================

    Source: sign after Xia, Monroe & Cox (2004), J. Marketing 68, "The price is unfair!"; size an assumption.
    """
    return trust * max(F(0), F(1) - weight * max(F(0), paid - told - tolerance))


@kernel
def tie(n_lines, day, half_life, slot_shop, offers, ties, lines):
    """Note today's purchases: one more order at each shop, earlier ones faded, and what was paid for the last line there.

    A tie whose shop is no longer the one of its slot counts as none, so that a slot may be given to another shop by anybody.
    """
    fade = F(0.6931472) / half_life
    for x in range(n_lines):
        line = lines[x]
        if line.kept == 0:
            continue
        i, s, offer = line.consumer, line.shop, offers[line.offer]
        k = slot_of(slot_shop, i, s)
        if k < 0:
            continue
        own = ties[i, k]
        if own.shop != s:
            own.shop, own.orders, own.day = s, F(0), -1
        if own.day != day:
            own.orders = own.orders * exp(-fade * F(day - own.day)) + F(1)
            own.day = day
        own.paid = offer.ratio * F(line.paid) / (F(line.units) * F(offer.deal_price))


@kernel
def compare_prices(lo, hi, tells, n_tells, slot_shop, ties, trust, weight, tolerance):
    """Consumers ``lo``…``hi`` compare what they paid last at a shop with what friends tell that they paid."""
    for x in range(n_tells):
        i = tells[x].friend
        if lo <= i < hi:
            k = slot_of(slot_shop, i, tells[x].shop)
            if k >= 0 and ties[i, k].shop == tells[x].shop:
                trust[i, k] = trust_after_envy(
                    trust[i, k], ties[i, k].paid, tells[x].ratio, weight, tolerance
                )
