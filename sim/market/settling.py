"""What was really bought is billed, booked and sent."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.only import only
from sim.kernels.parcels import pack
from sim.kernels.settle import CARTS, Buyer
from sim.kernels.settle import settle as settle_lines
from sim.kernels.ties import tie
from sim.market import clawing
from sim.market.crew import Range
from sim.market.partnering import partner
from sim.market.privilege import favour
from sim.market.promoting import settle_bills
from sim.market.queueing import carrier_capacity, days_waiting, ordered_so_far
from sim.market.surplus import put_worth
from sim.world.lines import PARCEL

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
CHUNK = 32_768  # lines
HORIZON = 120  # days; a parcel that would take longer arrives on the last of them


def settle(market: "Market") -> None:
    """Final bills, books, state of the buyers; parcels enter the carrier's network."""
    settle_bills(market)
    if market.records.keep_surplus:
        put_worth(market)
    hand_in(market, market.rules, lambda part: part.lines[: part.n_lines])
    partner(market)
    favour(market)
    if market.platform.claw_back:
        clawing.keep(market)


def settle_aside(market: "Market", lines: Array) -> None:
    """The same for lines (sorted by consumer) that were bought outside shopping trips, at prices that no rule lowers further.

    Whoever buys so has visited the channel for it, once a day, and got to the till.
    """
    bounds = np.searchsorted(lines["consumer"], [part.lo for part in market.crew.ranges[1:]])
    of_range = dict(zip(map(id, market.crew.ranges), np.split(lines, bounds), strict=True))
    hand_in(market, market.rules[:0], lambda part: of_range[id(part)])
    persona = market.traits.persona[lines["consumer"]]
    first = market.crew.ranges[0]
    count(first.books[:, :, CARTS], lines["offer"], lines["channel"])
    person = lines["consumer"].astype(np.int64) * len(market.channels) + lines["channel"]
    each, once = np.arange(len(lines)), np.unique(person, return_index=True)[1]
    for stage, which in ((0, once), (1, each), (2, each), (3, each), (4, once)):
        count(first.scratch.funnel[:, :, stage], persona[which], lines["channel"][which])
    market.aside.append(lines)


def count(table: Array, row: Array, column: Array) -> None:
    """Add 1 to the places ``[row, column]`` (n,) of a table."""
    place = row.astype(np.int64) * table.shape[1] + column
    table += np.bincount(place, minlength=table.size).reshape(table.shape)


def hand_in(market: "Market", rules: Array, lines_of: Callable[[Range], Array]) -> None:
    """Book the lines of every range as billed, and file their parcels by day of arrival."""
    waiting, shelf = days_waiting(market, lines_of), market.shelf

    def job(part: Range) -> None:
        lines = lines_of(part)
        settle_lines(
            len(lines), market.day, waiting, market.traits.persona, only(Buyer, market.state), market.offers, rules,
            shelf.shipping, shelf.free_shipping, shelf.wait, market.places.carried, market.weights, market.keys.late, lines,
            part.books, part.parcels, part.scratch.funnel, part.extras, part.work,
        )  # fmt: skip
        if market.tying:
            tie(
                len(lines), market.day, market.w.inertia_half_life, market.state.shop, market.offers, market.state.ties, lines
            )  # fmt: skip

    market.crew.each(job)
    for part in market.crew.ranges:
        send(market, lines_of(part))


def send(market: "Market", lines: Array) -> None:
    """File the parcels of settled lines by day of arrival, some thousand lines at a time."""
    parcels, begin = np.empty(min(CHUNK, len(lines)), PARCEL), np.empty(HORIZON + 1, np.int64)
    for lo in range(0, len(lines), CHUNK):
        pack(lines[lo : lo + CHUNK], market.day, begin, parcels)
        for ahead in np.flatnonzero(np.diff(begin)):
            market.parcels.file(market.day + int(ahead), parcels[begin[ahead] : begin[ahead + 1]])


def parcels_leave(market: "Market") -> None:
    """What was ordered today and is more than warehouse or carrier can take waits there."""
    sent = market.warehouses.pack(ordered_so_far(market))
    market.backlog = max(0.0, market.backlog + sent - carrier_capacity(market))
