"""Unit by unit: what became of what a consumer bought without the campaign, and where the rest came from with it."""

from dataclasses import dataclass

import numpy as np

from sim.results.cells import Flags, Integers, Lines, Pair

GAINS = ("moved_in", "switched", "waited", "pulled_forward", "stockpiled", "halo", "expanded")
LOSSES = ("moved_out", "lost_to_stockout", "lost_to_load", "switched_away", "displaced")


@dataclass(frozen=True)
class Flows:
    """Units in each place, a cell (consumer x category) at a shop, in which anything was sold or refused in the window.

    Arrays have one entry per place, ascending by cell, then shop. At participants (ours) kept and all gains sum to the
    units sold with the campaign, kept and all losses to those sold without it. moves: a row for each
    unit that changed shop, the place that it left and the place that it went to.
    """

    cell: Integers
    shop: Integers
    ours: Flags
    kept: Integers
    gains: dict[str, Integers]
    losses: dict[str, Integers]
    moves: Integers  # (units, 2)
    paid: tuple[Integers, Integers]  # cents, treated and baseline
    listed: tuple[Integers, Integers]  # cents at list prices, treated and baseline


def flows(of: Pair) -> Flows:
    """All units of one seed, by the order of questions of docs/metrics.md."""
    shops = len(of.shops)
    sides = (of.treated, of.baseline)
    places = [side.cell[side.inside] * shops + side.shop[side.inside] for side in sides]
    found = np.unique(np.concatenate(places))
    cell, shop = found // shops, found % shops
    ours = of.participants[shop]
    at = [np.searchsorted(found, place) for place in places]

    def total(side: int, amount: Integers) -> Integers:
        inside = amount[sides[side].inside]
        return np.bincount(at[side], weights=inside, minlength=len(found)).astype(np.int64)

    units, extra = ([total(x, each) for x, each in enumerate(kind)] for kind in _counts(sides))
    kept = np.minimum(*units)
    more, fewer = units[0] - kept, units[1] - kept
    moves = []

    def move(leaving: Flags, taking: Flags) -> tuple[Integers, Integers]:
        """Let units change shop within their cell; (places,) units taken and left."""
        left, taken = matched(cell, fewer * leaving, more * taking)
        moves.append(np.stack(_units_of(left, taken), axis=1))
        np.subtract(fewer, left, out=fewer)
        np.subtract(more, taken, out=more)
        return taken, left

    moved_in, moved_out = move(ours, ours)
    move(~ours, ~ours)
    stockout = np.minimum(fewer, total(0, of.treated.lost)) * ours
    fewer -= stockout
    load = np.minimum(fewer, total(1, of.baseline.units * of.baseline.shut)) * ours
    fewer -= load
    switched, _ = move(~ours, ours)
    _, away = move(ours, ~ours)
    waited, later = _shifted(sides, cell, more * ours)
    stockpiled = np.minimum(later, np.maximum(extra[0] - extra[1], 0))
    rest = more * ours - waited - later
    full_price = total(0, of.treated.units * (of.treated.listed == of.treated.paid))
    reduced = of.treated.inside & (of.treated.paid < of.treated.listed)
    beside = np.bincount(of.treated.shop[reduced], minlength=shops)[shop] > 0
    halo = np.minimum(rest, np.maximum(full_price - kept, 0)) * beside
    gained = (moved_in, switched, waited, later - stockpiled, stockpiled, halo, rest - halo)
    missing = (moved_out, stockout, load, away, fewer * ours)
    return Flows(
        cell=cell,
        shop=shop,
        ours=ours,
        kept=kept,
        gains=dict(zip(GAINS, gained, strict=True)),
        losses=dict(zip(LOSSES, missing, strict=True)),
        moves=np.concatenate(moves),
        paid=(total(0, of.treated.paid), total(1, of.baseline.paid)),
        listed=(total(0, of.treated.listed), total(1, of.baseline.listed)),
    )


def matched(cell: Integers, left: Integers, taken: Integers) -> tuple[Integers, Integers]:
    """Parts of `left` and `taken` that have the same sum in every cell, the largest possible, each spread pro rata.

    All (places,), cell ascending. Rounding never makes or loses a unit.
    """
    both = np.minimum(_in_cell(cell, left)[1], _in_cell(cell, taken)[1])
    return _spread(cell, left, both), _spread(cell, taken, both)


def shares(amount: Integers, units: Integers, parts: list[Integers]) -> list[Integers]:
    """`amount` split over parts of the units, pro rata; rounding never makes or loses one. All (places,)."""
    split, upto, reached = [], np.zeros_like(units), np.zeros_like(amount)
    for part in parts:
        upto = upto + part
        now = amount * upto // np.maximum(units, 1)
        split.append(now - reached)
        reached = now
    return split


def _counts(sides: tuple[Lines, Lines]) -> tuple[list[Integers], list[Integers]]:
    """Units of every line, and those beyond the first."""
    return [side.units for side in sides], [np.maximum(side.units - 1, 0) for side in sides]


def _in_cell(cell: Integers, amount: Integers) -> tuple[Integers, Integers]:
    """(places,) sum over the places of the cell up to and with this one, and over all of them."""
    upto = np.cumsum(amount)
    first = np.searchsorted(cell, cell, "left")
    last = np.searchsorted(cell, cell, "right") - 1
    before = upto[first] - amount[first]
    return upto - before, upto[last] - before


def _spread(cell: Integers, amount: Integers, of_cell: Integers) -> Integers:
    """(places,) `of_cell` spread over the places of the cell in proportion to amount."""
    upto, whole = _in_cell(cell, amount)
    whole = np.maximum(whole, np.int64(1))
    return np.asarray(of_cell * upto // whole - of_cell * (upto - amount) // whole)


def _units_of(left: Integers, taken: Integers) -> tuple[Integers, Integers]:
    """The place that each unit left and the one that it went to: both ascend by cell and have the same sum in each."""
    return np.repeat(np.arange(len(left)), left), np.repeat(np.arange(len(taken)), taken)


def _shifted(sides: tuple[Lines, Lines], cell: Integers, more: Integers) -> tuple[Integers, Integers]:
    """(places,) of `more` units: bought less before the window, and bought less after it, at all shops together."""
    if not len(cell):
        return more, more
    place = np.full(1 + int(max(cell.max(), *(side.cell.max(initial=0) for side in sides))), -1, np.int64)
    cells, number = np.unique(cell, return_inverse=True)
    place[cells] = np.arange(len(cells))

    def fewer(early: bool) -> Integers:
        """(cells,) baseline less treated units on the days before, or on all days outside the window."""
        sums = []
        for side in sides:
            mask = (side.before if early else ~side.inside) & (place[side.cell] >= 0)
            at = place[side.cell[mask]]
            sums.append(np.bincount(at, weights=side.units[mask], minlength=len(cells)).astype(np.int64))
        return np.asarray(np.maximum(sums[1] - sums[0], 0))

    outside = fewer(early=False)
    before = np.minimum(outside, fewer(early=True))
    start = _in_cell(cell, more)[0] - more
    waited = np.clip(before[number] - start, 0, more)
    return waited, np.clip(outside[number] - start, 0, more) - waited
