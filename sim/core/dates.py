"""When a feast falls: rules for fixed, lunar, monthly, weekday and public-holiday dates."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping
from functools import cache

from sim.core import check

FIRST_YEAR, LAST_YEAR = 1950, 2090  # covered by both the holiday tables and the lunar calendar
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def day(key: str, value: object) -> dt.date:
    """Read one date, a `datetime.date` or text such as 2025-11-11, in the years that the calendar knows.

    ValueError naming `key` for anything else.
    """
    try:
        found = value if type(value) is dt.date else dt.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{key}: {value!r} is not a date; write year-month-day such as 2025-11-11") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"{key}: {found} is out of reach; write a date in {FIRST_YEAR} to {LAST_YEAR}")
    return found


def month_day(key: str, value: object) -> tuple[int, int]:
    """Read text such as 11-11 as (month 1..12, day 1..31), 02-29 too; ValueError naming `key` otherwise."""
    try:
        found = dt.datetime.strptime(f"2000-{value}", "%Y-%m-%d")
    except ValueError:
        raise ValueError(f"{key}: {value!r} is not right; write 'month-day' such as '11-11'") from None
    return found.month, found.day


def occurrences(key: str, rule: object, first: dt.date, last: dt.date, country: str | None) -> list[dt.date]:
    """List the dates from `first` to `last`, both included, on which a feast falls, in order.

    `rule` has one key:
      month_day       '11-11'                                every year; '02-29' in leap years only
      lunar           '08-15'                                month-day of the Chinese calendar, no leap months
      day_of_month    8                                      every month that has this day
      nth_weekday     {month: 5, weekday: sunday, nth: 2}    nth 1..4 of that month
      public_holiday  'Tomb-Sweeping Day'                    English name in the public holidays of `country`

    ValueError naming `key` for a wrong rule.
    Source: Python packages lunardate (Chinese calendar) and holidays (public holidays).
    """
    if not isinstance(rule, Mapping) or len(rule) != 1:
        raise ValueError(f"{key}: {rule!r} is not right; write one of {', '.join(RULES)}: month_day: '11-11'")
    kind, value = next(iter(rule.items()))
    check.one_of(key, kind, RULES)
    if kind == "public_holiday":
        found = _named_holidays(f"{key}.{kind}", value, first.year, last.year, country)
    else:
        years = range(first.year - 1, last.year + 1)  # a lunar year ends in the next one
        found = [date for year in years for date in YEARLY[kind](f"{key}.{kind}", value, year)]
    return [date for date in found if first <= date <= last]


@cache
def public_holidays(country: str, first_year: int, last_year: int) -> dict[dt.date, str]:
    """Map each public day off of `country` (ISO code such as CN) in these years to its English name.

    Days off that a government moves are known for the years it has announced. ValueError for a wrong country.
    """
    import holidays  # heavy; only a calendar with public holidays needs it

    try:
        table = holidays.country_holidays(country, years=range(first_year, last_year + 1), language="en_US")
    except NotImplementedError:
        raise ValueError(f"calendar.country: {country!r} is not known; write a code such as CN") from None
    return dict(sorted(table.items()))


def _fixed(key: str, value: object, year: int) -> list[dt.date]:
    month, number = month_day(key, value)
    return [dt.date(year, month, number)] if number <= monthrange(year, month)[1] else []


def _lunar(key: str, value: object, year: int) -> list[dt.date]:
    from lunardate import LunarDate

    month, number = month_day(key, value)
    if number > 30:
        raise ValueError(f"{key}: {value!r} is not right; a lunar month has at most 30 days")
    try:
        return [LunarDate(year, month, number).to_solar_date()]
    except ValueError:  # the 30th of a month of 29 days
        return []


def _monthly(key: str, value: object, year: int) -> list[dt.date]:
    number = check.whole(key, value, 1, 31)
    return [dt.date(year, month, number) for month in range(1, 13) if number <= monthrange(year, month)[1]]


def _nth_weekday(key: str, value: object, year: int) -> list[dt.date]:
    parts = check.fields(key, value, ("month", "weekday", "nth"))
    weekday = WEEKDAYS.index(check.one_of(f"{key}.weekday", parts["weekday"], WEEKDAYS))
    opening = dt.date(year, check.whole(f"{key}.month", parts["month"], 1, 12), 1)
    weeks = check.whole(f"{key}.nth", parts["nth"], 1, 4) - 1
    return [opening + dt.timedelta(days=(weekday - opening.weekday()) % 7 + 7 * weeks)]


def _named_holidays(
    key: str, name: object, first_year: int, last_year: int, country: str | None
) -> list[dt.date]:
    if country is None:
        raise ValueError(f"{key}: {name!r} needs a country; write calendar.country, such as CN")
    days_off = public_holidays(country, first_year, last_year)
    named = {date: names.split("; ") for date, names in days_off.items()}
    if all(name not in names for names in named.values()):
        known = ", ".join(sorted({each for names in named.values() for each in names if "(" not in each}))
        raise ValueError(f"{key}: {name!r} is no public holiday of {country}; write one of {known}")
    return [date for date, names in named.items() if name in names]


YEARLY = {"month_day": _fixed, "lunar": _lunar, "day_of_month": _monthly, "nth_weekday": _nth_weekday}
RULES = (*YEARLY, "public_holiday")
