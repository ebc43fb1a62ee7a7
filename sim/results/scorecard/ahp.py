"""Weights from pairwise judgements: the analytic hierarchy process with its consistency ratio (EVAL-16)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
"""Mean consistency index of random matrices of 1 to 10 rows. Source: Saaty (1980)."""
ACCEPTED = 0.1


@dataclass(frozen=True)
class Judgement:
    """Weights (n,) that sum to one, the largest eigenvalue, consistency index and ratio; consistent below 0.1."""

    weights: Numbers
    eigenvalue: float
    index: float
    ratio: float

    @property
    def consistent(self) -> bool:
        """Whether the judgements contradict each other little enough to be used."""
        return self.ratio < ACCEPTED


def judge(matrix: ArrayLike) -> Judgement:
    """Principal eigenvector of a matrix of pairwise judgements.

    matrix: (n, n), entry i, j tells how many times more important i is than j; entry j, i is its reciprocal. Raises ValueError
    for a matrix that is not reciprocal or larger than ten.
    """
    a = reciprocal(matrix)
    n = len(a)
    values, vectors = np.linalg.eig(a)
    largest = int(np.argmax(values.real))
    vector = np.abs(vectors[:, largest].real)
    eigenvalue = float(values[largest].real)
    index = (eigenvalue - n) / (n - 1) if n > 1 else 0.0
    ratio = index / RANDOM_INDEX[n - 1] if RANDOM_INDEX[n - 1] else 0.0
    return Judgement(vector / vector.sum(), eigenvalue, index, ratio)


def geometric_weights(matrix: ArrayLike) -> Numbers:
    """Weights by the geometric mean of the rows; the same as `judge` for consistent judgements."""
    means = np.exp(np.log(reciprocal(matrix)).mean(axis=1))
    return np.asarray(means / means.sum())


def reciprocal(matrix: ArrayLike) -> Numbers:
    """The matrix as numbers, or ValueError telling which pair is wrong."""
    a = np.asarray(matrix, np.float64)
    if a.ndim != 2 or a.shape[0] != a.shape[1] or not 1 <= len(a) <= len(RANDOM_INDEX):
        raise ValueError(
            f"the judgements have the shape {a.shape}; write a square matrix of 1 to {len(RANDOM_INDEX)} rows"
        )
    if not (a > 0).all():
        raise ValueError(
            "judgements must be above 0: 1 equal, 3 somewhat, 9 far more important, 1/3 the other way round"
        )
    wrong = np.argwhere(np.abs(a * a.T - 1) > 0.02)
    if len(wrong):
        i, j = (int(x) for x in wrong[0])
        raise ValueError(
            f"judgement {i + 1}, {j + 1} is {a[i, j]:g}, so {j + 1}, {i + 1} must be {1 / a[i, j]:.3g}, not {a[j, i]:g}"
        )
    return a


def scores(weights: Sequence[float] | Numbers, marks: ArrayLike) -> Numbers:
    """(m,) weighted sum of the marks (m, n) of m alternatives."""
    return np.asarray(np.asarray(marks, np.float64) @ np.asarray(weights, np.float64))
