"""Two-way fixed effects: every unit and every day has a level of its own, over the whole run."""

import numpy as np

from sim.core.extra import extra
from sim.results.estimators.estimate import Estimate, few, of_group
from sim.results.estimators.panel import Floats, Panel


def fixed_effects(panel: Panel) -> Estimate:
    """Coefficient of treated x window among unit and day effects, times the treated unit-days; errors clustered by unit.

    All days since the run began are the past, those in which the treated were chosen too. With a handful of treated or others
    the errors are the classical ones of the units' differences between window and past, whose means give the same coefficient.
    """
    if few(panel.treated):
        past = panel.outcome[:, : panel.start].mean(axis=1) * panel.days
        return of_group(panel.inside - past, panel.treated)
    units, days = panel.outcome.shape
    on = np.outer(panel.treated, np.arange(days) >= panel.start).astype(float)
    unit = np.repeat(np.arange(units), days)
    model = extra("statsmodels.api").OLS(_within(panel.outcome).ravel(), _within(on).ravel())
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": unit})
    times = panel.size * panel.days
    return Estimate(times * float(fit.params[0]), times * float(fit.bse[0]), units - 1)


def _within(table: Floats) -> Floats:
    """The table less the means of its rows and columns."""
    return np.asarray(table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + table.mean())
