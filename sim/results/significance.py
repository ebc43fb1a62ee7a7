"""How large an effect is against its scatter over seeds, and how easily chance alone would show it."""

import numpy as np
import pandas as pd
from scipy.special import stdtr


def effect_size(differences: pd.DataFrame) -> pd.Series:
    """(cells,) mean over standard deviation of the paired differences (seeds, cells): Cohen's d of a paired design.

    nan where nothing differs or with one seed; infinite where every seed differs by the same. A nan among the differences
    is a seed that says nothing of the cell.
    """
    return differences.mean() / differences.std(ddof=1)


def p_value(differences: pd.DataFrame) -> pd.Series:
    """(cells,) two-sided p of a paired t test; 1 where no seed differs, nan with one seed."""
    seeds = differences.count()
    t = effect_size(differences) * np.sqrt(seeds)
    p = pd.Series(2 * stdtr(seeds - 1, -t.abs()), index=differences.columns)
    return p.mask(differences.isin([0, np.nan]).all(), 1.0).where(seeds > 1)


def holm(p: pd.Series) -> pd.Series:
    """p adjusted for their number, so that the chance of any false finding among them is held (Holm 1979).

    The k-th smallest of m is multiplied by m - k + 1, made not to fall, and bounded by 1; nan counts as no test.
    """
    order = p.dropna().sort_values(kind="stable")
    factors = np.arange(len(order), 0, -1)
    adjusted = np.minimum(np.maximum.accumulate(order.to_numpy() * factors), 1.0)
    result = np.full(len(p), np.nan)
    result[np.argsort(p.to_numpy(), kind="stable")[: len(order)]] = adjusted
    return pd.Series(result, index=p.index)
