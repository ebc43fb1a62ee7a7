"""Order lines become parcels, filed by day of arrival; refused lines are found."""

import numpy as np

from sim.kernels import equation, kernel, part

F = np.float32


@equation
def whole_days(wait):
    """Days from order to arrival: parcels come once a day, and what is promised in half a day's time comes on the next.

    ====  ====  ====  ==========================
    name  type  unit  meaning
    ====  ====  ====  ==========================
    wait  f32   days  from order to arrival
    ====  ====  ====  ==========================

    Source: the model's day is the shortest time between two deliveries (assumption).
    """
    return np.int32(wait + F(0.5))


@kernel
def pack(lines, day, counts, parcels):
    """Copy the kept lines to ``parcels``, sorted by day of arrival and then as listed.

    ``counts`` (horizon + 1,) receives where each day begins: parcels due on ``day + d`` are rows counts[d]…counts[d + 1]. A
    parcel due later than the horizon arrives on its last day.
    """
    horizon = len(counts) - 1
    counts[:] = 0
    for x in range(len(lines)):
        if lines[x].kept == 1:
            counts[min(lines[x].wait, horizon - 1) + 1] += 1
    for d in range(horizon):
        counts[d + 1] += counts[d]
    for x in range(len(lines)):
        line = lines[x]
        if line.kept == 1:
            d = min(line.wait, horizon - 1)
            parcel = parcels[counts[d]]
            counts[d] += 1
            parcel.consumer, parcel.offer, parcel.units = line.consumer, line.offer, line.units
            parcel.list_price, parcel.paid, parcel.arousal = line.list_price, line.paid, line.arousal
            parcel.ordered, parcel.off_platform = day, line.off_platform
            parcel.off_brand, parcel.redeemed, parcel.points = line.off_brand, line.redeemed, line.points
            parcel.cash_back, parcel.cash_platform = line.cash_back, line.cash_platform
            parcel.worth = line.worth
            parcel.shop, parcel.category, parcel.channel = line.shop, line.category, line.channel
    for d in range(horizon, 0, -1):
        counts[d] = counts[d - 1]
    counts[0] = 0


@part
def begins_parcel(lines, a, x):
    """Whether line ``x`` is the first of its shop in the basket that begins with line ``a``: each shop sends one parcel."""
    first = True
    for y in range(a, x):
        first = first and not (lines[y].kept and lines[y].shop == lines[x].shop)
    return first


@kernel
def count_parcels(lines, carried, ordered):
    """Add to ``ordered`` (S, 1440) the parcels for the carrier, by shop and minute of the order; lines sorted by consumer."""
    a = 0
    for x in range(len(lines)):
        line = lines[x]
        if line.consumer != lines[a].consumer:
            a = x
        if line.kept and carried[line.channel] and begins_parcel(lines, a, x):
            ordered[line.shop, line.minute] += 1


@kernel
def count_late(day, promised, parcels, late):
    """Add to ``late`` (S,) the parcels handed over after the day that was ``promised`` (H, S), days."""
    for x in range(len(parcels)):
        parcel = parcels[x]
        if day - parcel.ordered > whole_days(promised[parcel.channel, parcel.shop]):
            late[parcel.shop] += 1


@kernel
def scarce(lines, index, short, flash_short, out):
    """Which of the lines ``index`` ask for an offer that is short; writes them to ``out`` and returns how many."""
    n = 0
    for x in range(len(index)):
        line = lines[index[x]]
        if line.kept == 1 and (short[line.offer] or (line.flash == 1 and flash_short[line.offer])):
            out[n] = index[x]
            n += 1
    return n
