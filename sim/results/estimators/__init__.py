"""What a firm would believe a campaign brought, from what a firm can see; and what it did bring.

Each estimator takes a Panel of visible outcomes and gives an Estimate. No estimator ever sees the twin run, a utility, a
need or a trait that no shop could know. `believed_against_truth` sets them beside the truth.
"""

from sim.results.estimators.against_truth import (
    ESTIMATORS,
    against_truth,
    beliefs,
    believed_against_truth,
    media_against_truth,
)
from sim.results.estimators.estimate import Estimate
from sim.results.estimators.media_mix import media_mix
from sim.results.estimators.panel import Panel, panel, truth

__all__ = [
    "ESTIMATORS",
    "Estimate",
    "Panel",
    "against_truth",
    "believed_against_truth",
    "beliefs",
    "media_against_truth",
    "media_mix",
    "panel",
    "truth",
]
