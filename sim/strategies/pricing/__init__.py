"""Pricing rules: from a morning's view to list prices."""

from sim.strategies.pricing.adaptive import Adaptive
from sim.strategies.pricing.close_gaps import CloseGaps
from sim.strategies.pricing.competition import Match, Undercut
from sim.strategies.pricing.cost_plus import CostPlus
from sim.strategies.pricing.demand import DemandOriented
from sim.strategies.pricing.everyday_low import EverydayLow
from sim.strategies.pricing.high_low import HighLow
from sim.strategies.pricing.hybrid import Hybrid
from sim.strategies.pricing.retaliation import Retaliate

__all__ = [
    "Adaptive",
    "CloseGaps",
    "CostPlus",
    "DemandOriented",
    "EverydayLow",
    "HighLow",
    "Hybrid",
    "Match",
    "Retaliate",
    "Undercut",
]
