import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels.memory import aware_after, loyalty_after, ratcheted, smoothed
from sim.kernels.value import price_value, reference_value, relation_value, risk_value

F = np.float32
share = st.floats(0, 1, width=32)
weight = st.floats(0, 10, width=32)
level = st.floats(0.125, 8, width=32)
half = st.floats(0, 2, width=32)


@given(weight, level, level)
def test_a_dearer_offer_is_never_worth_more(sensitivity: float, one: float, other: float) -> None:
    low, high = sorted((F(one), F(other)))
    assert price_value(F(sensitivity), high) <= price_value(F(sensitivity), low) <= 0


@given(weight, half, share, level, level)
def test_a_dearer_offer_is_never_a_better_surprise(
    gain: float, aversion: float, reference: float, one: float, other: float
) -> None:
    low, high = sorted((F(one), F(other)))
    worth = [reference_value(F(gain), F(aversion), F(reference), ratio) for ratio in (low, high)]
    assert worth[1] <= worth[0]


def test_losses_loom_larger_than_gains_by_the_aversion() -> None:
    gained = reference_value(F(0.8), F(2.25), F(1), F(0.9))
    lost = reference_value(F(0.8), F(2.25), F(1), F(1.1))
    assert gained == pytest.approx(0.08, rel=1e-5)
    assert lost == pytest.approx(-2.25 * 0.08, rel=1e-5)


@given(weight, half, share)
def test_the_expected_price_is_no_surprise(gain: float, aversion: float, reference: float) -> None:
    assert reference_value(F(gain), F(aversion), F(reference), F(reference)) == 0


@given(share, share, share)
def test_relations_without_weight_are_worth_nothing(
    loyalty: float, satisfaction: float, awareness: float
) -> None:
    assert relation_value(F(0), F(loyalty), F(0), F(satisfaction), F(0), F(awareness)) == 0


@given(weight, weight, weight, share, share, share, share)
def test_more_loyalty_satisfaction_or_awareness_is_never_worth_less(
    loyal: float,
    satisfied: float,
    exposed: float,
    loyalty: float,
    satisfaction: float,
    awareness: float,
    more: float,
) -> None:
    def worth(*state: float) -> float:
        a, b, c = (F(max(x, 0)) for x in state)
        return float(relation_value(F(loyal), a, F(satisfied), b, F(exposed), c))

    now = worth(loyalty, satisfaction, awareness) - 1e-5
    assert worth(max(loyalty, more), satisfaction, awareness) >= now
    assert worth(loyalty, max(satisfaction, more), awareness) >= now
    assert worth(loyalty, satisfaction, max(awareness, more)) >= now


def test_a_neutral_experience_is_worth_nothing() -> None:
    assert relation_value(F(1), F(0), F(1), F(0.5), F(1), F(0)) == 0


@given(share, share, weight, level)
def test_risk_only_deters_and_more_doubt_deters_more(
    one: float, other: float, risk: float, price: float
) -> None:
    little, much = sorted((F(one), F(other)))
    assert risk_value(much, F(risk), F(price)) <= risk_value(little, F(risk), F(price)) <= 0
    assert risk_value(F(0), F(risk), F(price)) == 0


@given(share, share, half, half)
def test_loyalty_stays_between_nothing_and_all(
    loyalty: float, satisfaction: float, up: float, down: float
) -> None:
    after = loyalty_after(F(loyalty), F(satisfaction), F(up), F(down))
    assert 0 <= after <= 1
    assert (after - F(loyalty)) * (satisfaction - 0.5) >= 0


@given(share, half, half)
def test_a_neutral_experience_leaves_loyalty_alone(loyalty: float, up: float, down: float) -> None:
    assert loyalty_after(F(loyalty), F(0.5), F(up), F(down)) == F(loyalty)


def test_loyalty_after_a_good_and_a_bad_experience() -> None:
    assert loyalty_after(F(0.4), F(0.9), F(0.6), F(0.9)) == pytest.approx(0.4 + 0.6 * 0.4 * 0.6, rel=1e-5)
    assert loyalty_after(F(0.4), F(0.1), F(0.6), F(0.9)) == pytest.approx(0.4 - 0.9 * 0.4 * 0.4, rel=1e-5)


@given(share, st.floats(0, 1000, width=32), st.floats(0, 1000, width=32))
def test_awareness_grows_with_impressions_and_never_passes_one(
    aware: float, one: float, other: float
) -> None:
    few, many = sorted((F(one), F(other)))
    less, more = aware_after(F(aware), few), aware_after(F(aware), many)
    assert F(aware) - 1e-6 <= less <= more + 1e-6 <= 1 + 2e-6
    assert aware_after(F(aware), F(0)) == F(aware)


@given(share, share, share)
def test_smoothing_ends_between_the_old_and_the_new(state: float, observed: float, rate: float) -> None:
    after = smoothed(F(state), F(observed), F(rate))
    low, high = sorted((state, observed))
    assert low - 1e-6 <= after <= high + 1e-6
    assert smoothed(F(state), F(observed), F(0)) == F(state)
    assert smoothed(F(state), F(observed), F(1)) == pytest.approx(observed, abs=1e-6)


@given(
    st.floats(-3, 3, width=32),
    st.floats(-3, 3, width=32),
    st.floats(0, 1, width=32),
    st.floats(0, 1, width=32),
)
def test_what_is_expected_rises_as_experience_does_and_falls_more_slowly(
    level: float, seen: float, rise: float, fall: float
) -> None:
    after = ratcheted(F(level), F(seen), F(rise), F(fall))
    plain = smoothed(F(level), F(seen), F(rise))
    assert after == plain if seen > level else plain - 1e-6 <= after <= F(level)
    assert ratcheted(F(level), F(seen), F(rise), F(0)) == max(F(level), plain)


def test_constant_service_ends_at_what_is_expected_of_it_while_improving_service_stays_above() -> None:
    constant = improving = F(0)
    for parcel in range(60):
        improving = ratcheted(improving, F(1 + 0.05 * parcel), F(0.2), F(0))
        constant = ratcheted(constant, F(1), F(0.2), F(0))
    assert constant == pytest.approx(1, abs=1e-4)
    assert 1 + 0.05 * 59 - improving == pytest.approx(0.05 * 0.8 / 0.2, abs=1e-3)
