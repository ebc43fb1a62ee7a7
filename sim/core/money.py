"""Money is whole cents: conversion from and to yuan, and sharing an amount without losing a cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

CENTS_PER_YUAN = 100


def cents(yuan: float | str | Decimal) -> int:
    """Return an amount in yuan as whole cents; half a cent rounds away from zero.

    The decimal digits that a person would write count, not their binary approximation: 1.005 yuan is 101
    cents.
    ValueError when `yuan` is no finite number.
    """
    try:
        amount = Decimal(str(yuan))
        if isinstance(yuan, bool) or not amount.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise ValueError(f"yuan: {yuan!r} is no amount of money; write a number such as 19.9") from None
    return int((amount * CENTS_PER_YUAN).to_integral_value(ROUND_HALF_UP))


def yuan(cents: int) -> float:
    """Return whole cents in yuan, for reports."""
    return cents / CENTS_PER_YUAN


def allocate(total: int, weights: Sequence[float] | NDArray[Any]) -> NDArray[np.int64]:
    """(L,) int64 parts of `total` cents in proportion to `weights` (L,) >= 0, which sum to `total` exactly.

    Largest-remainder rule: each line gets its exact share rounded down, and the cents left over go one each
    to the lines with the largest fractions; of equal fractions the first line wins. A zero weight gets
    nothing. ValueError for a negative total, a negative or infinite weight, or a positive total with no
    positive weight.
    Source: largest-remainder (Hamilton) apportionment, Balinski & Young (1982), Fair Representation.
    """
    if total < 0:
        raise ValueError(f"total: {total} is negative; write cents of 0 or more and negate the parts")
    values = np.asarray(weights)
    if values.ndim != 1 or not np.all(np.isfinite(values)) or np.any(values < 0):
        raise ValueError(f"weights: {weights!r} are not right; write a list of finite numbers of 0 or more")
    shares = [Fraction(each) for each in values.tolist()]
    whole = sum(shares, Fraction(0))
    if total > 0 and whole == 0:
        raise ValueError(f"weights: all are 0, so {total} cents have no owner; give a line a positive weight")
    if total == 0:
        return np.zeros(len(shares), dtype=np.int64)
    exact = [total * share / whole for share in shares]
    parts = [int(each) for each in exact]
    order = sorted(range(len(parts)), key=lambda line: parts[line] - exact[line])  # stable
    for line in order[: total - sum(parts)]:
        parts[line] += 1
    return np.array(parts, dtype=np.int64)
