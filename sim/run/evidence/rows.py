"""Rows of evidence: one claim each, as they stand in YAML files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sim.results.results import LOADER

SWITCHES = {True: "on", False: "off"}  # YAML 1.1 takes these two keys for booleans
DIRECTIONS = ("up", "down", "unchanged", "zero", "nothing")


@dataclass(frozen=True)
class Row:
    """One claim. Each arm runs `experiment` with `common` and its own overrides, once per seed.

    `shock` (overrides): what is compared is then each arm's relative change of the measure when the shock is added.
    `versus` (overrides): what is compared is then what each arm shows against its own twin with these overrides; with `per`,
    divided by what that measure shows against the twin.
    `margin`: share of the off arm's value within which the whole interval lies when the row expects `unchanged`.
    `beside` (metric, where, per): what the off arm is measured by instead, such as the truth beside an estimate of it.
    `quick`: part of the everyday tests. `note`: what the row cannot show.
    """

    id: str
    name: str
    metric: str
    direction: str
    experiment: str = "baseline"
    common: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    shock: tuple[str, ...] = ()
    versus: tuple[str, ...] = ()
    where: Mapping[str, Any] = field(default_factory=dict)
    per: Mapping[str, Any] = field(default_factory=dict)
    margin: float = 0.02
    beside: Mapping[str, Any] = field(default_factory=dict)
    seeds: int = 3
    quick: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if self.direction not in DIRECTIONS:
            raise ValueError(
                f"{self.id}: direction is {self.direction!r}; write one of {', '.join(DIRECTIONS)}"
            )

    @property
    def figure(self) -> Mapping[str, Any]:
        """What the on arm is measured by."""
        return {"metric": self.metric, "where": self.where, "per": self.per}


def rows_in(where: Path) -> list[Row]:
    """The rows of a file, or of all files in a folder; lists of overrides may be nested, so that YAML anchors can be joined."""
    found = []
    for path in [where] if where.is_file() else sorted(where.glob("*.yaml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)["rows"]:
            entry = {SWITCHES.get(key, key): value for key, value in entry.items()}
            lists = {
                key: tuple(_flat(entry.get(key) or [])) for key in ("common", "off", "on", "shock", "versus")
            }
            found.append(Row(**{**entry, **lists}))
    return found


def _flat(values: Iterable[Any]) -> list[str]:
    return [text for value in values for text in (_flat(value) if isinstance(value, list) else [str(value)])]
