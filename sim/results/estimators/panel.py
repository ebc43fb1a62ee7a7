"""What an analyst can see of one run: an outcome of every unit on every day, who was treated, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.results.cells import Day, window_of

if TYPE_CHECKING:
    from sim.results.results import Results

UNITS = ("shop", "region", "consumer")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Panel:
    """U units on T days, from the first day of the run to the last day of the window.

    outcome: (U, T) per unit and day. treated: (U,) truth values. start: first day of the window, an index of the T days.
    before: days that the estimators with a short memory look back. traits: (U, X) what is known of the units beside it.
    """

    outcome: Floats
    treated: NDArray[np.bool_]
    start: int
    before: int
    traits: Floats

    @property
    def days(self) -> int:
        """Length of the window."""
        return int(self.outcome.shape[1]) - self.start

    @property
    def size(self) -> int:
        """Number of treated units."""
        return int(self.treated.sum())

    @property
    def inside(self) -> Floats:
        """(U,) sum of the outcome in the window."""
        return np.asarray(self.outcome[:, self.start :].sum(axis=1))

    @property
    def just_before(self) -> Floats:
        """(U,) the same of the days just before it, brought to the length of the window."""
        past = self.outcome[:, self.start - self.before : self.start]
        return np.asarray(past.mean(axis=1) * self.days)


def panel(
    results: "Results",
    seed: int,
    units: str,
    treated: str | Sequence[str],
    window: tuple[Day, Day],
    before: int = 14,
    what: str = "paid_value",
) -> Panel:
    """The panel of one seed.

    units: shop, region or consumer. treated: names of shops or regions; for consumers the promotion that touched them.
    window: first day and first day after; ValueError when fewer than `before` days of the run lie ahead of it.
    what: a column of the sales table (shops) or of the orders table (regions, consumers): paid_value in cents, units.
    """
    outcome = outcomes(results, seed, units, what)
    start, end = window_of(window)
    days = pd.DatetimeIndex(outcome.columns)
    first = int((days < start).sum())
    if before < 2 or first < before or end > days[-1] + pd.Timedelta(days=1):
        raise ValueError(
            f"the window {start:%Y-%m-%d} to {end:%Y-%m-%d} with {before} days before it does not lie inside the run, "
            f"{days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d}; choose a later one or fewer days, at least 2"
        )
    return Panel(
        outcome=outcome.to_numpy(dtype="float64")[:, days < end],
        treated=_treated(results, seed, units, treated, outcome.index, end),
        start=first,
        before=before,
        traits=_traits(results, seed, units),
    )


def truth(
    treated: "Results", baseline: "Results", seed: int, units: str, who: str | Sequence[str],
    window: tuple[Day, Day], what: str = "paid_value",
) -> float:  # fmt: skip
    """What the treatment brought its treated units inside the window, against the twin run: a sum of `what`."""
    start, end = window_of(window)
    with_ = outcomes(treated, seed, units, what)
    without = outcomes(baseline, seed, units, what).reindex_like(with_).fillna(0.0)
    chosen = _treated(treated, seed, units, who, with_.index, end)
    days = pd.DatetimeIndex(with_.columns)
    inside = (days >= start) & (days < end)
    return float((with_ - without).to_numpy()[np.ix_(chosen, inside)].sum())


def outcomes(results: "Results", seed: int, units: str, what: str) -> pd.DataFrame:
    """(units, days) sums of a column in one seed; 0 where nothing happened."""
    if units not in UNITS:
        raise ValueError(f"units is {units!r}; write one of {', '.join(UNITS)}")
    if seed not in results.seeds:
        raise ValueError(f"seed {seed} was not run; seeds are {results.seeds}")
    posts = results.posts[results.posts["seed"] == seed]
    table = results.sales if units == "shop" else results.orders
    if what not in table.columns or not pd.api.types.is_numeric_dtype(table[what]):
        raise ValueError(f"what is {what!r}; write a number of the table, such as paid_value or units")
    rows = table[table["seed"] == seed]
    people = results.consumers[results.consumers["seed"] == seed].set_index("consumer")
    if units == "region":
        rows = rows.assign(region=people["region"].astype(str).reindex(rows["consumer"]).to_numpy())
    names: pd.Index[Any] = people.index
    if units != "consumer":
        names = pd.Index(sorted((posts if units == "shop" else people)[units].astype(str).unique()))
    key = rows[units] if units == "consumer" else rows[units].astype(str)
    sums = rows[what].groupby([key, rows["date"]], observed=True).sum().unstack(fill_value=0)
    return sums.reindex(index=names, columns=sorted(posts["date"].unique()), fill_value=0)


def _treated(
    results: "Results",
    seed: int,
    units: str,
    who: str | Sequence[str],
    index: "pd.Index[Any]",
    end: pd.Timestamp,
) -> NDArray[np.bool_]:
    """Who of the index is treated; of consumers those whom the promotion touched before the window's end."""
    if units == "consumer":
        touches = results.table("touches")
        mine = touches[(touches["seed"] == seed) & (touches["promotion"] == who) & (touches["date"] < end)]
        chosen = np.asarray(index.isin(mine["consumer"]))
    else:
        names = [who] if isinstance(who, str) else list(who)
        unknown = sorted(set(names) - set(index))
        if unknown:
            raise ValueError(f"{units} {', '.join(unknown)} does not exist; known: {', '.join(index)}")
        chosen = np.asarray(index.isin(names))
    if not 0 < chosen.sum() < len(chosen):
        raise ValueError(
            f"seed {seed}: {who!r} treats {chosen.sum()} of {len(chosen)} {units}s; some must be left to compare"
        )
    return chosen


def _traits(results: "Results", seed: int, units: str) -> Floats:
    """(U, X) age and sex of consumers, which a platform knows; nothing of shops and regions."""
    people = results.consumers[results.consumers["seed"] == seed]
    if units != "consumer":
        return np.zeros((0, 0))
    return people[["age", "female"]].to_numpy(dtype="float64")
