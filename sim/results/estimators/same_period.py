"""Same period: the treated against those who were not, in the window."""

from sim.results.estimators.estimate import Estimate, of_group
from sim.results.estimators.panel import Panel


def same_period(panel: Panel) -> Estimate:
    """Difference of the means, times the number of the treated. Who was better before goes to the campaign."""
    return of_group(panel.inside, panel.treated)
