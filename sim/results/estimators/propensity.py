"""Propensity: the others are weighted so that they look as the treated did before."""

import numpy as np

from sim.core.extra import extra
from sim.results.estimators.estimate import Estimate
from sim.results.estimators.panel import Panel

MOST = 0.95  # chance of treatment above which a unit's odds are cut: few comparable others


def propensity(panel: Panel) -> Estimate:
    """Treated less the others weighted by their odds of treatment, from a logistic regression on past outcome and traits.

    The standard error takes the weights as known (Hirano, Imbens and Ridder 2003 for the estimator).
    """
    known = np.column_stack([np.arcsinh(panel.just_before), panel.traits])
    scaled = extra("sklearn.preprocessing").StandardScaler().fit_transform(known)
    model = extra("sklearn.linear_model").LogisticRegression().fit(scaled, panel.treated)
    chance = np.minimum(model.predict_proba(scaled)[:, 1], MOST)
    others = ~panel.treated
    weight = (chance / (1 - chance))[others]
    weight /= weight.sum()
    mine, theirs = panel.inside[panel.treated], panel.inside[others]
    mean = float(weight @ theirs)
    variance = mine.var(ddof=1) / panel.size + float(weight**2 @ (theirs - mean) ** 2)
    return Estimate(
        panel.size * (float(mine.mean()) - mean), panel.size * float(np.sqrt(variance)), len(known) - 2
    )
