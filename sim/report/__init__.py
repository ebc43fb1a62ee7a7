"""A folder of results as one page that opens anywhere: `python -m sim.report FOLDER`.

`folder` reads what is there, `experiment` and `sweep` say what stands on the page, `html` and the rest how it looks.
"""

from sim.report.folder import NotAReport
from sim.report.page import NAME, write

__all__ = ["NAME", "NotAReport", "write"]
