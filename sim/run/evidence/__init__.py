"""Evidence that a mechanism works: runs that differ in one thing, paired by seed, and what that moved.

`python -m sim.run.evidence [ID ...]` runs the rows in `tests/evidence/*.yaml` (all, or those named) and, when it ran all,
writes `docs/evidence.md`. Each finding is kept as soon as it is there, so that a second start runs only what is missing.
"""

from sim.run.evidence.judging import Finding, examine
from sim.run.evidence.measures import measure
from sim.run.evidence.page import report
from sim.run.evidence.rows import Row, rows_in
from sim.run.evidence.work import findings

__all__ = ["Finding", "Row", "examine", "findings", "measure", "report", "rows_in"]
