"""Synthetic control: the others are mixed so that they follow the treated before the window."""

import numpy as np

from sim.core.extra import extra
from sim.results.estimators.estimate import Estimate
from sim.results.estimators.panel import Panel


def synthetic_control(panel: Panel) -> Estimate:
    """Treated total less the mix of the others, weights not negative, fitted to all days before (Abadie et al. 2010).

    The weights need not sum to one, since totals differ in size. The error is that of the fit before the window.
    """
    total, others = panel.outcome[panel.treated].sum(axis=0), panel.outcome[~panel.treated].T
    model = extra("sklearn.linear_model").LinearRegression(positive=True, fit_intercept=False)
    gap = total - model.fit(others[: panel.start], total[: panel.start]).predict(others)
    spread = float(gap[: panel.start].std(ddof=1))
    return Estimate(
        float(gap[panel.start :].sum()),
        spread * float(np.sqrt(panel.days + panel.days**2 / panel.start)),
        panel.start - 1,
    )
