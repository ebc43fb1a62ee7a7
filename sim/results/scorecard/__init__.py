"""Many figures as one judgement: weights, marks, grades and the front of those that nobody beats."""

from sim.results.scorecard.ahp import Judgement, geometric_weights, judge
from sim.results.scorecard.composite import marks, scorecard
from sim.results.scorecard.fuzzy import Grade, grade, memberships
from sim.results.scorecard.indicators import Indicators, indicators
from sim.results.scorecard.pareto import balance, undominated

__all__ = [
    "Grade",
    "Indicators",
    "Judgement",
    "balance",
    "geometric_weights",
    "grade",
    "indicators",
    "judge",
    "marks",
    "memberships",
    "scorecard",
    "undominated",
]
