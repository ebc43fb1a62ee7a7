"""Receipts of baskets that a partial return may make dearer, kept for as long as something of them may come back."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.benefits import CHEAPEST, GIFT, SHIPPING
from sim.kernels.claw import OWED, claw_back

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


class Receipts(NamedTuple):
    """Baskets of one day, with the offers and rules of that day."""

    lines: Array  # LINE, sorted by consumer; ``paid`` is what a line has cost so far, ``refused`` what it cost on that day
    taken: Array  # (lines, OWED) cents taken back so far for shipping and gifts
    offers: Array
    rules: Array
    until: int  # last day on which a parcel may come back


def keep(market: "Market") -> None:
    """File the baskets of today that a return of some of their lines may make dearer."""
    giving = sum(
        1 << r
        for r, rule in enumerate(market.rules)
        if rule["benefit"] in (*range(CHEAPEST + 1), SHIPPING, GIFT)
    )
    lines = np.concatenate([several(part.lines[: part.n_lines]) for part in market.crew.ranges])
    shelf, shop = market.shelf, lines["shop"]
    may_ship_free = (shelf.shipping[lines["channel"], shop] > 0) & (shelf.free_shipping[shop] > 0)
    may_lose = may_ship_free | (lines["applied"] & np.uint64(giving) > 0)
    lines = lines[np.isin(lines["consumer"], lines["consumer"][may_lose])]
    lines["refused"] = lines["paid"]
    if len(lines):
        until = int(lines["due"].max()) + max(1, int(market.w.returns_days))
        taken = np.zeros((len(lines), OWED), np.int64)
        market.receipts[market.day] = Receipts(lines, taken, market.offers.copy(), market.rules.copy(), until)


def several(lines: Array) -> Array:
    """The kept lines of baskets of more than one, sorted by consumer."""
    lines = lines[lines["kept"] == 1]
    _, basket, many = np.unique(lines["consumer"], return_inverse=True, return_counts=True)
    return np.asarray(lines[many[basket] > 1])


def claw(market: "Market", parcels: Array) -> None:
    """Let the parcels that come back pay for what the rest of their baskets loses; see `sim.kernels.claw`."""
    for day in [day for day, receipts in market.receipts.items() if receipts.until < market.day]:
        del market.receipts[day]
    state, shelf, extras = market.state, market.shelf, market.crew.ranges[0].extras
    for day in np.unique(parcels["ordered"]).tolist():
        if day in market.receipts:
            lines, taken, offers, rules, _ = market.receipts[day]
            claw_back(
                parcels[parcels["ordered"] == day], offers, rules, shelf.shipping, shelf.free_shipping, lines, taken,
                state.purse, state.spent, extras,
            )  # fmt: skip
