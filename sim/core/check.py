"""Values read from a config: the right kind and range, or an error that says what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def number(key: str, value: object, low: float, high: float) -> float:
    """Return `value` as a float in [low, high]; ValueError naming `key` otherwise."""
    if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
        return float(value)
    raise ValueError(f"{key}: {value!r} is not right; write a number from {low:g} to {high:g}")


def whole(key: str, value: object, low: int, high: int) -> int:
    """Return `value` as an int in [low, high]; ValueError naming `key` otherwise."""
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return value
    raise ValueError(f"{key}: {value!r} is not right; write a whole number from {low} to {high}")


def fields(key: str, value: object, names: Iterable[str]) -> dict[str, Any]:
    """Return the mapping `value` if it has exactly the keys `names`; ValueError naming `key` otherwise."""
    wanted = list(names)
    if not isinstance(value, Mapping):
        raise ValueError(f"{key}: {value!r} is not right; write a mapping with the keys {', '.join(wanted)}")
    missing = [name for name in wanted if name not in value]
    unknown = [str(name) for name in value if name not in wanted]
    if missing or unknown:
        wrong = f"lacks {', '.join(missing)}" if missing else f"does not know {', '.join(unknown)}"
        raise ValueError(f"{key}: {wrong}; its keys are {', '.join(wanted)}")
    return {str(name): value[name] for name in wanted}


def one_of(key: str, value: object, choices: Iterable[str]) -> str:
    """Return `value` if it is one of the names `choices`; ValueError naming `key` otherwise."""
    allowed = list(choices)
    if isinstance(value, str) and value in allowed:
        return value
    raise ValueError(f"{key}: {value!r} is not known; write one of {', '.join(allowed)}")
