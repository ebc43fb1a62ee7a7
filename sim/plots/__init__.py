"""Table in, Axes out; `report` writes all pictures of a run."""

from sim.plots.effects import effects, waterfall
from sim.plots.evaluation import front, funnel, retention, rfm_map, scorecard
from sim.plots.market import prices, shares
from sim.plots.people import segments, stages
from sim.plots.report import pictures, report
from sim.plots.sweep import by_key
from sim.plots.switches import switches
from sim.plots.time import hours, timeline

__all__ = [
    "by_key",
    "effects",
    "front",
    "funnel",
    "hours",
    "pictures",
    "prices",
    "report",
    "retention",
    "rfm_map",
    "scorecard",
    "segments",
    "shares",
    "stages",
    "switches",
    "timeline",
    "waterfall",
]
