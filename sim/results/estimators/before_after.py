"""Before and after: the treated in the window against themselves just before it."""

import numpy as np

from sim.results.estimators.estimate import Estimate, least_squares, told_by
from sim.results.estimators.panel import Panel


def before_after(panel: Panel) -> Estimate:
    """Mean day of the window less mean day before, times its days. Seasons, trends and pay days go to the campaign."""
    daily = panel.outcome[panel.treated, panel.start - panel.before :].sum(axis=0)
    inside = np.arange(len(daily)) >= panel.before
    fit = least_squares(daily, inside.astype(float)[:, None], **told_by(inside))
    return Estimate(panel.days * float(fit.params[1]), panel.days * float(fit.bse[1]), float(fit.df_resid))
