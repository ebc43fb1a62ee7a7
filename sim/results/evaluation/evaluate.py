"""All figures of all shops in one table, beside those of the same market without the campaign."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.results.compare import compare
from sim.results.evaluation.kpis import KPIS, Kpi, held
from sim.results.evaluation.returns import RETURNS, return_rows
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
    twin = results if baseline is None else baseline
    wanted = _wanted(results, twin, kpis, baseline is not None)
    parts = [_rows(name, KPIS[name], results, twin, level) for name in wanted if name in KPIS]
    if baseline is not None:
        parts += [return_rows(name, results, baseline, level) for name in wanted if name in RETURNS]
    table = pd.concat(parts, ignore_index=True)[list(COLUMNS)]
    if baseline is None:
        table[["baseline", "difference", "low", "high"]] = np.nan
    return table


def _wanted(results: "Results", twin: "Results", kpis: Sequence[str] | None, paired: bool) -> list[str]:
    possible = [name for name in held(results) if KPIS[name].table in twin]
    if paired and "ledger" in results and "ledger" in twin:
        possible += list(RETURNS)
    if kpis is None:
        return possible
    unknown = [name for name in kpis if name not in KPIS and name not in RETURNS]
    if unknown:
        raise ValueError(f"kpis {unknown} are unknown; known are {', '.join([*KPIS, *RETURNS])}")
    for name in kpis:
        if name in RETURNS and not paired:
            raise ValueError(f"{name} compares two runs; give the run without the campaign as baseline")
        if name not in possible:
            for run in (results, twin):
                run.table(KPIS[name].table if name in KPIS else "ledger")
    return list(kpis)


def _rows(name: str, kpi: Kpi, results: "Results", twin: "Results", level: float) -> pd.DataFrame:
    """Figures of the shops, then of the market."""
    splits = [by for by, allowed in (("shop", "shop"), (None, MARKET)) if kpi.split in ("both", allowed)]
    parts = [
        compare(results, twin, kpi.measure, by, level).rename(index={} if by else {"total": MARKET})
        for by in splits
    ]
    table = pd.concat(parts).rename_axis("shop").reset_index()
    table = table.rename(columns={"treated": "value", "incremental": "difference"})
    return table.assign(kpi=name, unit=kpi.measure.unit, better=kpi.better)
