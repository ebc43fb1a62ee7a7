"""A fact as it stands in a YAML file: what the literature says, and how the same is measured here."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

STATUS = {
    "seen": "seen in an abstract or on an official page",
    "secondary": "secondary source",
    "computed": "computed from data",
    "derived": "derived from other figures",
    "memory": "from memory, unchecked",
    "judgement": "judgement",
}
"""How well a figure of the literature is known, and how the page says it."""


@dataclass(frozen=True)
class Fact:
    """One fact. `measure` names a function of `MEASURES`, which looks at the runs of `setting`.

    literature: the value as published. band: lowest and highest mean over seeds that agrees with it. per: setting and measure
    that the measure is divided by, seed by seed. why: what is behind it when the simulator lies outside.
    """

    id: str
    statement: str
    literature: str
    source: str
    status: str
    band: tuple[float, float]
    setting: str
    measure: str
    how: str
    per: Mapping[str, str] | None = None
    why: str = ""

    def __post_init__(self) -> None:
        low, high = self.band
        object.__setattr__(self, "band", (float(low), float(high)))
        if self.status not in STATUS:
            raise ValueError(f"{self.id}: status is {self.status!r}; write one of {', '.join(STATUS)}")
        if not low < high:
            raise ValueError(f"{self.id}: band is {[low, high]}; write the lower bound first")

    @property
    def wants(self) -> list[tuple[str, str]]:
        """(setting, measure) that it needs."""
        wanted = [(self.setting, self.measure)]
        return wanted + [(self.per["setting"], self.per["measure"])] if self.per else wanted


def facts_in(folder: Path) -> list[Fact]:
    """The facts of all files in `folder`, by number; those without one last."""
    return sorted((Fact(**_words(entry)) for entry in _entries(folder, "facts")), key=_place)


def _place(fact: Fact) -> tuple[int, str]:
    number = re.match(r"\d+", fact.id)
    return int(number[0]) if number else sys.maxsize, fact.id


def _entries(folder: Path, key: str) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*.yaml"))
    return [each for path in files for each in yaml.safe_load(path.read_text("utf-8")).get(key) or []]


def _words(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: str(value) if key in ("id", "literature") else value for key, value in entry.items()}
