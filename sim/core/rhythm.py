"""When people come: the week, paydays and public holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core import check, dates

DAYS_PER_MONTH = 365.2425 / 12


def visit(
    days: NDArray[np.datetime64], weekday: NDArray[np.int8], config: Mapping[str, Any], country: str | None
) -> NDArray[np.float32]:
    """(T,) float32 added log-odds of visiting; 0 on an ordinary day of a flat calendar.

    weekday         7 log-odds, Monday to Sunday
    payday          days (of the month, 1..28), lasts (days that the effect holds), bump (log-odds)
    public_holiday  log-odds on a public day off of `country`; with no country there are none
    dispersion      z, share 0..1: each profile becomes (1 - z) profile + z (its long-run mean), so 1 leaves
                    no rhythm; the mean of public holidays, a few days a year, is taken as 0

    ValueError naming the key, the value and what would be right.
    """
    key = "calendar.visit"
    values = check.fields(key, config, ("weekday", "payday", "public_holiday", "dispersion"))
    spread = check.number(f"{key}.dispersion", values["dispersion"], 0, 1)
    week = _week(f"{key}.weekday", values["weekday"])
    log_odds = ((1 - spread) * week + spread * week.mean())[weekday]
    payday = check.fields(f"{key}.payday", values["payday"], ("days", "lasts", "bump"))
    bump = check.number(f"{key}.payday.bump", payday["bump"], -10, 10)
    lasts = check.whole(f"{key}.payday.lasts", payday["lasts"], 1, 7)
    numbers = [check.whole(f"{key}.payday.days", each, 1, 28) for each in payday["days"]]
    paid = np.any([np.isin(_day_of_month(days - later), numbers) for later in range(lasts)], axis=0)
    paid_days = len({number + later for number in numbers for later in range(lasts)})
    log_odds += bump * ((1 - spread) * paid + spread * paid_days / DAYS_PER_MONTH)
    holiday = check.number(f"{key}.public_holiday", values["public_holiday"], -10, 10)
    if holiday and country is not None:
        first, last = days[0].item().year, days[-1].item().year
        off = np.array(list(dates.public_holidays(country, first, last)), dtype="datetime64[D]")
        log_odds += (1 - spread) * holiday * np.isin(days, off)
    return np.asarray(log_odds, dtype=np.float32)


def _week(key: str, value: object) -> NDArray[np.float64]:
    if not isinstance(value, Sequence) or len(value) != 7:
        raise ValueError(f"{key}: {value!r} is not right; write 7 numbers, Monday to Sunday")
    return np.array([check.number(f"{key}[{i}]", each, -10, 10) for i, each in enumerate(value)])


def _day_of_month(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    first_of_month = days.astype("datetime64[M]").astype("datetime64[D]")
    return np.asarray((days - first_of_month).astype(np.int64) + 1)
