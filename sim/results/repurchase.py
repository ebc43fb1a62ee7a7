"""Who comes back after an event."""

from typing import TYPE_CHECKING

import pandas as pd

from sim.results.cells import Day, window_of
from sim.results.metrics import By, keys_of

if TYPE_CHECKING:
    from sim.results.results import Results


def repurchase(results: "Results", by: By = None, *, window: tuple[Day, Day], days: int) -> pd.Series:
    """Share of the window's buyers who bought again on a later day, within `days` days of their first purchase in it.

    window: first day and first day after. by: shop (bought again at the same shop), category, persona ...; needs the
    orders table. Buyers whose `days` days reach beyond the end of the run are left out, as nobody knows whether they would have
    come: of a run that ends less than `days` days after the window, its later buyers. Series by seed and `by`, 0..1.
    With `functools.partial(repurchase, window=..., days=...)` it is a metric for `compare`.
    """
    start, end = window_of(window)
    if days < 1:
        raise ValueError(f"days is {days}; at least 1 day is needed to come back")
    keys = ["seed", *keys_of(by)]
    bought = results.orders.loc[results.orders["units"] > 0, [*keys, "consumer", "date"]]
    inside = bought[(bought["date"] >= start) & (bought["date"] < end)]
    first = inside.groupby([*keys, "consumer"], observed=True)["date"].min().rename("first").reset_index()
    first = first[first["first"] + pd.Timedelta(days=days) <= last_day(results)]
    visits = bought.merge(first, on=[*keys, "consumer"])
    gap = (visits["date"] - visits["first"]).dt.days
    again = (
        visits.assign(again=(gap > 0) & (gap <= days))
        .groupby([*keys, "consumer"], observed=True)["again"]
        .any()
    )
    return again.groupby(level=keys, observed=True).mean()


def last_day(results: "Results") -> pd.Timestamp:
    """The last day of the run: of its funnel, which has every day, or else the last on which anything was ordered."""
    return pd.Timestamp(results.table("funnel" if "funnel" in results else "orders")["date"].max())
