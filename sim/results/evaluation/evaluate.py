"""All figures of all shops in one table, beside those of the same market without the campaign."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.results.compare import both_results, compare
from sim.results.evaluation.kpis import KPIS, Kpi, held
from sim.results.returns import RETURNS, returns
from sim.results.summary import MARKET

if TYPE_CHECKING:
    from sim.results.results import Results

COLUMNS = ("kpi", "shop", "unit", "better", "value", "baseline", "difference", "low", "high")


def evaluate(
    results: "Results",
    baseline: "Results | None" = None,
    kpis: Sequence[str] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """One row per figure and shop, and one for the `market` as a whole; means over seeds.

    baseline: the same seeds without what is judged; None leaves baseline, difference, low and high empty.
    kpis: names in KPIS, and roi and iroas with a baseline; None for all that the runs' tables allow.
    Columns kpi, shop, unit, better (up, down or neither), value, baseline, difference, low, high (t interval of the paired
    difference; of roi and iroas, which compare two runs already, the interval of the value).
    Raises ValueError for an unknown figure or different seeds, LookupError for a figure whose table was not kept.
    """
    both_results(results, results if baseline is None else baseline)
    wanted = _wanted(results, baseline, kpis)
    parts = [_rows(name, KPIS[name], results, baseline, level) for name in wanted if name in KPIS]
    if baseline is not None:
        parts += [_return_rows(name, results, baseline, level) for name in wanted if name in RETURNS]
    return pd.concat(parts, ignore_index=True).reindex(columns=list(COLUMNS))


def _wanted(results: "Results", baseline: "Results | None", kpis: Sequence[str] | None) -> list[str]:
    """The figures asked for, or all possible ones; errors as told in `evaluate`."""
    runs = [results] if baseline is None else [results, baseline]
    possible = [name for name in held(results) if all(KPIS[name].table in run for run in runs)]
    if baseline is not None and all("ledger" in run for run in runs):
        possible += list(RETURNS)
    if kpis is None:
        return possible
    unknown = [name for name in kpis if name not in KPIS and name not in RETURNS]
    if unknown:
        raise ValueError(f"kpis {unknown} are unknown; known are {', '.join([*KPIS, *RETURNS])}")
    for name in set(kpis) - set(possible):
        if name in RETURNS and baseline is None:
            raise ValueError(f"{name} compares two runs; give the run without the campaign as baseline")
        for run in runs:
            run.table(KPIS[name].table if name in KPIS else "ledger")
    return list(kpis)


def _rows(name: str, kpi: Kpi, results: "Results", baseline: "Results | None", level: float) -> pd.DataFrame:
    """One figure of the shops, then of the market."""
    splits = [by for by, allowed in (("shop", "shop"), (None, MARKET)) if kpi.split in ("both", allowed)]
    parts = [
        _figure(kpi, results, baseline, by, level).rename(index={} if by else {"total": MARKET})
        for by in splits
    ]
    table = pd.concat(parts).rename_axis("shop").reset_index()
    return table.assign(kpi=name, unit=kpi.measure.unit, better=kpi.better)


def _figure(
    kpi: Kpi, results: "Results", baseline: "Results | None", by: str | None, level: float
) -> pd.DataFrame:
    if baseline is None:
        values = kpi.measure(results, by)
        means = values.groupby(level=by, observed=True).mean() if by else pd.Series({"total": values.mean()})
        return means.rename(index=str).to_frame("value")
    effect = compare(results, baseline, kpi.measure, by, level)
    return effect.rename(columns={"treated": "value", "incremental": "difference"})


def _return_rows(name: str, results: "Results", baseline: "Results", level: float) -> pd.DataFrame:
    """The rows of one return."""
    parts = [
        returns(results, baseline, name, by, level).rename(index={"total": MARKET}) for by in ("shop", None)
    ]
    table = pd.concat(parts)[["value", "low", "high"]].rename_axis("shop").reset_index()
    return table.assign(kpi=name, unit="ratio", better="up", baseline=np.nan, difference=np.nan)
