"""The calendar of a run: real dates, weekdays, seasons of need, visiting rhythm and carrier capacity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core import check, dates, rhythm, seasons
from sim.core.festivals import Event, festival


@dataclass(frozen=True, eq=False)
class Calendar:
    """What a run knows about its days; T days, C categories. The arrays are read-only.

    start       date             first day
    days        T                number of days
    categories  C names          columns of `season`
    dates       (T,) datetime64  day
    weekday     (T,) int8        0 Monday .. 6 Sunday
    visit       (T,) float32     added log-odds of visiting; 0 = ordinary day
    season      (T, C) float32   factor on the growth of needs; 1 = ordinary day
    capacity    (T,) float32     carriers' capacity, share of normal, 0 < capacity <= 1
    events      name -> events   occurrences of each festival that touch the run, in order
    """

    start: dt.date
    days: int
    categories: tuple[str, ...]
    dates: NDArray[np.datetime64]
    weekday: NDArray[np.int8]
    visit: NDArray[np.float32]
    season: NDArray[np.float32]
    capacity: NDArray[np.float32]
    events: dict[str, list[Event]]

    @classmethod
    def build(
        cls,
        categories: Sequence[str],
        *,
        start: str | dt.date,
        days: int,
        enabled: bool,
        country: str | None,
        describes: Sequence[str],
        visit: Mapping[str, Any],
        season: Mapping[str, Any],
        festivals: Mapping[str, Any],
    ) -> Calendar:
        """Build the calendar of a market with these `categories` from the keys of one file of conf/calendar.

        With `enabled` false, or all amplitudes 0, season and capacity are exactly 1 and visit is exactly 0;
        dates and events stay. `describes` lists the category names that the file may use; a category of the
        market that is not among them has no season. ValueError naming key, value and what would be right.
        """
        first = dates.day("calendar.start", start)
        length = check.whole("calendar.days", days, 1, 36_525)
        last = dates.day("calendar.start plus calendar.days", first + dt.timedelta(days=length - 1))
        if not isinstance(enabled, bool):
            raise ValueError(f"calendar.enabled: {enabled!r} is not right; write true or false")
        feasts = [
            festival(name, config, first, last, categories, describes, country)
            for name, config in festivals.items()
        ]
        days_of_run = np.datetime64(first, "D") + np.arange(length)
        weekday = ((days_of_run.astype(np.int64) + 3) % 7).astype(np.int8)  # 1970-01-01 was a Thursday
        visits = rhythm.visit(days_of_run, weekday, visit, country)
        needs = seasons.season(days_of_run, feasts, categories, describes, season)
        free = np.prod([1.0 - each.carrier_stop * each.on(days_of_run) for each in feasts], axis=0)
        capacity = np.broadcast_to(free, length).astype(np.float32)
        return cls(
            start=first,
            days=length,
            categories=tuple(categories),
            dates=_frozen(days_of_run),
            weekday=_frozen(weekday),
            visit=_frozen(visits if enabled else np.zeros_like(visits)),
            season=_frozen(needs if enabled else np.ones_like(needs)),
            capacity=_frozen(capacity if enabled else np.ones_like(capacity)),
            events={each.name: each.events(first, last) for each in feasts},
        )

    def index(self, date: str | dt.date | np.datetime64) -> int:
        """Return the day number, 0 for the first day; ValueError when the date lies outside the run."""
        if isinstance(date, np.datetime64):
            date = date.astype("datetime64[D]").item()
        day = dates.day("date", date)
        found = (day - self.start).days
        if not 0 <= found < self.days:
            limits = f"{self.dates[0]} to {self.dates[-1]}"
            raise ValueError(f"date: {day} is outside the run; write one from {limits}")
        return found


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array
