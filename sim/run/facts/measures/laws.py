"""Laws of buyer behaviour (Ehrenberg, Uncles & Goodhardt 2004) in a year's panel; medians over categories."""

from itertools import pairwise

import numpy as np
import pandas as pd

from sim.run.facts.measures.panel import counts, median_over_categories
from sim.run.facts.runs import Runs

QUARTER = 91  # days


def double_jeopardy(runs: Runs) -> pd.Series:
    """Correlation over brands of the logarithm of penetration with purchases per buyer."""

    def correlation(bought: pd.DataFrame, people: int) -> float:
        panel = counts(bought)
        buyers = (panel > 0).sum()
        return float(np.corrcoef(np.log(buyers / people), panel.sum() / buyers)[0, 1])

    return median_over_categories(runs, correlation)


def duplication(runs: Runs) -> pd.Series:
    """Correlation of a brand's penetration with its mean share among the buyers of each other brand."""

    def correlation(bought: pd.DataFrame, people: int) -> float:
        buys = (counts(bought) > 0).to_numpy(dtype=float)
        both = buys.T @ buys
        shared = both / np.diag(both)[:, None]
        np.fill_diagonal(shared, np.nan)
        return float(np.corrcoef(np.nanmean(shared, axis=0), buys.mean(axis=0))[0, 1])

    return median_over_categories(runs, correlation)


def share_of_requirements(runs: Runs) -> pd.Series:
    """A brand's part in all that its buyers buy of the category, mean over brands."""

    def mean(bought: pd.DataFrame, people: int) -> float:
        panel = counts(bought)
        whole = panel.sum(axis=1)
        return float(np.mean([panel[brand].sum() / whole[panel[brand] > 0].sum() for brand in panel]))

    return median_over_categories(runs, mean)


def sole_buyers(runs: Runs) -> pd.Series:
    """Share of a brand's buyers who buy nothing else of the category, mean over brands."""

    def mean(bought: pd.DataFrame, people: int) -> float:
        panel = counts(bought)
        alone = (panel > 0).sum(axis=1) == 1
        return float(np.mean([alone[panel[brand] > 0].mean() for brand in panel]))

    return median_over_categories(runs, mean)


def repeat_in_a_quarter(runs: Runs) -> pd.Series:
    """Share of a quarter's buyers of a brand who buy it in the next quarter, mean over brands and quarters."""

    def mean(bought: pd.DataFrame, people: int) -> float:
        quarters = [bought[bought["day"] // QUARTER == number] for number in range(4)]
        buyers = [each[["brand", "consumer"]].drop_duplicates() for each in quarters]
        shares = [
            now.merge(later).groupby("brand").size() / now.groupby("brand").size()
            for now, later in pairwise(buyers)
        ]
        return float(pd.concat(shares).fillna(0).mean())

    return median_over_categories(runs, mean)


def last_brand(runs: Runs) -> pd.Series:
    """Share of purchases that are of the brand that was bought last in the category."""

    def share(bought: pd.DataFrame, people: int) -> float:
        last = bought.groupby("consumer")["brand"].shift()
        return float((bought["brand"] == last)[last.notna()].mean())

    return median_over_categories(runs, share)
