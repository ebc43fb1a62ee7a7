"""A campaign: a festival's phases, who takes part, what it offers and how loudly it is announced."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as default
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core import check, dates
from sim.strategies.activity import Activity
from sim.strategies.base import View
from sim.strategies.goals import Goals
from sim.strategies.lessons import Plan
from sim.strategies.opening import Opening
from sim.strategies.partner import Choice, Partner
from sim.strategies.phases import PHASES
from sim.strategies.planner import Planner
from sim.strategies.promotion.promotion import Promotion
from sim.strategies.readiness import Fault, Task, capacity_left
from sim.strategies.theme import Theme

NAMED = (
    *("phases", "media_lift", "pull", "cue", "reminder", "surge"),
    *("promotions", "activities", "faults", "tasks", "partners"),
)
"""Fields that hold something under each of some names: of phases, or of what there is."""


@dataclass(frozen=True)
class Campaign:
    """A phase machine: prepare -> warm_up -> launch -> sustain -> after, by date; a phase may be missing.

    Dates may be given as "2025-11-10"; promotions as mappings without a name, which is then their key. Campaigns of one
    market do not overlap and have offers of different names.
    """

    name: str
    phases: Mapping[str, date]  # first day of each phase, strictly increasing
    end: date  # first day after the campaign
    shops: str | Sequence[str]  # names, or "all"
    promotions: Mapping[str, Promotion]
    media_lift: Mapping[str, float]  # by phase: multiplier on the participants' media spend, 1 none
    pull: Mapping[str, float]  # by phase: added log-odds of visiting, 0 none
    cue: Mapping[str, float]  # by phase: added felt need, purchases, 0 none
    budget: float  # yuan per participant for subsidies and extra media, 0 no limit
    platform_budget: float  # yuan, the platform's own, 0 no limit
    learning: (
        Callable[[View], Plan] | None
    )  # how participants go into it after earlier events; None as it is written
    reminder: Mapping[str, float] = default(
        default_factory=dict
    )  # by phase: added log-odds of visiting of members, who are reminded, 0 none
    activities: Mapping[str, Activity] = default(default_factory=dict)  # games, draws ...; as promotions
    opening: Opening | Mapping[str, Any] | None = (
        None  # rush at the opening of the launch; None the day is like others
    )
    surge: Mapping[str, float] = default(
        default_factory=dict
    )  # by phase: multiplier on service agents, 1 none
    faults: Mapping[str, Fault] = default(default_factory=dict)  # what fails
    tasks: Mapping[str, Task] = default(
        default_factory=dict
    )  # what is prepared against it; nothing without `prepare`
    theme: Theme | None = None  # what it tells, and its page
    partners: Mapping[str, Partner] = default(default_factory=dict)  # who tells of it
    partner_choice: Choice | None = None  # which of them are taken; None all
    planner: Planner | None = None  # which of the activities are taken; None all
    goals: Goals | None = None  # how offers, media and activities are weighed; None as they are written

    def __post_init__(self) -> None:
        for name in NAMED:
            if not isinstance(getattr(self, name), Mapping):
                raise self._wrong(name, getattr(self, name), "a mapping")
        for phase in self.phases:
            check.one_of(f"{self.name}.phases", phase, PHASES)
        phases = {
            phase: dates.day(f"{self.name}.phases.{phase}", self.phases[phase])
            for phase in PHASES
            if phase in self.phases
        }
        if not phases:
            raise self._wrong("phases", {}, f"at least one of {', '.join(PHASES)} with its first day")
        end = dates.day(f"{self.name}.end", self.end)
        starts = [*phases.values(), end]
        if any(later <= earlier for earlier, later in pairwise(starts)):
            in_order = ", ".join(f"{key} {day}" for key, day in {**phases, "end": end}.items())
            raise self._wrong(
                "phases", in_order, f"strictly increasing dates in the order {', '.join(PHASES)}, end"
            )
        if self.shops != "all" and (isinstance(self.shops, str) or not self.shops):
            raise self._wrong("shops", self.shops, 'a list of shop names or "all"')
        object.__setattr__(self, "phases", phases)
        object.__setattr__(self, "end", end)
        self._read_the_plan()
        object.__setattr__(self, "activities", self._activities())
        object.__setattr__(self, "promotions", self._promotions())
        self._read_the_day()
        self._check_prizes()
        self._check_strength()
        self._follow_the_plan()

    @property
    def first_announcement(self) -> date:
        """First day on which a consumer can notice anything: the warm-up, else the first phase after it."""
        return next((self.phases[phase] for phase in PHASES[1:] if phase in self.phases), self.end)

    @property
    def window(self) -> tuple[date, date]:
        """First day of the launch and first day after the sale."""
        start = next((self.phases[phase] for phase in PHASES[2:] if phase in self.phases), self.end)
        return start, self.phases.get("after", self.end)

    @property
    def has_effect(self) -> bool:
        """Whether the campaign changes anything at all; one that does not must leave no trace."""
        return (
            any(offer.has_benefit for offer in self.promotions.values())
            or any(activity.has_effect for activity in self.activities.values())
            or any(lift != 1 for lift in self.media_lift.values())
            or any(self.pull.values())
            or any(self.reminder.values())
            or any(self.cue.values())
            or any(agents != 1 for agents in self.surge.values())
            or (self.rush is not None and self.rush.weight > 0)
            or any(fault.loss for fault in self.faults.values())
            or any(task.cost for task in self.tasks.values())
            or (self.theme is not None and self.theme.cost > 0)
            or any(partner.audience or partner.fee for partner in self.partners.values())
        )

    @property
    def rush(self) -> Opening | None:
        """The rush at the opening of the launch, if any."""
        return self.opening if isinstance(self.opening, Opening) else None

    def opens_with_a_rush(self, day: date) -> bool:
        """Whether the launch opens on this day, and suddenly."""
        return self.rush is not None and self.rush.weight > 0 and day == self.phases.get("launch")

    def capacity_left(self, of: str, day: date) -> NDArray[np.float64]:
        """(24,) share of the capacity of server, carrier or service that is left in each hour of a day."""
        return capacity_left(of, day, self.faults, self.tasks if "prepare" in self.phases else {})

    @property
    def first_day(self) -> date:
        """First day of the first phase."""
        return next(iter(self.phases.values()))

    def phase(self, day: date | np.datetime64) -> str:
        """Phase on a day, "" outside."""
        today = day.astype("datetime64[D]").item() if isinstance(day, np.datetime64) else day
        if today >= self.end:
            return ""
        return next((name for name, start in reversed(list(self.phases.items())) if start <= today), "")

    def _promotions(self) -> dict[str, Promotion]:
        won = {a.coupon_name: a.coupon for a in self.activities.values() if not isinstance(a.coupon, str)}
        offers = {
            key: self._promotion(key, offer) if isinstance(offer, Mapping) else offer
            for key, offer in self.promotions.items()
        }
        offers |= {key: self._promotion(key, {"level": "coupon", **terms}) for key, terms in won.items()}
        for key, offer in offers.items():
            for phase in offer.phases:
                check.one_of(f"{self.name}.promotions.{key}.phases", phase, (*PHASES, "always"))
        return offers

    def _read_the_day(self) -> None:
        """Openings, faults and tasks may be given as mappings."""
        if isinstance(self.opening, Mapping):
            object.__setattr__(self, "opening", Opening.build(f"{self.name}.opening", self.opening))
        for name, kind in (("faults", Fault), ("tasks", Task)):
            read = {
                key: kind.build(f"{self.name}.{name}.{key}", each) if isinstance(each, Mapping) else each
                for key, each in getattr(self, name).items()
            }
            object.__setattr__(self, name, read)
        for key, fault in self.faults.items():
            if not self.first_day <= fault.first <= fault.last < self.end:
                raise self._wrong(f"faults.{key}", f"{fault.first} to {fault.last}", "days of the campaign")

    def _read_the_plan(self) -> None:
        """Theme, partners and what chooses among them may be given as mappings."""
        for name, kind in (
            ("theme", Theme),
            ("partner_choice", Choice),
            ("planner", Planner),
            ("goals", Goals),
        ):
            given = getattr(self, name)
            if isinstance(given, Mapping):
                object.__setattr__(self, name, kind.build(f"{self.name}.{name}", given))
        partners = {
            key: Partner.build(f"{self.name}.partners.{key}", each) if isinstance(each, Mapping) else each
            for key, each in self.partners.items()
        }
        object.__setattr__(self, "partners", partners)

    def _follow_the_plan(self) -> None:
        """Keep the partners and activities that are taken, and weigh the tools by the goals."""
        if self.partner_choice is not None:
            object.__setattr__(self, "partners", self.partner_choice.of(self.partners))
        if self.planner is not None:
            object.__setattr__(self, "activities", self.planner.of(self.activities))
        if self.goals is not None:
            media, reach = self.goals.effort("media"), self.goals.effort("activities")
            lift = {phase: max(0.0, 1 + media * (each - 1)) for phase, each in self.media_lift.items()}
            object.__setattr__(self, "media_lift", lift)
            object.__setattr__(self, "promotions", {k: self.goals.of(o) for k, o in self.promotions.items()})
            played = {k: replace(a, reach=min(1.0, reach * a.reach)) for k, a in self.activities.items()}
            object.__setattr__(self, "activities", played)

    def _activities(self) -> dict[str, Activity]:
        activities = {}
        for key, terms in self.activities.items():
            name = f"{self.name}.activities.{key}"
            activity = Activity.build(name, {"name": key, **terms}) if isinstance(terms, Mapping) else terms
            for phase in activity.phases:
                check.one_of(f"{name}.phases", phase, (*PHASES, "always"))
            activities[key] = activity
        return activities

    def _check_prizes(self) -> None:
        """What can be won is a coupon of this campaign."""
        coupons = [name for name, offer in self.promotions.items() if offer.level == "coupon"]
        for key, activity in self.activities.items():
            if activity.coupon_name:
                check.one_of(f"{self.name}.activities.{key}.coupon", activity.coupon_name, coupons)

    def _promotion(self, key: str, terms: Mapping[str, Any]) -> Promotion:
        return Promotion.build(f"{self.name}.promotions.{key}", {"name": key, **terms})

    def _check_strength(self) -> None:
        lifts = (("media_lift", 0, 1000), ("pull", -10, 10), ("reminder", -10, 10))
        for name, low, high in (*lifts, ("cue", 0, 100), ("surge", 0, 100)):
            for phase, value in getattr(self, name).items():
                check.one_of(f"{self.name}.{name}", phase, PHASES)
                check.number(f"{self.name}.{name}.{phase}", value, low, high)
        for name in ("budget", "platform_budget"):
            check.number(f"{self.name}.{name}", getattr(self, name), 0, 1e12)

    def _wrong(self, field: str, value: object, wanted: str) -> ValueError:
        return ValueError(f"{self.name}.{field}: {value!r} is not right; write {wanted}")
