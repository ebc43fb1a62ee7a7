"""Geo experiment: regions that were not treated predict what the treated ones would have sold."""

import numpy as np

from sim.results.estimators.estimate import Estimate, least_squares
from sim.results.estimators.panel import Panel


def geo(panel: Panel) -> Estimate:
    """Treated total less its regression on the others' total before the window (time-based regression, Kerman et al. 2017)."""
    total, others = (panel.outcome[mask].sum(axis=0) for mask in (panel.treated, ~panel.treated))
    past = slice(0, panel.start)
    fit = least_squares(total[past], others[past, None], cov_type="nonrobust")
    ahead = np.column_stack([np.ones(panel.days), others[panel.start :]])
    gap = total[panel.start :] - ahead @ fit.params
    path = ahead.sum(axis=0)
    variance = float(path @ fit.cov_params() @ path) + panel.days * float(fit.mse_resid)
    return Estimate(float(gap.sum()), float(np.sqrt(variance)), float(fit.df_resid))
