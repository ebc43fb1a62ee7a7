"""How the need for each category rises and falls over the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core import check, dates
from sim.core.festivals import Festival


def season(
    days: NDArray[np.datetime64],
    feasts: Sequence[Festival],
    categories: Sequence[str],
    described: Sequence[str],
    config: Mapping[str, Any],
) -> NDArray[np.float32]:
    """(T, C) float32 factor on the growth of needs: 1 on an ordinary day, never negative.

    season_c(d) = (1 + s (annual_c(d) + sum_h amp_ch kernel_h(d))) prod_h (1 - s slump_h on_h(d))

    `config` has `strength` s (share 0..1; 0 makes every day exactly 1) and `annual` (see annual_wave);
    `described` are the names that it may use. ValueError naming the key, the value and what would be right.
    """
    values = check.fields("calendar.season", config, ("strength", "annual"))
    strength = check.number("calendar.season.strength", values["strength"], 0, 1)
    lift = annual_wave(days, categories, described, values["annual"])
    left = np.ones((len(days), 1))
    for each in feasts:
        lift += each.rise(days)[:, None] * each.amp
        left *= 1.0 - strength * each.slump * each.on(days)[:, None]
    return ((1.0 + strength * lift) * left).astype(np.float32)


def annual_wave(
    days: NDArray[np.datetime64],
    categories: Sequence[str],
    described: Sequence[str],
    config: Mapping[str, Any],
) -> NDArray[np.float64]:
    """(T, C) amplitude_c cos(2 pi (share of the year gone - that of the peak)), 0 without an entry.

    `config` maps a category to {amplitude: share 0..1, peak: month-day}. ValueError naming key and value.
    """
    for category, wave in config.items():
        key = f"calendar.season.annual.{category}"
        check.one_of("calendar.season.annual", category, described)
        check.fields(key, wave, ("amplitude", "peak"))
        check.number(f"{key}.amplitude", wave["amplitude"], 0, 1)
        dates.month_day(f"{key}.peak", wave["peak"])
    opening = days.astype("datetime64[Y]")
    length = ((opening + 1).astype("datetime64[D]") - opening.astype("datetime64[D]")).astype(np.int64)
    gone = (days - opening.astype("datetime64[D]")).astype(np.int64) / length
    lift = np.zeros((len(days), len(categories)))
    for column, category in enumerate(categories):
        if category in config:
            month, number = dates.month_day(category, config[category]["peak"])
            peak = (dt.date(2000, month, number) - dt.date(2000, 1, 1)).days / 366
            lift[:, column] = config[category]["amplitude"] * np.cos(2 * np.pi * (gone - peak))
    return lift
