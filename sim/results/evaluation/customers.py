"""The customer table of one shop: only what its own order lines tell (DATA-25)."""

from datetime import date

import pandas as pd

from sim.results.evaluation.retention import PERSON
from sim.results.evaluation.rfm import rfm


def customers(orders: pd.DataFrame, shop: str, day: str | date | None = None) -> pd.DataFrame:
    """What `shop` knows of its customers on the evening of `day` (None: the last in the orders).

    One row per seed and consumer (a customer number): first, last (dates), days (with a purchase), lines, units, spent, saved
    (cents: list less paid), gap (mean days between purchases, nan after one), category and channel (where most was spent),
    and recency, r, f, m, segment of `rfm`. Nothing of other shops' lines enters, nor anything from later days.
    """
    if shop not in set(orders["shop"].astype(str)):
        raise ValueError(
            f"{shop!r} has no order lines; shops are {', '.join(sorted(set(orders['shop'].astype(str))))}"
        )
    until = orders["date"].max() if day is None else pd.Timestamp(day)
    own = orders[(orders["shop"] == shop) & (orders["units"] > 0) & (orders["date"] <= until)]
    people = own.groupby(PERSON).agg(
        first=("date", "min"),
        last=("date", "max"),
        days=("date", "nunique"),
        lines=("date", "size"),
        units=("units", "sum"),
        spent=("paid_value", "sum"),
        listed=("list_value", "sum"),
    )
    people["saved"] = people.pop("listed") - people["spent"]
    span = (people["last"] - people["first"]).dt.days
    people["gap"] = (span / (people["days"] - 1)).where(people["days"] > 1)
    for column in ("category", "channel"):
        people[column] = _favourite(own, column)
    return people.join(rfm(own, until)[["recency", "r", "f", "m", "segment"]])


def _favourite(own: pd.DataFrame, column: str) -> pd.Series:
    """Where each customer spent most; of equals the first by name."""
    spent = own.groupby([*PERSON, column], observed=True)["paid_value"].sum().reset_index()
    spent[column] = spent[column].astype(str)
    best = spent.sort_values([*PERSON, "paid_value", column], ascending=[True, True, False, True])
    return best.drop_duplicates(PERSON).set_index(PERSON)[column]
