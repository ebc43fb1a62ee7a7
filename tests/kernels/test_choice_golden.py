"""Golden numbers of the multinomial and the nested logit.

Multinomial (McFadden 1974): s_j = exp V_j / (1 + sum_k exp V_k). Nested (McFadden 1978): s_j = s_(j|g) s_g with
s_(j|g) = exp(V_j / n) / exp I_g, I_g = log sum_(k in g) exp(V_k / n), s_g = exp(n I_g) / (1 + sum_h exp(n I_h)).
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from sim.core.rng import base_key, personal_key, uniform
from sim.kernels.choice import buy_probability, gumbel, inclusive_value, outside_value

F = np.float32
value = st.floats(-5, 5, width=32)
nest = st.floats(0.125, 1, width=32)


def inclusive(values: list[float], dissimilarity: float) -> float:
    return float(inclusive_value(F(sum(math.exp(v / dissimilarity) for v in values))))


def shares(values: list[float], dissimilarity: float, outside: float) -> list[float]:
    """Shares of a nest against everything outside of it."""
    whole = inclusive(values, dissimilarity)
    bought = float(buy_probability(F(whole), F(dissimilarity), F(outside)))
    return [bought * math.exp(v / dissimilarity - whole) for v in values]


def two_nests(first: list[float], second: list[float], dissimilarity: float) -> list[float]:
    """Shares of two nests and, last, the outside option: to each nest the other one is part of what is outside."""
    found = []
    for own, other in ((first, second), (second, first)):
        rival = dissimilarity * inclusive(other, dissimilarity) if other else -math.inf
        found += shares(own, dissimilarity, math.log(1 + math.exp(rival))) if own else []
    return [*found, 1 - sum(found)]


def test_multinomial_golden_numbers() -> None:
    found = shares([1, 0.5, 0], 1, 0)
    assert [*found, 1 - sum(found)] == pytest.approx([0.426933, 0.258948, 0.157060, 0.157060], abs=2e-6)
    assert math.log(1 + math.exp(inclusive([1, 0.5, 0], 1))) == pytest.approx(1.851129, abs=2e-6)


def test_nested_golden_numbers() -> None:
    found = two_nests([1, 0.5], [0, 0.2], 0.5)
    assert found == pytest.approx([0.403662, 0.148499, 0.110024, 0.164137, 0.173679], abs=2e-6)


def test_a_deleted_product_gives_most_to_its_nest_mate() -> None:
    before, after = two_nests([1, 0.5], [0, 0.2], 0.5), two_nests([0.5], [0, 0.2], 0.5)
    gained = [(a - b) / before[0] for a, b in zip(after, before[1:], strict=True)]
    assert gained == pytest.approx([0.5983, 0.0987, 0.1472, 0.1558], abs=5e-5)


def test_a_nest_with_dissimilarity_one_is_the_multinomial_logit() -> None:
    nested, flat = two_nests([1, 0.5], [0, 0.2], 1), shares([1, 0.5, 0, 0.2], 1, 0)
    assert nested[:4] == pytest.approx(flat, abs=2e-6)


@given(st.lists(value, min_size=1, max_size=6), nest, value)
def test_probabilities_sum_to_one(values: list[float], dissimilarity: float, outside: float) -> None:
    found = shares(values, dissimilarity, outside)
    refused = 1 - float(buy_probability(F(inclusive(values, dissimilarity)), F(dissimilarity), F(outside)))
    assert all(0 <= s <= 1 + 1e-5 for s in found)
    assert sum(found) + refused == pytest.approx(1, abs=2e-5)


@given(st.lists(value, min_size=2, max_size=6), nest, value, st.floats(0, 2, width=32))
def test_a_better_offer_sells_more_and_every_other_no_more(
    values: list[float], dissimilarity: float, outside: float, better: float
) -> None:
    now = shares(values, dissimilarity, outside)
    then = shares([values[0] + better, *values[1:]], dissimilarity, outside)
    assert then[0] >= now[0] - 1e-5
    assert all(a <= b + 1e-5 for a, b in zip(then[1:], now[1:], strict=True))


@given(value, st.floats(0, 4, width=32), st.floats(0, 2, width=32), st.floats(0, 2, width=32))
def test_waiting_is_worth_less_the_stronger_the_need(
    v0: float, kappa: float, one: float, other: float
) -> None:
    weak, strong = sorted((F(one), F(other)))
    assert outside_value(F(v0), F(kappa), strong) <= outside_value(F(v0), F(kappa), weak)


def test_an_empty_set_is_never_bought() -> None:
    assert buy_probability(inclusive_value(F(0)), F(0.6), F(-50)) < 1e-30


@njit
def _gumbels(u: np.ndarray) -> np.ndarray:
    found = np.empty(len(u), np.float32)
    gumbel(len(u), u, found)
    return found


def gumbels(n: int) -> np.ndarray:
    return _gumbels(uniform(personal_key(base_key(0, "test"), np.arange(n)))).astype(float)


def test_gumbel_shocks_have_the_mean_and_variance_of_theirs() -> None:
    shocks = gumbels(400_000)
    assert shocks.mean() == pytest.approx(0.577216, abs=4 * 1.2825 / math.sqrt(400_000))
    assert shocks.var() == pytest.approx(math.pi**2 / 6, rel=0.015)


def test_the_largest_of_shocked_values_is_chosen_with_logit_chances() -> None:
    values = np.array([1, 0.5, 0, -1.0])
    shocked = values[:, None] + gumbels(800_000).reshape(4, -1)
    found = np.bincount(shocked.argmax(axis=0), minlength=4) / 200_000
    expected = np.exp(values) / np.exp(values).sum()
    assert found == pytest.approx(expected, abs=4 * math.sqrt(0.25 / 200_000))
