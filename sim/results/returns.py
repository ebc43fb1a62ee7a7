"""Return on what a campaign cost, against the same market without it."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.results.compare import sum_of_differences
from sim.results.interval import quantile
from sim.results.metrics import By

if TYPE_CHECKING:
    from sim.results.results import Results

RETURNS = {"roi": "profit", "iroas": "revenue"}
"""Return → what is divided by the extra cost: extra profit (already net of the cost), extra revenue."""
COST = ("media", "discount_shop", "giveaways")


def cost_and_gain(
    treated: "Results", baseline: "Results", name: str, by: By
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(seeds, cells) what shops put in, extra media, discounts and giveaways, and what they got for it; cents."""
    cost = sum_of_differences(treated, baseline, COST, by)
    gain = sum_of_differences(treated, baseline, (RETURNS[name],), by)
    return cost, gain.reindex(columns=cost.columns, fill_value=0)


def returns(
    results: "Results", baseline: "Results", name: str = "roi", by: By = "shop", level: float = 0.95
) -> pd.DataFrame:
    """Incremental profit (roi) or revenue (iroas) per cent that the shops put in.

    Rows by; columns cost, gain (cents), value, se, low, high: ratio of means with the linearised standard error of a ratio
    (Cochran 1977, 6.4) and its t interval, nan where nothing extra was spent.
    """
    cost, gain = cost_and_gain(results, baseline, name, by)
    spent = cost.mean().where(lambda mean: mean > 0)
    ratio = gain.mean() / spent
    se = (gain - ratio * cost).std(ddof=1) / np.sqrt(len(cost)) / spent
    half = se * quantile(len(cost), level)
    columns = {"cost": cost.mean(), "gain": gain.mean(), "value": ratio, "se": se, "low": ratio - half}
    return pd.DataFrame({**columns, "high": ratio + half})


def roi(treated: "Results", baseline: "Results", by: By = "shop", level: float = 0.95) -> pd.DataFrame:
    """`returns` for profit, with the columns cost, profit, roi, se, low, high. by: shop, date or None."""
    return returns(treated, baseline, "roi", by, level).rename(columns={"gain": "profit", "value": "roi"})
