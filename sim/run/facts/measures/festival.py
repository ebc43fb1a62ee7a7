"""The shape of Double 11: its peak, how length flattens it, and what is missing before and after."""

import pandas as pd

from sim.run.facts.runs import Days, Runs, sold, within

ORDINARY = (-12, -5)  # weeks before the launch: an ordinary day is their mean


def peak_of_one_day(runs: Runs) -> pd.Series:
    """Sales of the day as a multiple of an ordinary day's."""
    return _multiple(runs, "one_day", 1)


def peak_of_eleven_days(runs: Runs) -> pd.Series:
    """Mean daily sales of the eleven days as a multiple of an ordinary day's."""
    return _multiple(runs, "eleven_days", 11)


def double_length_total(runs: Runs) -> pd.Series:
    """Sales of the event of ten days over those of the event of five."""
    return _paid(runs, "ten_days", 10) / _paid(runs, "five_days", 5)


def double_length_daily(runs: Runs) -> pd.Series:
    """The same by day of the event."""
    return double_length_total(runs) / 2


def conversion_before(runs: Runs) -> pd.Series:
    """Order lines per visit in the week before the launch, as a multiple of the twin's."""
    return _conversion(runs, "five_days", _days(runs, -7, 0)) / _conversion(runs, "none", _days(runs, -7, 0))


def conversion_after(runs: Runs) -> pd.Series:
    """The same in the week after the event."""
    return _conversion(runs, "five_days", _days(runs, 5, 12)) / _conversion(runs, "none", _days(runs, 5, 12))


def net_of_four_weeks(runs: Runs) -> pd.Series:
    """Units sold more from four weeks before to four weeks after the launch, as a share of the twin's."""
    days = runs.weeks(-4, 3)
    return sold(runs["five_days"], days) / sold(runs["none"], days) - 1


def _multiple(runs: Runs, arm: str, length: int) -> pd.Series:
    before = runs.weeks(*ORDINARY)
    usual = sold(runs["none"], before, what="paid_value") / (before[1] - before[0]).days
    return _paid(runs, arm, length) / length / usual


def _paid(runs: Runs, arm: str, length: int) -> pd.Series:
    return sold(runs[arm], _days(runs, 0, length), what="paid_value")


def _conversion(runs: Runs, arm: str, days: Days) -> pd.Series:
    funnel = within(runs[arm].funnel, days).groupby("seed")[["orders", "visits"]].sum()
    return funnel["orders"] / funnel["visits"]


def _days(runs: Runs, first: int, after: int) -> Days:
    return runs.launch + pd.Timedelta(days=first), runs.launch + pd.Timedelta(days=after)
