"""What fails during a campaign, and what was prepared against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.core import check, dates

CAPACITIES = ("server", "carrier", "service")
MOST = 0.99  # largest share of a capacity that can fail


@dataclass(frozen=True)
class Fault:
    """A capacity falls by a share, on some days and in some hours of them."""

    of: str  # server | carrier | service
    first: date  # first day
    last: date  # last day
    hours: Sequence[float]  # [from, to) hours of the day, 0..24
    loss: float  # share of the capacity that fails

    @classmethod
    def build(cls, key: str, terms: Mapping[str, Any]) -> Self:
        """From a mapping of a config; ValueError naming what is wrong."""
        given = check.fields(key, terms, ("of", "first", "last", "hours", "loss"))
        for day in ("first", "last"):
            given[day] = dates.day(f"{key}.{day}", given[day])
        fault = cls(**given)
        check.one_of(f"{key}.of", fault.of, CAPACITIES)
        check.number(f"{key}.loss", fault.loss, 0, MOST)
        span(f"{key}.hours", fault.hours)
        if fault.last < fault.first:
            raise ValueError(
                f"{key}: lasts from {fault.first} to {fault.last}; write a last day not before the first"
            )
        return fault


@dataclass(frozen=True)
class Task:
    """Something done in the prepare phase that makes good a share of what a fault takes away, at a price."""

    of: str  # server | carrier | service
    restores: float  # share of the loss
    cost: float  # yuan per 1000 consumers of the market, once

    @classmethod
    def build(cls, key: str, terms: Mapping[str, Any]) -> Self:
        """From a mapping of a config; ValueError naming what is wrong."""
        task = cls(**check.fields(key, terms, ("of", "restores", "cost")))
        check.one_of(f"{key}.of", task.of, CAPACITIES)
        check.number(f"{key}.restores", task.restores, 0, 1)
        check.number(f"{key}.cost", task.cost, 0, 1e9)
        return task


def span(key: str, hours: object) -> tuple[float, float]:
    """Read [from, to), hours of the day; ValueError naming `key` otherwise."""
    if isinstance(hours, Sequence) and not isinstance(hours, str) and len(hours) == 2:
        since, until = (check.number(key, hour, 0, 24) for hour in hours)
        if since < until:
            return since, until
    raise ValueError(f"{key}: {hours!r} is not right; write [from, to] with 0 <= from < to <= 24")


def capacity_left(
    of: str, day: date, faults: Mapping[str, Fault], tasks: Mapping[str, Task]
) -> NDArray[np.float64]:
    """(24,) share of a capacity that is left in each hour of a day.

    Each fault takes its share of what the others leave; each task makes good its share of what is still missing.
    """
    missing = float(np.prod([1 - task.restores for task in tasks.values() if task.of == of]))
    left = np.ones(24)
    for fault in faults.values():
        if fault.of == of and fault.first <= day <= fault.last:
            since, until = fault.hours
            hit = np.clip(np.minimum(np.arange(1, 25), until) - np.maximum(np.arange(24), since), 0, 1)
            left *= 1 - hit * fault.loss * missing
    return left
