import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.rng import mix, uniform
from sim.kernels.leaning import affinity, habit_value, ones
from sim.kernels.stores import distance
from sim.kernels.ties import trust_after_envy

F = np.float32
shares = st.floats(0, 1, width=32)
bits = st.integers(0, 2**16 - 1)


@given(bits)
def test_every_one_among_sixteen_bits_is_counted(number: int) -> None:
    assert ones(np.uint16(number)) == number.bit_count()


@given(pains=bits, solves=bits)
def test_only_pains_that_are_felt_and_solved_count(pains: int, solves: int) -> None:
    nothing = F(0)
    value = affinity(nothing, nothing, nothing, nothing, F(0.5), np.uint16(pains), np.uint16(solves))
    assert value == 0.5 * len([p for p in range(16) if pains >> p & 1 and solves >> p & 1])


@given(orders=st.floats(0, 100, width=32), age=st.floats(0, 1000, width=32))
def test_habit_fades_with_the_days_and_is_bounded(orders: float, age: float) -> None:
    def held(days: float) -> float:
        return float(habit_value(F(2), F(orders), F(days), F(0.01), F(3)))

    assert 0 <= held(age + 10) <= held(age) < 2


@given(trust=shares, paid=shares, told=shares, weight=st.floats(0, 10, width=32))
def test_trust_falls_only_when_a_friend_paid_noticeably_less(
    trust: float, paid: float, told: float, weight: float
) -> None:
    after = trust_after_envy(F(trust), F(paid), F(told), F(weight), F(0.05))
    assert 0 <= after <= F(trust)
    if paid <= told:
        assert after == F(trust)


def test_the_nearest_store_is_as_far_as_said_on_average() -> None:
    luck = uniform(mix(np.arange(20_000, dtype=np.uint64)))
    found = np.array([distance(F(4), u) for u in luck])
    assert found.mean() == pytest.approx(4, rel=0.02)
    assert found.std() == pytest.approx(4 * np.sqrt(4 / np.pi - 1), rel=0.03)
