"""What an estimator says: an effect and how sure it is of it."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.core.extra import extra

FEW = 5  # units in a group


class Estimate(NamedTuple):
    """Sum over the treated units and the days of the window, in the unit of the outcome; se as the method itself tells it."""

    effect: float
    se: float
    df: float = float("inf")  # degrees of freedom of the interval

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Two-sided interval that the analyst would print."""
        df = self.df if np.isfinite(self.df) else 1e9
        half = self.se * float(stdtrit(max(df, 1.0), 0.5 + level / 2))
        return self.effect - half, self.effect + half


def least_squares(outcome: NDArray[Any], columns: NDArray[Any], **robust: Any) -> Any:
    """Fit of the outcome (n,) on a constant and the columns (n, X), with robust standard errors (HC1 unless told otherwise)."""
    design = np.column_stack([np.ones(len(outcome)), columns])
    return extra("statsmodels.api").OLS(outcome, design).fit(**({"cov_type": "HC1"} | robust))


def of_group(outcome: NDArray[Any], treated: NDArray[np.bool_]) -> Estimate:
    """Difference between the means of the treated and the others, times the number of the treated.

    See `told_by` for the error.
    """
    fit = least_squares(outcome, treated.astype(float)[:, None], **told_by(treated))
    size = int(treated.sum())
    return Estimate(size * float(fit.params[1]), size * float(fit.bse[1]), float(fit.df_resid))


def told_by(treated: NDArray[np.bool_]) -> dict[str, str]:
    """How the error is told. A group of a few units (or days) says next to nothing of its own spread (one: nothing), and a
    robust error would take that for none: then both groups are taken to have the same, and the error is the classical one.
    """
    return {"cov_type": "nonrobust"} if few(treated) else {}


def few(treated: NDArray[np.bool_]) -> bool:
    """Whether one of the groups is too small to tell its own spread."""
    return int(min(treated.sum(), (~treated).sum())) < FEW
