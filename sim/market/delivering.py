"""Parcels arrive or are given up, are judged, kept or sent back, reviewed and talked about."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rows import join
from sim.kernels.deliver import Judged, Owner
from sim.kernels.deliver import deliver as hand_over
from sim.kernels.only import only
from sim.kernels.reach import hear
from sim.kernels.take_back import Refunded, take_back
from sim.kernels.ties import compare_prices
from sim.market import answering, clawing, promoting
from sim.market.cancelling import cancel
from sim.market.crew import Range
from sim.market.settling import parcels_leave
from sim.world.lines import PARCEL, TELL

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def deliver(market: "Market") -> None:
    """Hand over everything due today; what friends tell is heard the same evening."""
    cancel(market)
    parcels_leave(market)
    back_at_shops(market, market.returning.take(market.day))
    tells = hand_over_all(market, market.parcels.take(market.day))
    if market.w.wom_enabled:
        market.told = np.bincount(tells["shop"], minlength=len(market.specs))
        market.crew.each(lambda part: hear(part.lo, part.hi, tells, len(tells), market.state, market.weights))
        if market.w.fairness_weight > 0:
            envy(market, tells)
    promoting.post_extras(market)


def back_at_shops(market: "Market", parcels: Array) -> None:
    """Refund parcels (sorted by consumer) that were sent back."""
    if market.platform.claw_back:
        clawing.claw(market, parcels)
    if market.records.keep_surplus:
        market.records.surplus.take_back(market, parcels)
    state, consumers, keep = only(Refunded, market.state), parcels["consumer"], market.promotions.keep

    def job(part: Range) -> None:
        lo, hi = np.searchsorted(consumers, [part.lo, part.hi]).tolist()
        take_back(lo, hi, market.day, keep, state, market.weights, parcels, part.books, part.extras)

    market.crew.each(job)


def envy(market: "Market", tells: Array) -> None:
    """Whoever hears that a friend paid less trusts the shop less."""
    w, state = market.w, market.state
    market.crew.each(
        lambda part: compare_prices(
            part.lo, part.hi, tells, len(tells), state.shop, state.ties, state.trust, w.fairness_weight, w.fairness_tolerance
        )
    )  # fmt: skip


def hand_over_all(market: "Market", parcels: Array) -> Array:
    """Hand over parcels (sorted by consumer); returns what is told to friends, in the order of those who tell."""
    against = answering.standard(market)
    if market.service.cover > 0:
        answering.note_late(market, parcels)
    if market.records.feedback:
        market.records.feedback.ask(market, parcels, against)
    owner, judged = only(Owner, market.state), only(Judged, market.keys)
    consumers = parcels["consumer"]

    def job(part: Range) -> tuple[Array, Array]:
        lo, hi = np.searchsorted(consumers, [part.lo, part.hi]).tolist()
        tells, back = np.empty(hi - lo, TELL), np.empty(hi - lo, PARCEL)
        n_tells, n_back = hand_over(
            lo, hi, market.day, market.traits.emotion, owner, market.offers, against, market.places.returns,
            market.weights, judged, parcels, part.stars, tells, back, part.extras,
        )  # fmt: skip
        return tells[:n_tells], back[:n_back]

    done = market.crew.each(job)
    back_on = market.day + max(1, int(market.w.returns_days))
    for _, back in done:
        market.returning.file(back_on, back)
    return join([tells for tells, _ in done])
