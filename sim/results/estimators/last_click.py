"""Last click: every sale to somebody whom the campaign touched last is the campaign's."""

from sim.results.estimators.estimate import Estimate
from sim.results.estimators.panel import Panel


def last_click(panel: Panel) -> Estimate:
    """All that the treated bought in the window. A report of attributed sales has no standard error."""
    return Estimate(float(panel.inside[panel.treated].sum()), 0.0)
