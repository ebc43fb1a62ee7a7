"""Recency, frequency and money: customers scored 1 to 5 on each, and named by the pattern (DATA-20)."""

from datetime import date

import pandas as pd

from sim.core import rfm as rfm_scores
from sim.core.rfm import BINS
from sim.results.evaluation.retention import PERSON


def score(values: pd.Series, bins: int = BINS, low_is_good: bool = False) -> pd.Series:
    """`sim.core.rfm.score` of a column."""
    return pd.Series(rfm_scores.score(values.to_numpy(), bins, low_is_good), values.index)


def rfm(orders: pd.DataFrame, day: str | date | None = None) -> pd.DataFrame:
    """Customers as known on the evening of `day` (None: the last in the orders), one row per seed and consumer.

    orders: order lines, of one shop say. Columns recency (days since the last purchase), frequency (days with a purchase),
    money (cents paid), r, f, m (1 to 5, 5 best, within the seed), segment. Source: Hughes (1994).
    """
    until = orders["date"].max() if day is None else pd.Timestamp(day)
    bought = orders[(orders["units"] > 0) & (orders["date"] <= until)]
    people = bought.groupby(PERSON).agg(
        last=("date", "max"), frequency=("date", "nunique"), money=("paid_value", "sum")
    )
    people.insert(0, "recency", (until - people.pop("last")).dt.days)
    seeds = people.groupby(level="seed", group_keys=False)
    people["r"] = seeds["recency"].apply(score, low_is_good=True)
    people["f"], people["m"] = seeds["frequency"].apply(score), seeds["money"].apply(score)
    return people.assign(segment=segment(people["r"], people["f"]))


def segment(r: pd.Series, f: pd.Series) -> "pd.Categorical[str]":
    """Name of the segment by recency and frequency score."""
    codes = rfm_scores.class_of(r.to_numpy(), f.to_numpy())
    return pd.Categorical.from_codes(codes, categories=pd.Index(rfm_scores.CLASSES, dtype=str))


def rfm_grid(people: pd.DataFrame, value: str | None = None) -> pd.DataFrame:
    """Rows r, columns f (1 to 5): customers, or the mean of a column of `people` (nan where nobody is)."""
    cells = people.groupby(["r", "f"])
    table = cells.size() if value is None else cells[value].mean()
    scores = range(1, BINS + 1)
    grid = table.unstack("f").reindex(index=scores, columns=scores)
    return grid.fillna(0).astype("int64") if value is None else grid


def bought_after(orders: pd.DataFrame, day: str | date, days: int) -> pd.DataFrame:
    """`rfm` on `day` with a column again: whether the customer bought within the next `days` days."""
    people = rfm(orders, day)
    since = pd.Timestamp(day)
    later = orders[
        (orders["date"] > since) & (orders["date"] <= since + pd.Timedelta(days=days)) & (orders["units"] > 0)
    ]
    buyers = pd.MultiIndex.from_frame(later[PERSON].drop_duplicates())
    return people.assign(again=people.index.isin(buyers))
