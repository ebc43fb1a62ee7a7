"""One value against one rule of the table."""

from datetime import date
from math import isfinite
from typing import Any

from sim.run.rules import Rule


def problem(key: str, value: Any, rule: Rule) -> str | None:
    """What is wrong with `value`, as `key: value is not right; write ...`, or None."""
    if value is None and rule.null:
        return None
    if _fits(value, rule):
        return None
    reason = f" ({rule.why})" if rule.why else ""
    return f"{key}: {as_written(value)} is not right; write {wanted(rule)}{reason}"


WRITTEN = {None: "null", True: "true", False: "false"}


def as_written(value: Any) -> str:
    """A value to be shown in a message; null, true and false as a config file writes them."""
    return repr(value) if value is not None and not isinstance(value, bool) else WRITTEN[value]


def wanted(rule: Rule) -> str:
    """What a rule asks for, in words: `a whole number of at least 1, in consumers`."""
    kind = {
        "date": "a date that exists, like 2025-11-10",
        "true or false": "true or false",
        "list of texts or mapping": "a list of texts, or a mapping of such lists by name",
        "all or list of texts": "all, or a list of texts",
    }
    text = kind.get(rule.kind, f"a {rule.kind}")
    if rule.low is not None and rule.high is not None:
        text += f" from {rule.low:g} to {rule.high:g}"
    elif rule.low is not None:
        text += f" of at least {rule.low:g}"
    elif rule.above is not None and rule.high is not None:
        text += f" above {rule.above:g} and at most {rule.high:g}"
    elif rule.above is not None:
        text += f" above {rule.above:g}"
    elif rule.high is not None:
        text += f" of at most {rule.high:g}"
    if rule.unit:
        text += f", in {rule.unit}"
    return f"{text}, or null" if rule.null else text


def _fits(value: Any, rule: Rule) -> bool:
    match rule.kind:
        case "whole number":
            return _whole(value) and _within(value, rule)
        case "number":
            return (_whole(value) or (isinstance(value, float) and isfinite(value))) and _within(value, rule)
        case "true or false":
            return isinstance(value, bool)
        case "text":
            return isinstance(value, str)
        case "date":
            return as_date(value) is not None
        case "list of whole numbers":
            return (
                isinstance(value, list) and bool(value) and all(_whole(v) and _within(v, rule) for v in value)
            )
        case "list of lists":
            return isinstance(value, list) and all(isinstance(row, list) for row in value)
        case "list of texts":
            return _texts(value)
        case "list of texts or mapping":
            return _texts(value) or isinstance(value, dict)
        case "all or list of texts":
            return value == "all" or (_texts(value) and bool(value))


def as_date(value: Any) -> date | None:
    """`value` as a date when it is text of the form YYYY-MM-DD and the day exists."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _within(value: float, rule: Rule) -> bool:
    return (
        (rule.low is None or value >= rule.low)
        and (rule.high is None or value <= rule.high)
        and (rule.above is None or value > rule.above)
    )
