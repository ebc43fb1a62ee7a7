"""Table in, Axes out; `report` writes all pictures of a run."""

from sim.plots.effects import effects, waterfall
from sim.plots.market import prices, shares
from sim.plots.people import segments, stages
from sim.plots.report import pictures, report
from sim.plots.sweep import by_key
from sim.plots.time import timeline

__all__ = [
    "by_key",
    "effects",
    "pictures",
    "prices",
    "report",
    "segments",
    "shares",
    "stages",
    "timeline",
    "waterfall",
]
