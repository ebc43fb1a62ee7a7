from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.money import allocate, cents, yuan

TOTALS = st.integers(0, 10**13)
WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=30).filter(any)
FLOATS = st.lists(st.floats(0, 1e9, allow_subnormal=False), min_size=1, max_size=30).filter(any)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(0, 0), (19.9, 1990), (0.29, 29), (1.005, 101), (0.004, 0), (0.005, 1), ("12.345", 1235), (-0.005, -1),
     (Decimal("9.99"), 999), (np.float64(59.9), 5990), (100_000_000_000.01, 10_000_000_000_001)],
)  # fmt: skip
def test_yuan_become_the_cents_that_a_person_would_write(amount: Any, expected: int) -> None:
    assert cents(amount) == expected


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), "ten", True, None])
def test_what_is_no_amount_is_refused(amount: Any) -> None:
    with pytest.raises(ValueError, match="is no amount of money; write a number"):
        cents(amount)


@given(st.integers(-(10**13), 10**13))
def test_cents_survive_the_way_to_yuan_and_back(amount: int) -> None:
    assert cents(yuan(amount)) == amount


@given(TOTALS, WEIGHTS)
def test_parts_sum_to_the_total_and_lie_within_a_cent_of_the_exact_share(
    total: int, weights: list[int]
) -> None:
    parts = allocate(total, weights)
    assert parts.dtype == np.int64
    assert sum(parts.tolist()) == total
    for part, weight in zip(parts.tolist(), weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


@given(TOTALS, FLOATS)
def test_fractional_weights_are_shared_without_losing_a_cent(total: int, weights: list[float]) -> None:
    parts = allocate(total, weights)
    assert parts.sum() == total
    assert np.all(parts >= 0)
    assert np.all(parts[np.asarray(weights) == 0] == 0)


@given(TOTALS, WEIGHTS)
def test_a_heavier_line_never_gets_less(total: int, weights: list[int]) -> None:
    parts = allocate(total, weights)
    for i, each in enumerate(weights):
        for j, other in enumerate(weights):
            assert each <= other or parts[i] >= parts[j]


@given(TOTALS, WEIGHTS, st.integers(2, 1000))
def test_only_the_proportion_of_weights_counts(total: int, weights: list[int], factor: int) -> None:
    assert np.array_equal(allocate(total, weights), allocate(total, [factor * each for each in weights]))


def test_of_equal_lines_the_first_gets_the_odd_cent() -> None:
    assert allocate(100, [1, 1, 1]).tolist() == [34, 33, 33]
    assert allocate(2, [1, 0, 1, 1]).tolist() == [1, 0, 1, 0]


def test_a_reduction_of_50_yuan_is_shared_as_in_the_worked_example() -> None:
    assert allocate(5000, [20000, 15000]).tolist() == [2857, 2143]


def test_nothing_is_shared_as_zeros_even_without_weights() -> None:
    assert allocate(0, [0, 0]).tolist() == [0, 0]
    assert allocate(0, []).tolist() == []


@pytest.mark.parametrize(
    ("total", "weights", "message"),
    [
        (-1, [1.0], "total: -1 is negative"),
        (1, [0.0, 0.0], "weights: all are 0, so 1 cents have no owner"),
        (1, [], "weights: all are 0"),
        (1, [1.0, -2.0], "finite numbers of 0 or more"),
        (1, [1.0, float("nan")], "finite numbers of 0 or more"),
        (1, [[1.0]], "finite numbers of 0 or more"),
    ],
)
def test_what_cannot_be_shared_is_refused(total: int, weights: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        allocate(total, weights)
