"""Order lines of two runs as sums per consumer and category: the cells that a lift ledger is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.results.results import Results

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Day = object
"""Anything that pandas reads as a day: a text 2025-11-01, a date, a timestamp."""


@dataclass(frozen=True)
class Lines:
    """Order lines of one run and one seed, every array of their number.

    cell: consumer x category; shop: index of the shop in the list of all shops; units, lost, value (cents);
    inside: in the window; ours: at a participant.
    """

    cell: Integers
    shop: Integers
    units: Integers
    lost: Integers
    value: Integers
    inside: Flags
    ours: Flags


def window_of(window: tuple[Day, Day]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First day and first day after. Raises ValueError when they are not in this order."""
    start, end = (pd.Timestamp(day) for day in window)  # type: ignore[arg-type]
    if start >= end:
        raise ValueError(
            f"window is {start:%Y-%m-%d} to {end:%Y-%m-%d}; the first day after must follow the first day"
        )
    return start, end


def shops_of(*runs: "Results") -> list[str]:
    """The shops that took orders or posted prices in the runs, by name."""
    tables = [
        run.table(name) for run in runs for name in ("orders", "posts") if name == "orders" or name in run
    ]
    return sorted({str(shop) for table in tables for shop in table["shop"].cat.categories})


def lines(
    runs: Sequence["Results"], seed: int, window: tuple[Day, Day], participants: Sequence[str] | None
) -> list[Lines]:
    """The order lines of each run, with the same numbers for the same cells and shops. participants None: all shops.

    Raises ValueError for an empty window or a participant that none of the runs knows.
    """
    start, end = window_of(window)
    shops = shops_of(*runs)
    unknown = sorted(set(participants or ()) - set(shops))
    if unknown:
        raise ValueError(f"participants {unknown} are not shops of these runs; shops are {', '.join(shops)}")
    ours = np.isin(shops, shops if participants is None else list(participants))
    categories = sorted({str(name) for run in runs for name in run.orders["category"].cat.categories})
    result = []
    for run in runs:
        orders = run.orders[run.orders["seed"] == seed]
        shop = _numbers(orders["shop"], shops)
        consumer = orders["consumer"].to_numpy(dtype=np.int64)
        units, lost, value = (
            orders[name].to_numpy(dtype=np.int64) for name in ("units", "lost", "paid_value")
        )
        inside = ((orders["date"] >= start) & (orders["date"] < end)).to_numpy()
        cell = consumer * len(categories) + _numbers(orders["category"], categories)
        result.append(Lines(cell, shop, units, lost, value, inside, ours[shop]))
    return result


def cells(treated: Lines, baseline: Lines) -> tuple[Integers, dict[str, Integers]]:
    """The cells in which a participant sold or refused something inside the window, and their sums.

    Returns cell (C,) ascending and int64 sums (C,): treated, baseline, treated_value, baseline_value (participants
    inside the window), treated_rivals, baseline_rivals (rivals inside), treated_outside, baseline_outside (all shops
    on other days), lost (units refused by participants inside, treated run).
    """
    both = {"treated": treated, "baseline": baseline}
    found = np.unique(np.concatenate([side.cell[side.inside & side.ours] for side in both.values()]))
    size = 1 + max((int(side.cell.max()) for side in both.values() if len(side.cell)), default=0)
    place = np.full(size, -1, np.int32)
    place[found] = np.arange(len(found), dtype=np.int32)
    sums = {}
    for name, side in both.items():
        at = place[side.cell]

        def total(amount: Integers, mask: Flags, at: NDArray[np.int32] = at) -> Integers:
            mask = mask & (at >= 0)
            return np.bincount(at[mask], weights=amount[mask], minlength=len(found)).astype(np.int64)

        sums[name] = total(side.units, side.inside & side.ours)
        sums[f"{name}_value"] = total(side.value, side.inside & side.ours)
        sums[f"{name}_rivals"] = total(side.units, side.inside & ~side.ours)
        sums[f"{name}_outside"] = total(side.units, ~side.inside)
        if name == "treated":
            sums["lost"] = total(side.lost, side.inside & side.ours)
    return found, sums


def _numbers(column: pd.Series, names: Sequence[str]) -> Integers:
    """Index in `names` of every entry of a categorical column."""
    return (
        pd.Index(names)
        .get_indexer(column.cat.categories.astype(str))[column.cat.codes.to_numpy()]
        .astype(np.int64)
    )
