"""Order lines of two runs, with the same numbers for the same consumers, categories and shops."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.results.results import Results

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Day = object
"""Anything that pandas reads as a day: a text 2025-11-01, a date, a timestamp."""
Window = tuple[Day, Day] | Sequence[tuple[Day, Day]]
"""First day of a sale and first day after it; or several such pairs."""


@dataclass(frozen=True)
class Lines:
    """Order lines of one run and one seed, every array of their number.

    cell: consumer x category; shop: index of the shop in the list of all shops; units, lost; paid: cents; listed: cents at
    list prices; before, inside: the window, else after it (of several, before the first and inside any); shut: the server of the
    other run turned the consumer away that day.
    """

    cell: Integers
    shop: Integers
    units: Integers
    lost: Integers
    paid: Integers
    listed: Integers
    before: Flags
    inside: Flags
    shut: Flags


def window_of(window: tuple[Day, Day]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First day and first day after. Raises ValueError when they are not in this order."""
    start, end = (pd.Timestamp(day) for day in window)  # type: ignore[arg-type]
    if start >= end:
        raise ValueError(
            f"window is {start:%Y-%m-%d} to {end:%Y-%m-%d}; the first day after must follow the first day"
        )
    return start, end


def windows_of(window: Window) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """All pairs of first day and first day after, in order of time. Raises ValueError when one is empty, or there is none."""
    several: Any = window if all(isinstance(pair, tuple | list) for pair in window) else [window]
    pairs = [window_of((first, after)) for first, after in several]
    if not pairs:
        raise ValueError("window is empty; write the first day of the sale and the first day after it")
    return sorted(pairs)


def shops_of(*runs: "Results") -> list[str]:
    """The shops that posted prices in the runs, or else took orders, by name."""
    tables = [run.table("posts" if "posts" in run else "orders") for run in runs]
    return sorted({str(shop) for table in tables for shop in table["shop"].cat.categories})


@dataclass(frozen=True)
class Pair:
    """The order lines of two runs with the same seed. participants: (S,) which shops take part.

    cell = consumer * number of categories + category.
    """

    treated: Lines
    baseline: Lines
    shops: list[str]
    categories: list[str]
    participants: Flags


def pair(
    treated: "Results",
    baseline: "Results",
    seed: int,
    window: Window,
    participants: Sequence[str] | None = None,
) -> Pair:
    """The order lines of one seed. participants None: all shops. Of tables on disk only the rows of the seed are read.

    Raises ValueError for an empty window, one in which the runs have no day, or a participant that none of the runs knows.
    """
    windows = windows_of(window)
    for start, end in windows:
        _check_days(treated, start, end)
    shops = shops_of(treated, baseline)
    unknown = sorted(set(participants or ()) - set(shops))
    if unknown:
        raise ValueError(f"participants {unknown} are not shops of these runs; shops are {', '.join(shops)}")
    frames = [run.of_seed("orders", seed) for run in (treated, baseline)]
    categories = sorted({str(name) for frame in frames for name in frame["category"].cat.categories})
    one, two = (
        _lines(frame, windows, shops, categories, _turned_away(other, seed))
        for frame, other in zip(frames, (baseline, treated), strict=True)
    )
    return Pair(one, two, shops, categories, np.isin(shops, shops if participants is None else participants))


def _turned_away(run: "Results", seed: int) -> Integers:
    """Consumer and day, as one number each, of the visits that the server of a run turned away."""
    return (
        _whose_day(run.of_seed("turned_away", seed)) if "turned_away" in run else np.empty(0, dtype=np.int64)
    )


def _whose_day(table: pd.DataFrame) -> Integers:
    """A number for each row that tells consumer and day."""
    day = table["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.asarray(table["consumer"].to_numpy(dtype=np.int64) * 10**6 + day)


def _check_days(run: "Results", start: pd.Timestamp, end: pd.Timestamp) -> None:
    days = pd.DatetimeIndex(run.table("funnel")["date"] if "funnel" in run else [])
    if len(days) and not (start <= days.max() and days.min() < end):
        known = f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}"
        raise ValueError(
            f"window is {start:%Y-%m-%d} to {end:%Y-%m-%d}; write days of these runs, which last from {known}"
        )


def _lines(
    orders: pd.DataFrame,
    windows: list[tuple[pd.Timestamp, pd.Timestamp]],
    shops: list[str],
    categories: list[str],
    turned_away: Integers,
) -> Lines:
    consumer, category = orders["consumer"].to_numpy(dtype=np.int64), _numbers(orders["category"], categories)
    units, lost, paid, listed = (
        orders[name].to_numpy(dtype=np.int64) for name in ("units", "lost", "paid_value", "list_value")
    )
    day = orders["date"].to_numpy()
    before = day < windows[0][0].to_datetime64()
    inside = np.zeros(len(day), bool)
    for start, end in windows:
        inside |= (day >= start.to_datetime64()) & (day < end.to_datetime64())
    cell, shop = consumer * len(categories) + category, _numbers(orders["shop"], shops)
    shut = np.isin(_whose_day(orders), turned_away)
    return Lines(cell, shop, units, lost, paid, listed, before, inside, shut)


def _numbers(column: pd.Series, names: Sequence[str]) -> Integers:
    """Index in `names` of every entry of a categorical column."""
    return (
        pd.Index(names)
        .get_indexer(column.cat.categories.astype(str))[column.cat.codes.to_numpy()]
        .astype(np.int64)
    )
