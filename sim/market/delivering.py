"""Parcels arrive or are given up, are judged, kept or sent back, reviewed and talked about."""

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rows import join
from sim.kernels.deliver import Judged, Owner
from sim.kernels.deliver import deliver as hand_over
from sim.kernels.only import only
from sim.kernels.parcels import going_back
from sim.kernels.reach import hear
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
    """Hand over everything due today, batch by batch as it was sent; what friends tell is heard the same evening."""
    cancel(market)
    parcels_leave(market)
    told = [np.empty(0, TELL)]
    for parcels in market.parcels.pop(market.day, []):
        if market.platform.claw_back and parcels["kept"][0] == 3:  # a batch goes one way
            clawing.claw(market, parcels)
        if market.records.keep_surplus:
            market.records.surplus.take_back(market, parcels)
        told += hand_over_batch(market, parcels)
    if market.w.wom_enabled:
        tells = join(told)
        market.told = np.bincount(tells["shop"], minlength=len(market.specs))
        market.crew.each(lambda part: hear(part.lo, part.hi, tells, len(tells), market.state, market.weights))
        if market.w.fairness_weight > 0:
            envy(market, tells)
    promoting.post_extras(market)


def envy(market: "Market", tells: Array) -> None:
    """Whoever hears that a friend paid less trusts the shop less."""
    w, state = market.w, market.state
    market.crew.each(
        lambda part: compare_prices(
            part.lo, part.hi, tells, len(tells), state.shop, state.ties, state.trust, w.fairness_weight, w.fairness_tolerance
        )
    )  # fmt: skip


def hand_over_batch(market: "Market", parcels: Array) -> list[Array]:
    """Hand over parcels (sorted by consumer); returns what is told to friends, in the order of consumers."""
    against = answering.standard(market)
    if market.service.cover > 0:
        answering.note_late(market, parcels)

    if market.records.feedback:
        market.records.feedback.ask(market, parcels, against)

    def job(part: Range) -> tuple[Array, Array]:
        consumers = parcels["consumer"]
        lo, hi = bisect_left(consumers, part.lo), bisect_left(consumers, part.hi)
        tells, back = np.empty(hi - lo, TELL), np.empty(hi - lo, PARCEL)
        n_tells = hand_over(
            lo, hi, market.day, market.traits.emotion, only(Owner, market.state), market.offers, against,
            market.places.returns, market.weights, only(Judged, market.keys), parcels, part.books, part.stars, tells, part.extras,
        )  # fmt: skip
        return tells[:n_tells], back[: going_back(lo, hi, market.day, parcels, back)]

    done = market.crew.each(job)
    back_on = market.day + max(1, int(market.w.returns_days))
    market.parcels.setdefault(back_on, []).extend(back for _, back in done if len(back))
    return [tells for tells, _ in done]
