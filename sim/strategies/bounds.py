"""The checks that every rule makes on its own fields; an error names rule, field, value and range."""

import math
from collections.abc import Iterable

from sim.core import check


def within(rule: object, field: str, low: float, high: float = math.inf) -> None:
    """Raise ValueError unless ``low <= rule.field <= high``."""
    check.number(f"{type(rule).__name__}.{field}", getattr(rule, field), low, high)


def whole(rule: object, field: str, low: int, high: int) -> None:
    """Raise ValueError unless ``rule.field`` is a whole number in low..high."""
    check.whole(f"{type(rule).__name__}.{field}", getattr(rule, field), low, high)


def one_of(rule: object, field: str, choices: Iterable[str]) -> None:
    """Raise ValueError unless ``rule.field`` is one of the choices."""
    check.one_of(f"{type(rule).__name__}.{field}", getattr(rule, field), choices)


def rules(rule: object, *fields: str) -> None:
    """Raise ValueError unless each field holds a rule, which is called."""
    for field in fields:
        value = getattr(rule, field)
        if not callable(value):
            key = f"{type(rule).__name__}.{field}"
            raise ValueError(
                f"{key}: {value!r} is not right; write a rule: the mapping of its _target_ and fields"
            )


def shares(rule: object, field: str, values: Iterable[float]) -> None:
    """Raise ValueError unless the values are shares (0..1) that sum to one."""
    key, parts = f"{type(rule).__name__}.{field}", list(values)
    if abs(sum(check.number(key, part, 0, 1) for part in parts) - 1) > 1e-9:
        raise ValueError(f"{key}: {parts!r} sum to {sum(parts):g}; write shares that sum to 1")
