import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.market.saving import expected
from sim.world.offers import RULE

REST = 0.4


def rule(spend: int, amount: int, **terms: object) -> np.void:
    """An amount off a basket, in cents."""
    made = np.zeros(1, RULE)
    made["spend"], made["amount"] = spend, amount
    for key, value in terms.items():
        made[key] = value
    return made[0]


@given(st.integers(1, 10**5), st.integers(1, 10**5), st.integers(0, 4), st.booleans())
def test_from_the_threshold_on_an_amount_is_expected_as_it_falls_on_the_product_alone(
    spend: int, amount: int, times: int, repeat: bool
) -> None:
    price = np.array([spend * (1 + times) + spend // 2])
    given_off = amount * (price // spend if repeat else 1)
    assert expected(rule(spend, amount, repeat=repeat), price, REST) == pytest.approx(given_off / price)


def test_twenty_yuan_off_199_are_two_per_cent_of_a_thousand() -> None:
    assert expected(rule(19900, 2000), np.array([100_000]), REST) == pytest.approx(0.02)


def test_of_steps_the_best_that_the_price_reaches_is_expected() -> None:
    steps = {"tier_spend": (30000, 0, 0, 0), "tier_amount": (5000, 0, 0, 0)}
    assert expected(rule(20000, 2000, **steps), np.array([50_000]), 0.0) == pytest.approx(0.1)


@given(st.lists(st.integers(1, 10**6), min_size=1), st.integers(1, 10**5), st.integers(1, 10**4))
def test_no_more_is_expected_than_the_most_that_a_rule_gives(prices: list[int], spend: int, cap: int) -> None:
    price = np.array(prices)
    capped = rule(spend, 10**6, cap=cap, repeat=1)
    assert (expected(capped, price, REST) * price <= cap * (1 + 1e-9)).all()
