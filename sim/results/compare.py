"""Two scenarios that lived through the same shocks: what the one changed, seed by seed."""

from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING, Literal, overload

import pandas as pd

from sim.results.interval import bootstrap
from sim.results.interval import interval as t_interval
from sim.results.metrics import By, Metric, keys_of, metric
from sim.results.significance import effect_size, holm, p_value

if TYPE_CHECKING:
    from sim.results.results import Results


INTERVALS = {"t": t_interval, "bootstrap": bootstrap}


def compare(
    treated: "Results | Mapping[str, Results]",
    baseline: "Results",
    what: str | Metric = "revenue",
    by: By = "shop",
    level: float = 0.95,
    interval: Literal["t", "bootstrap"] = "t",
) -> pd.DataFrame:
    """The effect of the treatment on one metric, paired by seed.

    treated: one scenario, or several by name against the same baseline; the index then begins with `treatment`.
    what: a name in METRICS, or any function of (results, by) that gives a Series by seed and `by`.
    by: column(s) to split by; None for one row called `total`.
    Returns rows by, columns baseline, treated, incremental (means over seeds), lift (incremental / |baseline|),
    se, low, high (of incremental over the seeds' differences), in the metric's unit; d (incremental over the standard
    deviation of the differences), p (paired t test), p_adjusted (Holm over all rows of the table),
    variance_reduction (see there) and n, the seeds in which both scenarios have the figure; the others are left out.
    Student's t interval or a bootstrap of the seeds; all of these nan with one seed.
    Raises ValueError when the two do not have the same seeds, days and number of people.
    """
    if interval not in INTERVALS:
        raise ValueError(f"interval is {interval!r}; write one of {', '.join(INTERVALS)}")
    if isinstance(treated, Mapping):
        parts = {name: _effect(each, baseline, what, by, level, interval) for name, each in treated.items()}
        if not parts:
            raise ValueError("treated is empty; give at least one scenario by name")
        table = pd.concat(parts, names=["treatment"])
    else:
        table = _effect(treated, baseline, what, by, level, interval)
    table.insert(list(table.columns).index("p") + 1, "p_adjusted", holm(table["p"]))
    return table


def _effect(
    treated: "Results", baseline: "Results", what: str | Metric, by: By, level: float, interval: str
) -> pd.DataFrame:
    with_, without = paired(treated, baseline, what, by)
    difference = with_ - without
    known = difference.notna()  # a share of nothing sold says nothing; its seed is left out in both
    with_, without = with_.where(known), without.where(known)
    spread = INTERVALS[interval](difference, level)
    before = without.mean()
    return pd.DataFrame(
        {
            "baseline": before,
            "treated": with_.mean(),
            "incremental": spread["mean"],
            "lift": spread["mean"] / before.where(before != 0).abs(),
            "se": spread["se"],
            "low": spread["low"],
            "high": spread["high"],
            "d": effect_size(difference),
            "p": p_value(difference),
            "variance_reduction": _reduction(with_, without),
            "n": known.sum(),
        }
    )


@overload
def variance_reduction(
    treated: "Results", baseline: "Results", what: str = "revenue", by: None = None
) -> float: ...
@overload
def variance_reduction(treated: "Results", baseline: "Results", what: str, by: str) -> pd.Series: ...
def variance_reduction(
    treated: "Results", baseline: "Results", what: str = "revenue", by: str | None = None
) -> float | pd.Series:
    """How many times smaller the variance of the effect is than with independent seeds; inf when pairing leaves none."""
    with_, without = paired(treated, baseline, what, by)
    factor = _reduction(with_, without)
    return float(factor.iloc[0]) if by is None else factor


def _reduction(with_: pd.DataFrame, without: pd.DataFrame) -> pd.Series:
    """(cells,) variance of the difference between independent seeds over that between equal seeds."""
    unpaired = with_.var(ddof=1) + without.var(ddof=1)
    return unpaired / (with_ - without).var(ddof=1)


def paired(
    treated: "Results", baseline: "Results", what: str | Metric, by: By
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The metric in both scenarios as (seeds, cells) with the same rows and columns; ValueError when seeds differ."""
    same_seeds(treated, baseline)
    measure = metric(what) if isinstance(what, str) else what
    with_ = _wide(measure(treated, by), by)
    without = with_ if baseline is treated else _wide(measure(baseline, by), by)
    cells = with_.columns.union(without.columns)
    absent = 0.0 if getattr(measure, "additive", False) else float("nan")
    return with_.reindex(columns=cells, fill_value=absent), without.reindex(columns=cells, fill_value=absent)


def both_results(treated: object, baseline: object) -> None:
    """Raise TypeError when one of two scenarios is something else than results, the name of a run for example."""
    for name, given in (("treated", treated), ("baseline", baseline)):
        if not hasattr(given, "seeds") or not hasattr(given, "table"):
            raise TypeError(
                f"{name} is {given!r}; give Results, as sim.run returns them or Results.load(folder)"
            )


def same_seeds(treated: "Results", baseline: "Results") -> list[int]:
    """The seeds of both; ValueError naming those that only one of them has, or when days or people differ in number."""
    both_results(treated, baseline)
    for told, of in (("last the same days", _days), ("have as many people", _people)):
        with_, without = of(treated), of(baseline)
        if with_ and without and with_ != without:
            raise ValueError(f"treated and baseline must {told}; treated has {with_}, baseline {without}")
    if treated.seeds != baseline.seeds:
        odd = sorted(set(treated.seeds) ^ set(baseline.seeds))
        raise ValueError(f"treated and baseline must have the same seeds; only one of them has {odd}")
    return treated.seeds


def _days(run: "Results") -> str:
    """First day and number of days by the config of a run; empty without one."""
    calendar = run.config.get("calendar") or {}
    return f"{calendar['days']} days from {calendar['start']}" if {"start", "days"} <= set(calendar) else ""


def _people(run: "Results") -> str:
    """Number of people by the config of a run; empty without one."""
    return str((run.config.get("population") or {}).get("size", ""))


def sum_of_differences(
    treated: "Results", baseline: "Results", names: tuple[str, ...], by: By
) -> pd.DataFrame:
    """(seeds, cells) treated less baseline, added over several additive metrics."""
    sides = (paired(treated, baseline, name, by) for name in names)
    return reduce(
        lambda one, other: one.add(other, fill_value=0), (with_ - without for with_, without in sides)
    )


def _wide(values: pd.Series, by: By) -> pd.DataFrame:
    keys = keys_of(by)
    if not keys:
        return values.to_frame("total")
    index = values.index.to_frame(index=False)
    for key in keys:
        if isinstance(index[key].dtype, pd.CategoricalDtype):
            index[key] = index[key].astype(str)
    values = pd.Series(values.to_numpy(dtype="float64"), index=pd.MultiIndex.from_frame(index))
    return values.unstack(keys)
