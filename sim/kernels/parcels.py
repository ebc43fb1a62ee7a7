"""Order lines become parcels, filed by day of arrival; refused lines are found."""

from sim.kernels import kernel


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


@kernel
def count_late(day, promised, parcels, late):
    """Add to ``late`` (S,) the parcels handed over more than half a day after what was ``promised`` (H, S), days."""
    for x in range(len(parcels)):
        parcel = parcels[x]
        if day - parcel.ordered - promised[parcel.channel, parcel.shop] > 0.5:
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
