"""Customers by recency and frequency: scores of 1 to 5 and the classes that they make (DATA-20)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
BINS = 5
CLASSES = ("champions", "loyal", "new", "occasional", "at_risk", "lost")


def score(values: Array, bins: int = BINS, low_is_good: bool = False) -> Array:
    """(n,) 1 (worst) to `bins` (best): ceil(bins x average rank / n); ties share their average rank, hence their score."""
    worst_first = -values if low_is_good else values
    _, place, equal = np.unique(worst_first, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(equal) - (equal - 1) / 2)[place]
    return np.asarray(np.ceil(bins * ranks / len(values)), np.int64)


def class_of(r: Array, f: Array) -> Array:
    """(n,) number in CLASSES, by recency and frequency score."""
    recent, often = r >= 4, f >= 4
    cases = [recent & often, (r >= 3) & (f >= 3), recent, (r <= 2) & (f >= 3), r <= 2]
    names = [CLASSES.index(name) for name in ("champions", "loyal", "new", "at_risk", "lost")]
    return np.select(cases, names, CLASSES.index("occasional"))
