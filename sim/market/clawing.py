"""Receipts of baskets that an offer lowered, kept for as long as something of them may come back."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.benefits import CHEAPEST
from sim.kernels.claw import claw_back

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


class Receipts(NamedTuple):
    """The lowered baskets of one day, with the offers and rules of that day."""

    lines: Array  # LINE, sorted by consumer; ``paid`` is what a line has cost so far, ``refused`` what it cost on that day
    offers: Array
    rules: Array
    until: int  # last day on which a parcel may come back


def keep(market: "Market") -> None:
    """File the baskets of today that a rule lowered."""
    lowering = sum(1 << r for r, rule in enumerate(market.rules) if rule["benefit"] <= CHEAPEST)
    if not lowering:
        return
    mine = [part.lines[: part.n_lines] for part in market.crew.ranges]
    lowered = [lines[(lines["kept"] == 1) & (lines["applied"] & np.uint64(lowering) > 0)] for lines in mine]
    lines = np.concatenate(lowered)
    lines["refused"] = lines["paid"]
    if len(lines):
        until = int(lines["due"].max()) + max(1, int(market.w.returns_days))
        market.receipts[market.day] = Receipts(lines, market.offers.copy(), market.rules.copy(), until)


def claw(market: "Market", parcels: Array) -> None:
    """Let the parcels that come back pay for what the rest of their baskets loses; see `sim.kernels.claw`."""
    for day in [day for day, receipts in market.receipts.items() if receipts.until < market.day]:
        del market.receipts[day]
    state, shelf, extras = market.state, market.shelf, market.crew.ranges[0].extras
    for day in np.unique(parcels["ordered"]).tolist():
        if day in market.receipts:
            lines, offers, rules, _ = market.receipts[day]
            claw_back(
                parcels[parcels["ordered"] == day], offers, rules, shelf.shipping, shelf.free_shipping, lines, state.purse,
                state.spent, extras,
            )  # fmt: skip
