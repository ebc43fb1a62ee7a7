"""Checkout: budget, and carts that are abandoned (EQ-CHECKOUT)."""

from typing import NamedTuple

import numpy as np

from sim.kernels import kernel
from sim.kernels.bill import bill, plain_bill
from sim.kernels.draw import personal, uniform
from sim.kernels.maths import logistic
from sim.kernels.only import Array
from sim.kernels.settle import CARTS

F = np.float32
U = np.uint64


class AtTill(NamedTuple):
    """Columns of the consumers' state that the till reads and writes."""

    coupons: Array
    points: Array
    purse: Array
    arousal: Array
    flags: Array


@kernel
def checkout(
    n_lines,
    effort,
    persona,
    state,
    offers,
    rules,
    freight_of,
    free_from,
    friction,
    w,
    key,
    lines,
    books,
    funnel,
    work,
):
    """Take each basket (consecutive lines of one consumer) to the till; abandoned lines get ``kept = 0``. Counts cart lines.

    effort: combinations of offers compared at most. state: AtTill. key: base key of abandoning. work: scratch space of a bill.
    """
    wallet, points, purse = state.coupons, state.points, state.purse
    arousal, flags = state.arousal, state.flags
    a = np.int64(0)
    while a < n_lines:
        i, z = lines[a].consumer, a
        while z < n_lines and lines[z].consumer == i:
            books[lines[z].offer, lines[z].channel, CARTS] += 1
            z += 1
        g, h = persona[i], lines[a].channel
        if w.budget_share > 0 or w.checkout_enabled > 0:
            while True:
                if len(rules) == 0:
                    goods, freight = plain_bill(lines, a, z, offers, freight_of, free_from)
                else:
                    _, goods, freight = bill(
                        lines, a, z, wallet[i], U(0), np.int64(points[i]), effort, offers, rules, freight_of, free_from, work
                    )  # fmt: skip
                if w.budget_share <= 0 or goods + freight <= purse[i]:
                    break
                dearest = -1
                for x in range(a, z):
                    if lines[x].kept and (dearest < 0 or lines[x].paid > lines[dearest].paid):
                        dearest = x
                if dearest < 0:
                    break
                lines[dearest].kept = 0
            if w.checkout_enabled > 0 and goods > 0:
                ease = w.checkout_base - w.checkout_friction * friction[h]
                ease += -w.checkout_shipping * F(freight) / F(goods) + w.checkout_arousal * arousal[i]
                if uniform(personal(key, i)) >= logistic(ease):
                    for x in range(a, z):
                        lines[x].kept, lines[x].applied = 0, U(0)
        funnel[g, h, 4] += 1
        flags[i] |= 2
        a = z
