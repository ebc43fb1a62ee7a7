"""Mean, standard error and t interval over independent seeds."""

import numpy as np
import pandas as pd
from scipy.special import stdtrit


def interval(values: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Mean over the rows of `values`, with its uncertainty.

    values: (seeds, cells), one row per seed. Returns (cells, 4): mean, se, low, high in the unit of the values;
    with one seed se, low and high are nan. Student's t with seeds - 1 degrees of freedom.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; a confidence level lies between 0 and 1")
    seeds = len(values)
    mean = values.mean()
    se = values.std(ddof=1) / np.sqrt(seeds)
    half = se * quantile(seeds, level)
    return pd.DataFrame({"mean": mean, "se": se, "low": mean - half, "high": mean + half})


def quantile(seeds: int, level: float) -> float:
    """How many standard errors the interval reaches to each side; nan for a single seed."""
    return float(stdtrit(seeds - 1, 0.5 + level / 2)) if seeds > 1 else float("nan")
