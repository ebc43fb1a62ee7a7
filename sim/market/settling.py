"""What was really bought is billed, booked and sent."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.only import only
from sim.kernels.parcels import pack
from sim.kernels.settle import Buyer
from sim.kernels.settle import settle as settle_lines
from sim.market.crew import Range
from sim.market.partnering import partner
from sim.market.promoting import settle_bills
from sim.world.lines import PARCEL

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
HORIZON = 120  # days; a parcel that would take longer arrives on the last of them


def settle(market: "Market") -> None:
    """Final bills, books, state of the buyers; parcels enter the carrier's network."""
    settle_bills(market)
    partner(market)
    delay, shelf = carrier_delay(market), market.shelf

    def job(part: Range) -> tuple[Array, Array]:
        settle_lines(
            part.n_lines, market.day, delay, market.traits.persona, only(Buyer, market.state), market.offers, market.rules,
            shelf.shipping, shelf.free_shipping, shelf.wait, market.places.carried, market.weights, market.keys.late, part.lines,
            part.books, part.parcels, part.scratch.funnel, part.extras,
        )  # fmt: skip

        counts = np.empty(HORIZON + 1, np.int64)
        parcels = np.empty(part.n_lines, PARCEL)
        total = pack(part.n_lines, part.lines, market.day, HORIZON, counts, parcels)
        return parcels[:total], counts

    for parcels, counts in market.crew.each(job):
        for ahead in np.flatnonzero(np.diff(counts)):
            due = parcels[counts[ahead] : counts[ahead + 1]]
            market.parcels.setdefault(market.day + int(ahead), []).append(due)
    sent = int(market.crew.total(lambda part: part.parcels)[:, market.places.carried == 1].sum())
    if market.carrier.capacity > 0:
        able = market.carrier.capacity * market.n * float(market.calendar.capacity[market.day])
        market.backlog = max(0.0, market.backlog + sent - able)


def carrier_delay(market: "Market") -> np.float32:
    """Days that the carrier's backlog adds to a parcel handed over today: backlog / capacity of the day."""
    if market.carrier.capacity <= 0:
        return np.float32(0)
    able = market.carrier.capacity * market.n * float(market.calendar.capacity[market.day])
    return np.float32(market.backlog / able)
