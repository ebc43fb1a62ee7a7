"""A user's pricing rule, in a package of its own, that does what no rule should do."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from numpy.typing import NDArray

from sim.strategies.base import View


@dataclass(frozen=True)
class Deadly:
    """Keeps the opening price, but on its third day it may kill its process."""

    how: str  # fine, kill, kill_once, or kill_third
    diary: str  # file in which each attempt leaves a line

    def __call__(self, view: View) -> NDArray:
        if view.day == 2 and self.how != "fine":
            diary = Path(self.diary)
            before = diary.read_text().count("x") if diary.exists() else 0
            with diary.open("a") as file:
                file.write("x\n")
            if self.how == "kill" or before == {"kill_once": 0, "kill_third": 2}[self.how]:
                os.kill(os.getpid(), signal.SIGKILL)
        return view.base_price
