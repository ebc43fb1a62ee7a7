"""Difference in differences: the change of the treated against the change of the others."""

from sim.results.estimators.estimate import Estimate, of_group
from sim.results.estimators.panel import Panel


def differences(panel: Panel) -> Estimate:
    """Difference of the mean changes from just before to the window, times the number of the treated.

    Right when both would have changed by the same. Who was chosen for a peak would have fallen back, and that is the campaign's.
    """
    return of_group(panel.inside - panel.just_before, panel.treated)
