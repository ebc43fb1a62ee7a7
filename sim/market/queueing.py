"""How long what is ordered today waits: for its shop's warehouse to pack it, then for the carrier to take it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.need import ALL_DAY
from sim.kernels.parcels import count_parcels
from sim.kernels.settle import LONGEST
from sim.market.crew import Range

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def days_waiting(market: "Market", lines_of: Callable[[Range], Array]) -> Array:
    """(S, 1440) i4 whole days that a parcel ordered at a shop in a minute waits, at the pace of today.

    First come, first served: what was left over yesterday and what was ordered earlier today goes before it, and half of what is
    ordered in the same minute.
    """
    days = np.zeros((len(market.specs), ALL_DAY), np.int32)
    houses, able = market.warehouses, carrier_capacity(market)
    earlier = ordered_so_far(market)
    most = market.backlog + earlier.sum() + sum(len(lines_of(part)) for part in market.crew.ranges)
    if most <= able and not houses.limited:
        return days
    ordered = np.zeros_like(days)
    for part in market.crew.ranges:
        count_parcels(lines_of(part), market.places.carried, ordered)
    if houses.limited:
        days += _places(houses.backlog + earlier, ordered, houses.able)
    if most > able:
        days += _places(market.backlog + earlier.sum(), ordered.sum(axis=0), able)
    return days


def ordered_so_far(market: "Market") -> Array:
    """(S,) parcels for the carrier that were ordered today."""
    counts = market.crew.total(lambda part: part.parcels)
    return np.asarray(counts[:, market.places.carried == 1].sum(axis=1))


def carrier_capacity(market: "Market") -> float:
    """Parcels that the carrier can bring today."""
    if market.carrier.capacity <= 0:
        return float("inf")
    able = market.carrier.capacity * market.n * float(market.calendar.capacity[market.day])
    if market.campaign is not None:
        able *= float(market.campaign.capacity_left("carrier", market.date).mean())
    return able


def _places(before: Array | float, ordered: Array, able: Array | float) -> Array:
    """Days until it is the turn of those ordered in each minute (..., 1440), when so many wait already."""
    ahead = np.asarray(before)[..., None] + ordered.cumsum(axis=-1) - ordered / 2
    days: Array = np.minimum(ahead / np.asarray(able)[..., None], LONGEST).astype(np.int32)
    return days
