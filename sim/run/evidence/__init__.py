"""Evidence that a mechanism works: runs that differ in one thing, paired by seed, and what that moved.

`python -m sim.run.evidence [ID ...]` runs the rows in `tests/evidence/*.yaml` (all, or those named) and, when it ran all,
writes `docs/evidence.md`.
"""

from sim.run.evidence.judging import Finding, examine
from sim.run.evidence.measures import measure
from sim.run.evidence.page import report
from sim.run.evidence.rows import Row, rows_in

__all__ = ["Finding", "Row", "examine", "measure", "report", "rows_in"]
