"""One series of days: its trend and week, and what an event adds to them (EVAL-15)."""

import numpy as np
import pandas as pd

from sim.core.extra import extra
from sim.results.cells import Day, window_of
from sim.results.interval import quantile


def decompose(days: pd.Series, period: int = 7) -> pd.DataFrame:
    """Trend, season and remainder of a daily series by STL (Cleveland et al. 1990), robust to single days.

    days: index date without gaps, at least two periods. Columns trend, season, remainder; they sum to the series.
    """
    if len(days) < 2 * period:
        raise ValueError(
            f"the series has {len(days)} days; a period of {period} days needs at least {2 * period}"
        )
    found = (
        extra("statsmodels.tsa.seasonal")
        .STL(days.to_numpy(dtype="float64"), period=period, robust=True)
        .fit()
    )
    columns = {"trend": found.trend, "season": found.seasonal, "remainder": found.resid}
    return pd.DataFrame(columns, index=days.index)


def event_effect(days: pd.Series, window: tuple[Day, Day], level: float = 0.95, apart: int = 0) -> pd.Series:
    """Daily effect of an event, by least squares on a straight trend, weekdays and the event.

    apart: days on either side of the window that are left out, as people wait for an event and have bought ahead after it.
    The remainders are taken as independent, so the interval is too short when they are not. Index effect, se, low, high,
    autocorrelation (of the remainder at one day, a diagnostic); in the unit of the series per day.
    """
    start, end = window_of(window)
    dates = pd.DatetimeIndex(days.index)
    inside = np.asarray((dates >= start) & (dates < end))
    if not inside.any() or inside.all():
        raise ValueError(
            f"the window {start:%Y-%m-%d} to {end:%Y-%m-%d} must cover some of the days, and not all"
        )
    gap = pd.Timedelta(days=apart)
    used = inside | np.asarray((dates < start - gap) | (dates >= end + gap))
    weekday = np.asarray(dates.day_of_week)[:, None] == np.arange(1, 7)
    x = np.column_stack([inside, np.ones(len(days)), np.arange(len(days)), weekday]).astype(np.float64)[used]
    y = days.to_numpy(dtype="float64")[used]
    coefficient, _, rank, _ = np.linalg.lstsq(x, y, rcond=None)
    rest = y - x @ coefficient
    free = len(y) - int(rank)
    variance = rest @ rest / free if free > 0 else np.nan
    se = float(np.sqrt(variance * np.linalg.pinv(x.T @ x)[0, 0]))
    half = se * quantile(free + 1, level)
    neighbours = float(rest[1:] @ rest[:-1] / (rest @ rest)) if rest @ rest > 0 else 0.0
    values = {"effect": coefficient[0], "se": se, "low": coefficient[0] - half, "high": coefficient[0] + half}
    return pd.Series({**values, "autocorrelation": neighbours})
