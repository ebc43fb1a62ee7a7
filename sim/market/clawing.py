"""Receipts of baskets that a partial return may make dearer, kept for as long as something of them may come back."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.rows import join, pick
from sim.kernels.allocation import WORK
from sim.kernels.benefits import CHEAPEST, GIFT, SHIPPING
from sim.kernels.claw import MOST, OWED, Slate, claw_back
from sim.kernels.receipts import may_lose
from sim.market.crew import Range
from sim.world.lines import LINE

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


class Receipts(NamedTuple):
    """Baskets of one day, with the offers and rules of that day."""

    whose: Array  # (lines,) consumer of each of
    lines: Array  # LINE, sorted by consumer; ``paid`` is what a line has cost so far, ``refused`` what it cost on that day
    taken: Array  # (lines, OWED) cents taken back so far for shipping and gifts
    offers: Array
    rules: Array
    until: int  # last day on which a parcel may come back


def slate() -> Slate:
    """Scratch space for `claw_back`."""
    was, now = np.empty(MOST, LINE), np.empty(MOST, LINE)
    return Slate(np.zeros(WORK, np.int64), was, now, np.zeros((MOST, OWED), np.int64))


def keep(market: "Market") -> None:
    """File the baskets of today that a return of some of their lines may make dearer."""
    giving = sum(
        1 << r
        for r, rule in enumerate(market.rules)
        if rule["benefit"] in (*range(CHEAPEST + 1), SHIPPING, GIFT)
    )
    shelf = market.shelf

    def job(part: Range) -> Array:
        lines = np.empty(part.n_lines, LINE)
        n = may_lose(part.n_lines, part.lines, np.uint64(giving), shelf.shipping, shelf.free_shipping, lines)
        return lines[:n]

    lines = join(market.crew.each(job))
    if len(lines):
        until = market.day + int(lines["wait"].max()) + max(1, int(market.w.returns_days))
        taken = np.zeros((len(lines), OWED), np.int64)
        whose = lines["consumer"].copy()
        market.receipts[market.day] = Receipts(
            whose, lines, taken, market.offers.copy(), market.rules.copy(), until
        )


def claw(market: "Market", parcels: Array) -> None:
    """Let the parcels that come back pay for what the rest of their baskets loses; see `sim.kernels.claw`."""
    for day in [day for day, receipts in market.receipts.items() if receipts.until < market.day]:
        del market.receipts[day]
    state, shelf, extras, blank = market.state, market.shelf, market.crew.ranges[0].extras, slate()
    for day in np.unique(parcels["ordered"]).tolist():
        if day in market.receipts:
            whose, lines, taken, offers, rules, _ = market.receipts[day]
            back = pick(parcels, parcels["ordered"] == day)
            first = np.searchsorted(whose, back["consumer"])
            claw_back(
                back, first, offers, rules, shelf.shipping, shelf.free_shipping, lines, taken, state.purse, state.spent, extras,
                blank,
            )  # fmt: skip
