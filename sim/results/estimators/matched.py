"""Matching: each of the treated against those of the others who bought as much just before."""

import numpy as np

from sim.core.extra import extra
from sim.results.estimators.estimate import Estimate
from sim.results.estimators.panel import Panel

NEIGHBOURS = 5
TIE = 1e-9  # what rounding may part


def matched(panel: Panel) -> Estimate:
    """Mean gap to the mean of the five nearest in past outcome and all as near as they, times the number of the treated.

    Neighbours may be used again. The past is a noisy sign of who somebody is, so those who are better than they looked stay
    among the treated, and those who are worse among their matches.
    """
    past, others = panel.just_before, ~panel.treated
    order = np.argsort(past[others], kind="stable")
    known, sold = past[others][order], panel.inside[others][order]
    nearest = (
        extra("sklearn.neighbors")
        .NearestNeighbors(n_neighbors=min(NEIGHBOURS, len(known)))
        .fit(known[:, None])
    )
    mine = past[panel.treated]
    reach = nearest.kneighbors(mine[:, None])[0][:, -1] + TIE
    first, last = np.searchsorted(known, mine - reach), np.searchsorted(known, mine + reach, "right")
    running = np.r_[0.0, np.cumsum(sold)]
    gap = panel.inside[panel.treated] - (running[last] - running[first]) / (last - first)
    se = float(gap.std(ddof=1) / np.sqrt(panel.size)) if panel.size > 1 else float("nan")
    return Estimate(panel.size * float(gap.mean()), panel.size * se, panel.size - 1)
