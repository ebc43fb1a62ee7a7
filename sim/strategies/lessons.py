"""What a shop concludes from an event and how it goes into the next one (CAMP-21, EXEC-06)."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.strategies.base import View
from sim.strategies.bounds import whole, within
from sim.strategies.phases import PHASES

MEMORY = "lessons"
SALE = ("launch", "sustain")


class Plan(NamedTuple):
    """How a shop goes into an event."""

    effort: (
        float  # multiple of the campaign's depth and media lift that the shop plays, 1 as the campaign says
    )
    uplift: float  # expected units a day in the sale as a multiple of those before: what to stock for


def began(before: str, today: str) -> bool:
    """Whether an event began today: after a day outside events, or with an earlier phase than that of the event just over."""
    return bool(today) and (not before or PHASES.index(today) < PHASES.index(before))


@dataclass(frozen=True)
class Lessons:
    """Measure each event when all of it is over, and change stock, depth and media of the next one accordingly.

    Uplift: the log of units a day in launch and sustain over units a day in the week before the event is one noisy
    observation for a normal belief (precision-weighted mean). Effort: an event's gain is the cash that it left beyond that of
    as many ordinary days, returns and media included. One gain says nothing about a little more or less effort, so after the
    first event effort falls: what it saves is certain, and more than half of promotions do not pay (Ailawadi et al. 2007).
    From the second event on it keeps its direction while the gain grows and turns when it shrinks (hill climbing).
    """

    prior: float  # uplift believed before any event, ratio
    doubt: float  # standard deviation of the log of that belief
    noise: float  # standard deviation of the log uplift of one event about the true one
    step: float  # relative change of effort from one event to the next
    horizon: int  # days over which the profit of an ordinary day is smoothed
    most: float  # highest effort, multiple of what the campaign says; its inverse is the lowest

    def __post_init__(self) -> None:
        within(self, "prior", 0.1, 100)
        within(self, "doubt", 0.01, 10)
        within(self, "noise", 0.01, 10)
        within(self, "step", 0, 0.9)
        whole(self, "horizon", 1, 365)
        within(self, "most", 1, 10)

    def __call__(self, view: View) -> Plan:
        """The plan for today or the next event; to be asked every morning."""
        known = view.memory.setdefault(MEMORY, self._fresh(view))
        if known["phase"] in SALE:
            known["sold"] += float(view.units[-1].sum())
            known["sale_days"] += 1
        begins = began(known["phase"], view.phase)
        if known["phase"] and (begins or not view.phase):
            self._conclude(known, view)
        if begins:
            before = view.units[-7:]
            known.update(cash_before=view.cash, start=view.day, sold=0.0, sale_days=0)
            known["usual"] = float(before.sum()) / max(1, len(before))
        elif not view.phase and not known["phase"] and view.day > known["day"]:
            known["ordinary_days"] += 1
            rate = 1 / min(self.horizon, known["ordinary_days"])
            known["ordinary"] += rate * (view.cash - known["cash"] - known["ordinary"])
        known.update(phase=view.phase, cash=view.cash, day=view.day)
        return Plan(known["effort"], math.exp(known["mean"]))

    def _conclude(self, known: dict[str, Any], view: View) -> None:
        """Learn from the event that ended yesterday."""
        if known["sale_days"] and known["sold"] > 0 and known["usual"] > 0:
            seen = math.log(known["sold"] / known["sale_days"] / known["usual"])
            trust = known["variance"] / (known["variance"] + self.noise**2)
            known["mean"] += trust * (seen - known["mean"])
            known["variance"] *= 1 - trust
        gain = view.cash - known["cash_before"] - known["ordinary"] * (view.day - known["start"])
        if known["gain"] is not None and gain < known["gain"]:
            known["up"] = not known["up"]
        known["gain"] = gain
        effort = known["effort"] * (1 + self.step if known["up"] else 1 - self.step)
        known["effort"] = min(self.most, max(1 / self.most, effort))

    def _fresh(self, view: View) -> dict[str, Any]:
        return {
            "phase": "", "day": view.day, "cash": view.cash, "ordinary": 0.0, "ordinary_days": 0, "cash_before": view.cash,
            "start": view.day, "usual": 0.0, "sold": 0.0, "sale_days": 0, "mean": math.log(self.prior),
            "variance": self.doubt**2, "effort": 1.0, "gain": None, "up": False,
        }  # fmt: skip
