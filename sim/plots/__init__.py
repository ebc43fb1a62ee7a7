"""Table in, Axes out; `report` writes all pictures of a run."""

from sim.plots.effects import effects, waterfall
from sim.plots.market import prices, shares
from sim.plots.people import segments, stages
from sim.plots.report import report
from sim.plots.switches import switches
from sim.plots.time import timeline

__all__ = ["effects", "prices", "report", "segments", "shares", "stages", "switches", "timeline", "waterfall"]
