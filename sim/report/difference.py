"""What differs between two configs, with parts that only one of them has as one piece."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from sim.report.html import Markup, details, join, tag
from sim.report.tables import table

MISSING = object()


@dataclass(frozen=True)
class Change:
    """A key and its value in each config, or MISSING."""

    key: str
    treated: Any
    baseline: Any


def changes(treated: Mapping[str, Any], baseline: Mapping[str, Any], prefix: str = "") -> Iterator[Change]:
    """The keys that differ, in the order in which they occur."""
    for name in dict.fromkeys([*treated, *baseline]):
        one, other = treated.get(name, MISSING), baseline.get(name, MISSING)
        key = f"{prefix}{name}"
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            yield from changes(one, other, f"{key}.")
        elif one is MISSING or other is MISSING or one != other:
            yield Change(key, one, other)


def difference(treated: Mapping[str, Any], baseline: Mapping[str, Any]) -> Markup:
    """The changes as a table; what is large can be opened below it."""
    found = list(changes(treated, baseline))
    rows = [(each.key, _short(each.treated), _short(each.baseline)) for each in found]
    large = [
        details(
            f"{each.key}, {arm} only" if MISSING in (each.treated, each.baseline) else f"{each.key}, {arm}",
            _yaml(value),
        )
        for each in found
        for arm, value in (("treated", each.treated), ("baseline", each.baseline))
        if isinstance(value, Mapping | list) and value
    ]
    return join(
        table(["key", "treated", "baseline"], rows, "Keys that differ between the scenarios", texts=3), *large
    )


def _short(value: Any) -> str:
    if value is MISSING:
        return "not there"
    if isinstance(value, Mapping):
        return f"{_keys(value)} keys, below" if value else "empty"
    if isinstance(value, list):
        return f"a list of {len(value)}, below" if value else "empty"
    return str(value)


def _keys(value: Any) -> int:
    return sum(map(_keys, value.values())) if isinstance(value, Mapping) else 1


def _yaml(value: Any) -> Markup:
    return tag("pre", tag("code", yaml.safe_dump(value, sort_keys=False, allow_unicode=True)), tabindex=0)
