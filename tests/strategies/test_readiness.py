from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.strategies.campaign import Campaign
from sim.strategies.readiness import CAPACITIES, Fault, Task, capacity_left

DAY = date(2025, 11, 10)
kinds = st.sampled_from(CAPACITIES)
shares = st.floats(0, 0.99)
spans = st.tuples(st.floats(0, 24), st.floats(0, 24)).map(sorted).filter(lambda pair: pair[0] < pair[1])
faults = st.builds(
    Fault, of=kinds, first=st.just(DAY), last=st.just(DAY + timedelta(days=2)), hours=spans, loss=shares
)
tasks = st.builds(Task, of=kinds, restores=st.floats(0, 1), cost=st.just(0.0))


def named(things: list[Any]) -> dict[str, Any]:
    return {str(number): thing for number, thing in enumerate(things)}


@given(st.lists(faults, max_size=4), st.lists(tasks, max_size=3), kinds)
def test_faults_only_take_and_tasks_only_give_back(found: list[Fault], done: list[Task], of: str) -> None:
    bare = capacity_left(of, DAY, named(found), {})
    helped = capacity_left(of, DAY, named(found), named(done))
    assert (bare <= helped).all() and (helped <= 1).all() and (bare > 0).all()


@given(faults)
def test_a_fault_leaves_other_capacities_days_and_hours_alone(fault: Fault) -> None:
    others = [of for of in CAPACITIES if of != fault.of]
    assert all((capacity_left(of, DAY, {"it": fault}, {}) == 1).all() for of in others)
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=3)):
        assert (capacity_left(fault.of, day, {"it": fault}, {}) == 1).all()
    hour = np.arange(24)
    outside = (hour + 1 <= fault.hours[0]) | (hour >= fault.hours[1])
    assert (capacity_left(fault.of, DAY, {"it": fault}, {})[outside] == 1).all()


def test_what_is_fully_restored_was_never_lost() -> None:
    fault, task = Fault("server", DAY, DAY, [0, 24], 0.9), Task("server", 1, 0)
    assert (capacity_left("server", DAY, {"it": fault}, {"it": task}) == 1).all()
    assert capacity_left("server", DAY, {"it": fault}, {}) == pytest.approx(0.1)


def a_campaign(**given: Any) -> Campaign:
    quiet: dict[str, Any] = {key: {} for key in ("promotions", "media_lift", "pull", "cue")}
    phases = {"prepare": "2025-11-01", "launch": "2025-11-10"}
    plain = {
        "name": "fest",
        "phases": phases,
        "end": "2025-11-20",
        "shops": "all",
        "budget": 0,
        "platform_budget": 0,
    }
    return Campaign(**{**quiet, **plain, "learning": None, **given})


FAULT = {"of": "server", "first": "2025-11-10", "last": "2025-11-11", "hours": [0, 6], "loss": 0.5}
TASK = {"of": "server", "restores": 0.5, "cost": 10}


def test_without_a_prepare_phase_no_task_is_done() -> None:
    ready = a_campaign(faults={"it": FAULT}, tasks={"it": TASK})
    unready = a_campaign(faults={"it": FAULT}, tasks={"it": TASK}, phases={"launch": "2025-11-10"})
    assert ready.capacity_left("server", DAY)[0] == 0.75
    assert unready.capacity_left("server", DAY)[0] == 0.5


def test_a_campaign_with_a_rush_a_fault_or_a_task_has_an_effect() -> None:
    rush = {"weight": 0.3, "tau": 20, "shape": 1, "hour": 0}
    assert not a_campaign(opening={**rush, "weight": 0}, faults={"it": {**FAULT, "loss": 0}}).has_effect
    for given_ in (
        {"opening": rush},
        {"faults": {"it": FAULT}},
        {"tasks": {"it": TASK}},
        {"surge": {"launch": 2}},
    ):
        assert a_campaign(**given_).has_effect


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"of": "weather"}, "fest.faults.it.of: 'weather' is not known"),
        ({"loss": 1}, "fest.faults.it.loss"),
        ({"hours": [6, 6]}, "fest.faults.it.hours"),
        ({"last": "2025-11-09"}, "not before the first"),
        ({"last": "2025-11-20"}, "fest.faults.it: .* days of the campaign"),
    ],
)
def test_a_fault_that_cannot_be_is_refused_by_name(fault: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        a_campaign(faults={"it": {**FAULT, **fault}})
