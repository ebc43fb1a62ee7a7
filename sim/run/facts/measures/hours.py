"""The day of a launch by the hour."""

import pandas as pd

from sim.results.intraday import hourly_share
from sim.run.facts.runs import Runs


def first_hour(runs: Runs) -> pd.Series:
    """Share of the day's sales in its first hour."""
    return _until(runs, 1)


def first_two_hours(runs: Runs) -> pd.Series:
    """Share of the day's sales in its first two hours."""
    return _until(runs, 2)


def first_nine_hours(runs: Runs) -> pd.Series:
    """Share of the day's sales in its first nine hours."""
    return _until(runs, 9)


def first_half_day(runs: Runs) -> pd.Series:
    """Share of the day's sales in its first twelve hours."""
    return _until(runs, 12)


def _until(runs: Runs, hour: int) -> pd.Series:
    share = hourly_share(runs["one_day"]).reset_index()
    return share[share["hour"] < hour].groupby("seed")["paid_value"].sum()
