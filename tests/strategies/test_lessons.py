from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.strategies.base import View
from sim.strategies.lessons import Lessons, Plan

MakeView = Callable[..., View]
LESSONS = Lessons(prior=2, doubt=1, noise=0.5, step=0.2, horizon=28, most=2)
EVENT = ["warm_up"] * 3 + ["launch"] * 2 + ["after"] * 2
USUAL = 10  # units a day, a cent each


def play(
    gain: Callable[[float], float], uplift: float, events: int, a_view: MakeView, rule: Lessons = LESSONS
) -> list[Plan]:
    """Plans on the eve of each event and after the last; an event leaves `gain(effort)` cents beyond ordinary days."""
    memory, cash, units, plans = dict[str, object](), 0.0, np.zeros((0, 1)), list[Plan]()
    for day, phase in enumerate(([""] * 10 + EVENT) * events + [""]):
        plan = rule(a_view(cost=[1], day=day, phase=phase, cash=cash, units=units[-28:], memory=memory))
        if not phase and day % (10 + len(EVENT)) in (0, 9):
            plans.append(plan)
        sold = USUAL * (uplift if phase == "launch" else 1.0)
        cash += USUAL + (gain(plan.effort) / 2 if phase == "launch" else 0.0)
        units = np.vstack([units, [sold]])
    return plans[1::2] + plans[-1:]


@given(uplift=st.floats(0.5, 10))
def test_the_expected_uplift_comes_closer_to_the_true_one_with_every_event(
    uplift: float, a_view: MakeView
) -> None:
    errors = [abs(np.log(plan.uplift / uplift)) for plan in play(lambda _: 0.0, uplift, 4, a_view)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] <= 0.1 * errors[0] + 1e-9


@pytest.mark.parametrize("best", [0.6, 1.0, 1.7])
def test_effort_ends_near_the_one_that_pays_best(best: float, a_view: MakeView) -> None:
    plans = play(lambda effort: 1000 - 1000 * np.log(effort / best) ** 2, 2, 16, a_view)
    assert all(abs(np.log(plan.effort / best)) < 0.5 for plan in plans[-6:])


def test_effort_falls_after_the_first_event_and_then_follows_the_gain(a_view: MakeView) -> None:
    assert play(lambda _: 100.0, 2, 1, a_view)[-1].effort == pytest.approx(0.8)
    dearer, cheaper = (play(lambda e, s=s: s * e, 2, 2, a_view)[-1].effort for s in (100.0, -100.0))
    assert dearer == pytest.approx(0.8 * 1.2) and cheaper == pytest.approx(0.8 * 0.8)


def test_who_learns_nothing_goes_into_every_event_alike(a_view: MakeView) -> None:
    stubborn = Lessons(prior=2, doubt=0.01, noise=10, step=0, horizon=28, most=2)
    plans = play(lambda _: 100.0, 8, 3, a_view, stubborn)
    assert all(plan.effort == 1 and plan.uplift == pytest.approx(2, rel=1e-3) for plan in plans)


def test_an_event_on_the_heels_of_another_is_a_new_one_and_the_first_is_learnt_from(a_view: MakeView) -> None:
    memory, cash, units, plans = dict[str, object](), 0.0, np.zeros((0, 1)), list[Plan]()
    for day, phase in enumerate([""] * 10 + EVENT + EVENT):
        plans.append(
            LESSONS(a_view(cost=[1], day=day, phase=phase, cash=cash, units=units[-28:], memory=memory))
        )
        cash += USUAL - (50 if phase == "launch" else 0)
        units = np.vstack([units, [USUAL * (8 if phase == "launch" else 1)]])
    first, second = plans[10], plans[10 + len(EVENT)]
    assert second.effort == pytest.approx(0.8 * first.effort)
    assert first.uplift == pytest.approx(2) and 2 < second.uplift < 8


def test_effort_stays_within_its_bounds(a_view: MakeView) -> None:
    plans = play(lambda effort: 1000 * effort, 2, 12, a_view)
    assert max(plan.effort for plan in plans) == 2


def test_a_wrong_parameter_is_refused_with_its_name_and_range() -> None:
    with pytest.raises(ValueError, match=r"Lessons.step: 1 .* from 0 to 0.9"):
        Lessons(prior=2, doubt=1, noise=0.5, step=1, horizon=28, most=2)
