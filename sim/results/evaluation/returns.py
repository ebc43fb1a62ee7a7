"""Return on what a campaign cost, against the same market without it."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.results.compare import sum_of_differences
from sim.results.interval import quantile
from sim.results.metrics import By
from sim.results.summary import MARKET

if TYPE_CHECKING:
    from sim.results.results import Results

RETURNS = {"roi": "profit", "iroas": "revenue"}
"""Return → what is divided by the extra cost: extra profit (already net of the cost), extra revenue."""
COST = ("media", "discount_shop")


def returns(
    results: "Results", baseline: "Results", name: str = "roi", by: By = "shop", level: float = 0.95
) -> pd.DataFrame:
    """Incremental profit (roi) or revenue (iroas) per cent that the shops put in: extra media and extra discounts.

    Rows by; columns cost, gain (cents), value, low, high: ratio of means with the linearised t interval, nan where
    nothing extra was spent.
    """
    cost = sum_of_differences(results, baseline, COST, by)
    gain = sum_of_differences(results, baseline, (RETURNS[name],), by)
    gain = gain.reindex(columns=cost.columns, fill_value=0)
    spent = cost.mean().where(lambda mean: mean > 0)
    ratio = gain.mean() / spent
    half = (gain - ratio * cost).std(ddof=1) / np.sqrt(len(cost)) / spent * quantile(len(cost), level)
    columns = {"cost": cost.mean(), "gain": gain.mean(), "value": ratio}
    return pd.DataFrame({**columns, "low": ratio - half, "high": ratio + half})


def return_rows(name: str, results: "Results", baseline: "Results", level: float) -> pd.DataFrame:
    """The rows of one return in the table of `evaluate`."""
    parts = [
        returns(results, baseline, name, by, level).rename(index={"total": MARKET}) for by in ("shop", None)
    ]
    table = pd.concat(parts)[["value", "low", "high"]].rename_axis("shop").reset_index()
    return table.assign(kpi=name, unit="ratio", better="up", baseline=np.nan, difference=np.nan)
