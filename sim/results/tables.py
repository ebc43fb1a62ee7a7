"""The tables of a run: their columns, their order of rows, and how several runs are put under one another."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

PERSON = (
    *("consumer", "persona", "age", "female", "income", "region", "stage", "orders", "spent"),
    *("price_sensitivity", "deal_proneness", "loyalty", "satisfaction", "trust", "last_order"),
)
COLUMNS: dict[str, tuple[str, ...]] = {
    "sales": (
        *("seed", "date", "shop", "product", "category", "channel", "sessions"),
        *("views", "carts", "orders", "units"),
        *("list_value", "paid_value", "discount_shop", "discount_platform", "shipping"),
        *("returns", "refunds", "stockouts"),
    ),
    "ledger": ("seed", "date", "payer", "payee", "purpose", "shop", "cents"),
    "funnel": (
        *("seed", "date", "persona", "channel"),
        *("visits", "trips", "views", "carts", "checkouts", "orders"),
    ),
    "stages": ("seed", "date", "stage", "consumers"),
    "posts": ("seed", "date", "shop", "product", "category", "list_price", "deal_price", "stock"),
    "consumers": ("seed", *PERSON),
    "snapshots": ("seed", "date", *PERSON),
    "activities": ("seed", "date", "activity", "persona", "invited", "played", "shared", "prizes", "cost"),
    "shops": ("seed", "date", "shop", "impressions", "baskets", "reviews", "stars", "talk"),
    "opinions": ("seed", "date", "shop", "about", "score", "consumers"),
    "surplus": ("seed", "date", "persona", "surplus"),
    "judgements": ("seed", "date", "shop", "judged", "points"),
    "media": ("seed", "date", "shop", "medium", "cents", "impressions", "reach", "noticed"),
    "clicks": ("seed", "date", "shop", "medium", "clicks", "drawn", "orders"),
    "feedback": ("seed", "date", "shop", "topic", "praise", "complaints"),
    "touches": ("seed", "date", "consumer", "promotion"),
    "turned_away": ("seed", "date", "hour", "consumer", "channel"),
    "orders": (
        *("seed", "date", "consumer", "shop", "product", "category", "channel", "persona"),
        *("units", "lost", "list_value", "paid_value"),
    ),
    "redemptions": ("seed", "date", "promotion", "benefit", "payer", "uses", "cents"),
    "intraday": (
        *("seed", "date", "hour", "sessions", "dropped", "bounced", "orders", "units", "paid_value"),
        "latency",
    ),
    "service": ("seed", "date", "shop", "enquiries", "agents", "given_up", "wait"),
}
"""Columns that each table must have; docs/tables.md gives their meaning and unit."""

KEPT_WITH = {
    "surplus": "results.surplus=true",
    "judgements": "results.judgements=true",
    "clicks": "results.clicks=true",
    "feedback": "results.feedback=true",
    "snapshots": "results.snapshots above 0 and at most calendar.days",
    "service": "service.cover above 0",
    "activities": "an activity in a campaign",
    "turned_away": "results.orders=true and platform.server.capacity above 0",
}
"""What a run needs to keep a table; others that are not always there need `results.orders=true`."""

ROW_ORDER: dict[str, tuple[str, ...]] = {
    "sales": ("seed", "date", "shop", "product", "channel"),
    "ledger": ("seed", "date", "shop", "purpose", "payer", "payee"),
    "funnel": ("seed", "date", "persona", "channel"),
    "stages": ("seed", "date", "stage"),
    "posts": ("seed", "date", "shop", "product"),
    "consumers": ("seed", "consumer"),
    "snapshots": ("seed", "date", "consumer"),
    "activities": ("seed", "date", "activity", "persona"),
    "shops": ("seed", "date", "shop"),
    "opinions": ("seed", "shop", "about", "score"),
    "surplus": ("seed", "date", "persona"),
    "judgements": ("seed", "date", "shop"),
    "media": ("seed", "date", "shop", "medium"),
    "clicks": ("seed", "date", "shop", "medium"),
    "feedback": ("seed", "date", "shop", "topic"),
    "touches": ("seed", "date", "promotion", "consumer"),
    "turned_away": ("seed", "date", "consumer"),
    "orders": ("seed",),
    "redemptions": ("seed", "date", "promotion", "payer"),
    "intraday": ("seed", "date", "hour"),
    "service": ("seed", "date", "shop"),
}
"""Columns by which the rows of each table are sorted (ties keep the order in which they were written)."""


def check_columns(name: str, columns: Collection[str]) -> None:
    """Raises ValueError for a table that does not exist or lacks a column."""
    if name not in COLUMNS:
        raise ValueError(f"table {name!r} is unknown; tables are {', '.join(COLUMNS)}")
    missing = [column for column in COLUMNS[name] if column not in columns]
    if missing:
        raise ValueError(f"table {name!r} lacks the columns {', '.join(missing)}")


def tidy(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The table `name` with texts as categories, dates to the microsecond and rows in their fixed order."""
    columns = {str(column): _column(frame[column]).array for column in frame.columns}
    return _sorted(pd.DataFrame(columns), ROW_ORDER[name])


def stack(parts: Sequence[pa.Table]) -> pa.Table:
    """One table under the other, with the names of all.

    A table without rows counts as one of the others' kind: it loses its names when it is read from disk.
    """
    filled = [part for part in parts if len(part)] or parts[:1]
    return pa.concat_tables(filled, promote_options="permissive").unify_dictionaries()


def _column(column: pd.Series) -> pd.Series:
    if column.name == "date":
        return pd.to_datetime(column).astype("datetime64[us]")
    if isinstance(column.dtype, pd.CategoricalDtype):
        names = column.cat.categories if len(column.cat.categories) else pd.Index([], dtype=str)
        kept = names is column.cat.categories and names.is_monotonic_increasing
        return column if kept else column.cat.set_categories(names.sort_values())
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "biuf":
        return column
    if pd.api.types.is_string_dtype(column) or column.dtype == object:
        return _column(column.astype("category"))
    return column


def _sorted(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    keys = [_ranks(frame[column]) for column in columns]
    if _ascending(keys):
        return frame
    return frame.take(np.lexsort(keys[::-1])).reset_index(drop=True)


def _ascending(keys: Sequence[NDArray[Any]]) -> bool:
    """Whether no row comes before the one above it, by the first key and then the next."""
    undecided = np.ones(max(0, len(keys[0]) - 1), bool)
    for key in keys:
        if (undecided & (key[1:] < key[:-1])).any():
            return False
        undecided &= key[1:] == key[:-1]
    return True


def _ranks(column: pd.Series) -> NDArray[Any]:
    """Numbers in the order of the values; categories stand in the order of their names, what is missing comes last."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return column.to_numpy()
    codes = column.cat.codes.to_numpy()
    return np.where(codes < 0, len(column.cat.categories), codes) if (codes < 0).any() else codes
