"""Facts of the literature: each is measured in paired simulations and held against its band.

`python -m sim.run.facts [ID ...]` measures the facts in `tests/facts/*.yaml` (all, or those named) and, when it measured
all, writes `docs/facts.md`, which takes about a quarter of an hour on two cores. A fact that lies outside its band is
reported like any other.
"""

from sim.run.facts.fact import Fact, facts_in
from sim.run.facts.judging import Finding, judge
from sim.run.facts.measures import MEASURES
from sim.run.facts.page import page
from sim.run.facts.setting import Setting, settings_in
from sim.run.facts.work import findings

__all__ = ["MEASURES", "Fact", "Finding", "Setting", "facts_in", "findings", "judge", "page", "settings_in"]
