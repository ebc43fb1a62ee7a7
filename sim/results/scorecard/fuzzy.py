"""Fuzzy comprehensive evaluation: a grade where judgements are not sharp (EVAL-17)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Grade:
    """membership: (grades,) of the whole; score: mean mark of the grades by membership; name: the grade with most of it."""

    membership: Numbers
    score: float
    name: str


def grade(
    weights: ArrayLike, memberships: ArrayLike, marks: Mapping[str, float], sharpest: bool = False
) -> Grade:
    """Put the memberships of several criteria together.

    weights: (n,) sum to one; memberships: (n, grades), each row sums to one; marks: grade -> mark. The weighted sum uses all of
    them; with `sharpest` the largest of the smaller of weight and membership (max-min), which ignores the rest.
    """
    w, r = np.asarray(weights, np.float64), np.asarray(memberships, np.float64)
    if r.shape != (len(w), len(marks)):
        raise ValueError(
            f"memberships have the shape {r.shape}; {len(w)} criteria and {len(marks)} grades are needed"
        )
    if abs(w.sum() - 1) > 1e-6 or (np.abs(r.sum(axis=1) - 1) > 1e-6).any() or (w < 0).any() or (r < 0).any():
        raise ValueError(
            "weights, and the memberships of each criterion, must not be negative and must sum to one"
        )
    whole = np.minimum(w[:, None], r).max(axis=0) if sharpest else w @ r
    score = float(whole @ np.array(list(marks.values())) / whole.sum())
    return Grade(whole, score, list(marks)[int(np.argmax(whole))])


def nearest(mark: float, marks: Mapping[str, float]) -> str:
    """The grade whose mark is nearest: unlike the grade with most membership it never falls when the mark rises."""
    return min(marks, key=lambda name: abs(marks[name] - mark))


def memberships(values: ArrayLike, marks: Mapping[str, float]) -> Numbers:
    """(n, grades) membership of values on the scale of the marks: triangles that peak at each mark and end at its neighbours.

    Rows sum to one; beyond the outer marks the outer grade has all.
    """
    names = list(marks)
    ordered = sorted(names, key=lambda name: marks[name])
    peaks = np.array([marks[name] for name in ordered], np.float64)
    x = np.clip(np.asarray(values, np.float64), peaks[0], peaks[-1])
    table = {name: np.interp(x, peaks, np.eye(len(peaks))[place]) for place, name in enumerate(ordered)}
    return np.column_stack([table[name] for name in names])
