"""Launch days by the hour."""

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from sim.results.results import Results


def hourly_share(results: "Results", what: str = "paid_value") -> pd.Series:
    """Share of each hour in its launch day, by seed, date and hour; missing on a day without any.

    what: sessions, dropped, bounced, orders, units or paid_value.
    """
    by_hour = results.intraday.set_index(["seed", "date", "hour"])[what]
    whole = by_hour.groupby(level=["seed", "date"]).transform("sum")
    return by_hour / whole.where(whole != 0)


def first_hour_share(results: "Results", what: str = "paid_value") -> pd.Series:
    """Share of the first hour in the first launch day of each seed, by seed and date (0.37 to 0.39 in Double 11 of 2019).

    In a market with several campaigns the first launch of all.
    """
    first = hourly_share(results, what).xs(0, level="hour")
    return first.groupby(level="seed").head(1)
