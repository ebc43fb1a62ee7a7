"""Comparisons over time: before and after, the same period, difference in differences, long-term (EVAL-14, EVAL-22)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sim.results.cells import Day, window_of
from sim.results.compare import paired
from sim.results.interval import interval
from sim.results.metrics import metric

if TYPE_CHECKING:
    from sim.results.results import Results

WEEK = pd.Timedelta(days=7)


def by_day(results: "Results", what: str = "revenue", by: str = "shop") -> pd.DataFrame:
    """An additive metric by day: rows date, columns `by`, mean over seeds, in the metric's unit."""
    values = metric(what)(results, ["date", by])
    return values.groupby(level=["date", by], observed=True).mean().unstack(by).fillna(0)


def before_after(days: pd.DataFrame, window: tuple[Day, Day]) -> pd.DataFrame:
    """The window against as many days before it and after it, shifted by whole weeks so that weekdays agree.

    days: rows date, any columns. Rows: these columns; columns before, during, after (sums), change (during - before), ratio
    (during / before). A period that the days do not cover is nan.
    """
    start, end = window_of(window)
    shift = -(-(end - start) // WEEK) * WEEK
    table = pd.DataFrame(
        {
            "before": _sum(days, start - shift, end - shift),
            "during": _sum(days, start, end),
            "after": _sum(days, start + shift, end + shift),
        }
    )
    return _changed(table, "before")


def same_period(days: pd.DataFrame, window: tuple[Day, Day], back: int = 364) -> pd.DataFrame:
    """The window against the same days `back` days earlier: 7 last week, 364 last year on the same weekdays.

    Columns earlier, during (sums), change, ratio; rows and nan as in `before_after`.
    """
    start, end = window_of(window)
    if back % 7 or back <= 0:
        raise ValueError(f"back is {back}; write a multiple of 7 days, so that weekdays agree")
    gap = pd.Timedelta(days=back)
    table = pd.DataFrame({"earlier": _sum(days, start - gap, end - gap), "during": _sum(days, start, end)})
    return _changed(table, "earlier")


def difference_in_differences(
    before: float, during: float, control_before: float, control_during: float
) -> tuple[float, float]:
    """What changed beyond the control's change: (difference, ratio of ratios - 1)."""
    difference = (during - before) - (control_during - control_before)
    return difference, (during / before) / (control_during / control_before) - 1


def long_term(
    treated: "Results",
    baseline: "Results",
    window: tuple[Day, Day],
    what: str = "profit",
    days: Sequence[int] = (7, 30, 90),
    by: str | None = "shop",
    level: float = 0.95,
) -> pd.DataFrame:
    """Effect of a campaign in its window and in the days after it, against the twin (EVAL-22).

    Rows (period, group): event, then after_7 ... for each number of days that the runs cover, and net_7 ... = event + after.
    Columns mean, se, low, high over the seeds, in the metric's unit. ValueError for a metric whose days do not add up.
    """
    start, end = window_of(window)
    if not getattr(metric(what), "additive", False):
        raise ValueError(
            f"what is {what!r}, whose days do not add up; write one of which they do, such as profit"
        )
    keys = ["date", *([by] if by else [])]
    sides = paired(treated, baseline, what, keys)
    difference = sides[0] - sides[1]
    columns = (
        difference.columns
        if by
        else pd.MultiIndex.from_arrays([difference.columns, ["total"] * difference.shape[1]])
    )
    difference.columns = columns
    dates = pd.DatetimeIndex(columns.get_level_values(0))

    def period(first: pd.Timestamp, stop: pd.Timestamp) -> pd.DataFrame:
        inside = difference.loc[:, (dates >= first) & (dates < stop)]
        return inside.T.groupby(level=1).sum().T

    event = period(start, end)
    parts = {"event": event}
    for number in days:
        stop = end + pd.Timedelta(days=number)
        if stop - pd.Timedelta(days=1) <= dates.max():
            after = period(end, stop)
            parts |= {f"after_{number}": after, f"net_{number}": event.add(after, fill_value=0)}
    return pd.concat(
        {name: interval(part, level) for name, part in parts.items()}, names=["period", by or "group"]
    )


def _sum(days: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.Series:
    inside = days[(days.index >= start) & (days.index < end)]
    return inside.sum(min_count=(end - start).days)


def _changed(table: pd.DataFrame, earlier: str) -> pd.DataFrame:
    base = table[earlier]
    return table.assign(change=table["during"] - base, ratio=table["during"] / base.where(base != 0))
