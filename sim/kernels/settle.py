"""What a purchase leaves behind: exact bills, books, pantry, purse, memory, and a parcel on its way."""

from typing import NamedTuple

import numpy as np

from sim.kernels import kernel
from sim.kernels.draw import about, personal, uniform
from sim.kernels.memory import remember, slot_of
from sim.kernels.only import Array
from sim.kernels.parcels import begins_parcel, whole_days
from sim.kernels.redeem import BRAND, EARNED, REDEEMED, kept_apart, reward, use_up

F = np.float32
U = np.uint64

(
    SESSIONS,
    VIEWS,
    CARTS,
    ORDERS,
    UNITS,
    LIST,
    PAID,
    OFF_SHOP,
    OFF_PLATFORM,
    SHIPPING,
    RETURNS,
    REFUNDS,
    STOCKOUTS,
    GIVEN_BACK,
) = range(14)
LONGEST = 255  # days that a line can tell of


class Buyer(NamedTuple):
    """Columns of the consumers' state that a purchase changes."""

    need: Array
    shop: Array
    awareness: Array
    loyalty: Array
    satisfaction: Array
    trust: Array
    arousal: Array
    purse: Array
    spent: Array
    orders: Array
    last_order: Array
    used: Array
    uses: Array
    dealt: Array
    points: Array
    recent: Array


@kernel
def settle(
    n_lines,
    day,
    waiting,
    persona,
    state,
    offers,
    rules,
    freight_of,
    free_from,
    promised,
    carried,
    w,
    key,
    lines,
    books,
    parcels,
    funnel,
    extras,
    work,
):
    """Write the books and the buyers' state of the baskets as billed, and set each parcel's day of arrival.

    ``books[offer, channel, :]``, ``parcels[shop, channel]``, ``funnel[persona, channel, :]`` and ``extras[shop, :]`` are integer
    accumulators.
    ``waiting[shop, minute]`` are whole days that a parcel waits until the carrier takes it, ``promised[channel, shop]`` the days
    of delivery that shops promise, ``carried[channel]`` whether goods travel with the carrier. state: Buyer. key: base key of
    lateness.
    work: scratch space of a bill.
    """
    used, uses, dealt, points, recent = state.used, state.uses, state.dealt, state.points, state.recent
    purse, spent, orders, last_order, need = (
        state.purse,
        state.spent,
        state.orders,
        state.last_order,
        state.need,
    )
    slot_shop, awareness, loyalty = state.shop, state.awareness, state.loyalty
    satisfaction, trust, arousal = state.satisfaction, state.trust, state.arousal
    rewarding, limited = kept_apart(rules)
    a = 0
    while a < n_lines:
        i = lines[a].consumer
        z, goods, freight, bought = a, np.int64(0), np.int64(0), False
        while z < n_lines and lines[z].consumer == i:
            lines[z].points = lines[z].cash_back = lines[z].cash_platform = 0
            if lines[z].kept:
                bought = True
                goods += lines[z].paid
                freight += lines[z].shipping
                extras[lines[z].shop, BRAND] += lines[z].off_brand
            z += 1
        g = persona[i]
        if lines[a].applied & rewarding:
            reward(lines, a, z, rewarding, offers, rules, freight_of, free_from, work, extras)
        if lines[a].applied & limited:
            use_up(i, lines[a].applied & limited, rules, used, uses)
        if bought:
            purse[i] -= goods + freight
            spent[i] += goods + freight
            recent[i] += F(goods)
            orders[i] += 1
            last_order[i] = day
        for x in range(a, z):
            line = lines[x]
            if line.lost > 0:
                k = slot_of(slot_shop, i, offers[line.refused].shop)
                if k >= 0:
                    satisfaction[i, k] *= F(1) - w.satisfaction_stockout
            if line.kept == 0:
                continue
            j, h, s = line.offer, line.channel, line.shop
            if line.points > 0 or line.redeemed > 0:
                points[i] += line.points - line.redeemed
                extras[s, EARNED] += line.points
                extras[s, REDEEMED] += line.redeemed
            dealt[i] |= offers[j].shop_bits
            books[j, h, ORDERS] += 1
            books[j, h, UNITS] += line.units
            books[j, h, LIST] += line.units * line.list_price
            books[j, h, PAID] += line.paid
            books[j, h, OFF_SHOP] += line.off_shop
            books[j, h, OFF_PLATFORM] += line.off_platform
            books[j, h, SHIPPING] += line.shipping
            funnel[g, h, 5] += 1
            parcels[s, h] += begins_parcel(lines, a, x)
            need[i, line.category] = max(w.needs_floor, need[i, line.category] - F(line.units))
            k = slot_of(slot_shop, i, s)
            if k < 0:
                k = remember(slot_shop, awareness, loyalty, satisfaction, trust, i, s, F(1), w.trust_unknown)
            if k >= 0:
                awareness[i, k] += w.awareness_purchase * (F(1) - awareness[i, k])
            line.arousal, line.wait = arousal[i], 0
            if w.delivery_enabled > 0:
                wait = promised[h, s]
                if carried[h]:
                    wait += F(uniform(about(personal(key, i), offers[j].key)) < w.delivery_late)
                line.wait = min(whole_days(wait) + (waiting[s, line.minute] if carried[h] else 0), LONGEST)
        a = z


@kernel
def claim(n_lines, offers, lines, units, flashed):
    """Units asked of each offer by the kept lines: all in ``units``, those at the flash price also in ``flashed``."""
    for x in range(n_lines):
        line = lines[x]
        if line.kept:
            units[line.offer] += line.units
            if line.flash:
                flashed[line.offer] += line.units
