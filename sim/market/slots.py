"""The day by the hour: when visitors arrive, and what each hour of a launch day sold."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.market.crew import HOURS, Range

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
CLOCK = 8192  # quantiles of the arrival minute
FIELDS = ("sessions", "dropped", "bounced", "latency", "orders", "units", "paid_value")


def ordinary(hours: Sequence[float]) -> Array:
    """(1440,) share of an ordinary day's visitors who have come by the end of each minute."""
    by_minute = np.cumsum(np.repeat(np.asarray(hours, float), 60))
    return np.asarray(by_minute / by_minute[-1])


def clock(arrived: Array) -> Array:
    """(8192,) arrival minute by quantile."""
    return np.searchsorted(arrived, (np.arange(CLOCK) + 0.5) / CLOCK).astype(np.int16)


def set_clock(market: "Market") -> None:
    """Set the clock of today; everybody keeps the same quantile on every clock."""
    campaign = market.campaign
    rush = campaign.rush if campaign and campaign.opens_with_a_rush(market.date) else None
    turned = market.clock if rush is None else clock(rush(market.arrived))
    market.places = market.places._replace(clock=turned)


def by_hour(market: "Market") -> Array:
    """(24, 7) what happened in each hour of today: FIELDS, latency in seconds."""
    table = np.zeros((HOURS, len(FIELDS)))
    load = market.load
    table[:, 0] = market.crew.total(lambda part: part.scratch.hourly) + load.dropped + load.bounced
    table[:, 1:4] = np.c_[load.dropped, load.bounced, load.latency.round(3)]
    table[:, 4:] = market.crew.total(bought)
    return table


def bought(part: Range) -> Array:
    """(24, 3) order lines, units and cents paid by hour of arrival."""
    lines = part.lines[: part.n_lines]
    kept = np.flatnonzero(lines["kept"] == 1)
    hour, units, paid = lines["minute"][kept] // 60, lines["units"][kept], lines["paid"][kept]
    sums = [np.bincount(hour, amount, HOURS) for amount in (None, units, paid)]
    return np.stack(sums, axis=1).astype(np.int64)
