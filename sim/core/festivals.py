"""One festival: its dates, how it lifts needs before and after, and what it closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core import check, dates

KINDS = ("traditional", "public", "platform", "member")
REACH = 4  # widths after which the kernel is exactly 0 (it has fallen to 0.0003)
FAR = 366  # days; nothing about a festival lies further from its date than this
KEYS = (
    *("date", "kind", "begins", "lasts", "peak", "width_before", "width_after"),
    *("slump", "carrier_stop", "amp"),
)


@dataclass(frozen=True)
class Event:
    """One occurrence of a festival: `start` is its first day, `end` the first day after it."""

    name: str
    start: dt.date
    end: dt.date
    kind: str


@dataclass(frozen=True, eq=False)
class Festival:
    """A festival as it stands in conf/calendar.

    name          text          key in the config
    kind          text          traditional, public, platform or member
    days          date[]        its dates within a year of the run
    begins        days          first day of the event, counted from its date (negative: before)
    lasts         days          length of the event
    peak          days          day of most orders, counted from its date (negative: before)
    width_before  days          standard width of the rise towards the peak
    width_after   days          standard width of the fall after the peak
    slump         share 0..1    part of all needs that falls away on the event's days
    carrier_stop  share 0..<1   part of the carriers' capacity missing on the event's days
    amp           (C,) >= 0     rise of each category's need at the peak, share of an ordinary day's need
    """

    name: str
    kind: str
    days: list[dt.date]
    begins: int
    lasts: int
    peak: int
    width_before: float
    width_after: float
    slump: float
    carrier_stop: float
    amp: NDArray[np.float64]

    def rise(self, days: NDArray[np.datetime64]) -> NDArray[np.float64]:
        """(T,) kernel: exp(-x^2/2), x = (day - date - peak) / width, 0 beyond 4 widths, summed over dates."""
        total = np.zeros(len(days))
        for date in self.days:
            away = _days_since(days, date) - self.peak
            x = away / np.where(away < 0, self.width_before, self.width_after)
            total += np.where(np.abs(x) <= REACH, np.exp(-0.5 * x * x), 0.0)
        return total

    def on(self, days: NDArray[np.datetime64]) -> NDArray[np.bool_]:
        """(T,) whether the day belongs to the event."""
        inside = np.zeros(len(days), dtype=bool)
        for date in self.days:
            away = _days_since(days, date) - self.begins
            inside |= (away >= 0) & (away < self.lasts)
        return inside

    def events(self, first: dt.date, last: dt.date) -> list[Event]:
        """List the occurrences that touch `first`..`last`, both included, in order."""
        found = []
        for date in self.days:
            start = date + dt.timedelta(days=self.begins)
            end = start + dt.timedelta(days=self.lasts)
            if start <= last and end > first:
                found.append(Event(self.name, start, end, self.kind))
        return found


def festival(
    name: str,
    config: object,
    first: dt.date,
    last: dt.date,
    categories: Sequence[str],
    described: Sequence[str],
    country: str | None,
) -> Festival:
    """Read one festival of conf/calendar for a run from `first` to `last`.

    `categories` orders the columns of `amp`; `described` are all names that `amp` may use; a category without
    an entry gets 0. ValueError naming the key, the value and what would be right.
    """
    key = f"calendar.festivals.{name}"
    values = check.fields(key, config, KEYS)
    far = dt.timedelta(days=FAR)
    return Festival(
        name=name,
        kind=check.one_of(f"{key}.kind", values["kind"], KINDS),
        days=dates.occurrences(f"{key}.date", values["date"], first - far, last + far, country),
        begins=check.whole(f"{key}.begins", values["begins"], -60, 60),
        lasts=check.whole(f"{key}.lasts", values["lasts"], 1, 60),
        peak=check.whole(f"{key}.peak", values["peak"], -60, 60),
        width_before=check.number(f"{key}.width_before", values["width_before"], 0.1, 60),
        width_after=check.number(f"{key}.width_after", values["width_after"], 0.1, 60),
        slump=check.number(f"{key}.slump", values["slump"], 0, 1),
        carrier_stop=check.number(f"{key}.carrier_stop", values["carrier_stop"], 0, 0.99),
        amp=amplitudes(f"{key}.amp", values["amp"], categories, described),
    )


def amplitudes(
    key: str, config: object, categories: Sequence[str], described: Sequence[str]
) -> NDArray[np.float64]:
    """(C,) the rise of each category's need, share >= 0; ValueError for a name that is not in `described`."""
    if not isinstance(config, Mapping):
        raise ValueError(f"{key}: {config!r} is not right; write a mapping such as {{food: 0.5}}, or {{}}")
    for category in config:
        check.one_of(key, category, described)
        check.number(f"{key}.{category}", config[category], 0, 100)
    return np.array([float(config.get(category, 0.0)) for category in categories])


def _days_since(days: NDArray[np.datetime64], date: dt.date) -> NDArray[np.int64]:
    return (days - np.datetime64(date, "D")).astype(np.int64)
