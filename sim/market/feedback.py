"""What buyers liked best and least about what they got, by topic; kept when it is asked for (EVAL-20)."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.core.rng import bell, mix, personal_key
from sim.kernels.deliver import Standard
from sim.market.tables.names import dates, named

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
TOPICS = ("goods", "delivery", "price", "service")
TONES = ("praise", "complaints")


class Feedback:
    """The answers of buyers, (S, topics, TONES) of each day."""

    def __init__(self, shops: int) -> None:
        self.days: list[Array] = []
        self._today = np.zeros((shops, len(TOPICS), len(TONES)), np.int64)

    def ask(self, market: "Market", parcels: Array, against: Standard) -> None:
        """Ask about the parcels that are handed over today.

        Who is disappointed on the whole names the topic that did most for it, all others the one that pleased them most.
        """
        felt = surprises(market, parcels, against)
        sad = felt.sum(axis=1) < 0
        topic = np.argmax(np.where(sad[:, None], -felt, felt), axis=1)
        np.add.at(self._today, (parcels["shop"], topic, sad.astype(np.int64)), 1)

    def close(self) -> None:
        """Keep today."""
        self.days.append(self._today.copy())
        self._today[:] = 0


def surprises(market: "Market", parcels: Array, against: Standard) -> Array:
    """(n, topics) how far each parcel is better than expected, in the units of satisfaction; see `sim.kernels.deliver`.

    What buyers expect is what they expected in the morning; the warmth of a shop counts as service.
    """
    w, state, traits = market.w, market.state, market.traits
    i, shop, category = parcels["consumer"], parcels["shop"], parcels["category"]
    offer = market.offers[parcels["offer"]]
    base = np.asarray(market.keys.experience, np.uint64)
    own = personal_key(base, i) + parcels["ordered"].astype(np.uint64)
    quality = offer["quality"] + w.satisfaction_noise * bell(mix(own ^ offer["key"]))
    expected = state.expectation[i] + w.satisfaction_ratchet * market.day / 91
    late = market.day - parcels["ordered"] - np.floor(against.wait[parcels["channel"], shop] + 0.5)
    level = parcels["paid"] / (parcels["units"].astype(np.int32) * against.usual[category])
    attention = w.satisfaction_service * (against.service[shop] - state.expected_service[i])
    warmth = w.satisfaction_warmth * traits.emotion[i] * against.warmth[shop]
    return np.column_stack(
        [
            w.satisfaction_quality * (quality - expected),
            -w.satisfaction_delivery * late,
            w.satisfaction_price * (1 - level),
            attention + warmth,
        ]
    )


def feedback_table(market: "Market", feedback: Feedback) -> pa.Table:
    """date × shop × topic; rows without an answer are left out."""
    counts = np.array(feedback.days, np.int64).reshape(-1, len(market.shop_names), len(TOPICS), len(TONES))
    day, shop, topic = np.nonzero(counts.sum(axis=3))
    return pa.table(
        {
            "date": dates(market, day),
            "shop": named(market.shop_names, shop),
            "topic": named(list(TOPICS), topic),
        }
        | {tone: counts[day, shop, topic, x] for x, tone in enumerate(TONES)}
    )
