import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.market.slots import ordinary
from sim.strategies.opening import Opening

EVEN = np.arange(1, 1441) / 1440
OF_2019 = Opening(weight=0.379, tau=19.8, shape=0.97, hour=0)
openings = st.builds(
    Opening,
    weight=st.floats(0, 1),
    tau=st.floats(0.5, 600),
    shape=st.floats(0.2, 5),
    hour=st.integers(0, 23),
)


@given(openings, st.lists(st.floats(0.1, 9), min_size=24, max_size=24))
def test_everybody_comes_once_and_nobody_leaves_the_clock(opening: Opening, hours: list[float]) -> None:
    arrived = opening(ordinary(hours))
    assert (np.diff(arrived) >= 0).all() and arrived[0] >= 0 and arrived[-1] == pytest.approx(1)


@given(openings)
def test_nobody_of_the_rush_comes_before_the_opening(opening: Opening) -> None:
    before = 60 * int(opening.hour)
    assert opening(EVEN)[:before] == pytest.approx((1 - opening.weight) * EVEN[:before])


def test_without_weight_the_day_is_as_any_other() -> None:
    assert (Opening(0, 20, 1, 0)(EVEN) == EVEN).all()


@given(openings, st.floats(0, 1))
def test_more_weight_brings_nobody_later_when_the_day_opens_at_midnight(
    opening: Opening, more: float
) -> None:
    soon, sooner = (Opening(weight, 20, 1, 0)(EVEN) for weight in sorted((opening.weight, more)))
    assert (sooner[:720] >= soon[:720] - 1e-12).all()


def test_double_11_of_2019_opens_as_its_announcements_say() -> None:
    """Cumulative share of the day's sales at 1:36, 12:49, 64 and 86 minutes, 9 hours, 14:21 and 16:31 (Alibaba)."""
    hours = list(sim.compose("baseline").population.hours)
    arrived = OF_2019(ordinary(hours))
    minutes = [2, 13, 64, 86, 540, 861, 991]
    said = np.array([0.037, 0.186, 0.373, 0.450, 0.590, 0.745, 0.795])
    gap = arrived[np.array(minutes) - 1] - said
    assert np.sqrt((gap**2).mean()) < 0.08
    assert 0.35 < arrived[59] < 0.40
    assert hours[0] / sum(hours) < 0.05


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"weight": 1.2}, "fest.opening.weight"),
        ({"tau": 0}, "fest.opening.tau"),
        ({"hour": 24}, "fest.opening.hour"),
        ({"wait": 1}, "does not know wait"),
    ],
)
def test_an_opening_that_cannot_be_is_refused_by_name(terms: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Opening.build("fest.opening", {"weight": 0.3, "tau": 20, "shape": 1, "hour": 0, **terms})
