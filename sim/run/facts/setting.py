"""A setting: one market and the arms that differ from it, in which facts are measured."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import yaml


@dataclass(frozen=True)
class Setting:
    """One paired simulation. Each arm is `experiment` with `common` and its own overrides.

    about: what is compared, one sentence. launch: first day of what the arms differ in; weeks are counted from it. An
    override of an arm may name brands that are chosen for a group of seeds, `{product}`, `{line}` … (`brands.py`).
    """

    name: str
    about: str
    launch: pd.Timestamp
    experiment: str = "baseline"
    common: tuple[str, ...] = ()
    arms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seeds: int = 20
    size: int = 6000  # consumers

    @property
    def chooses_brands(self) -> bool:
        """Whether an arm speaks of chosen brands."""
        return any("{" in override for arm in self.arms.values() for override in arm)

    def sized(self, seeds: int | None, size: int | None) -> "Setting":
        """The same with another number of seeds and of consumers, where they are given."""
        return replace(self, seeds=seeds or self.seeds, size=size or self.size)


def settings_in(folder: Path) -> dict[str, Setting]:
    """The settings of all files in `folder`; lists of overrides may be nested, so that YAML anchors can be joined."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        entries = yaml.safe_load(path.read_text("utf-8")).get("settings") or {}
        for name, entry in entries.items():
            arms = {arm: tuple(_flat(overrides or [])) for arm, overrides in entry["arms"].items()}
            common, launch = tuple(_flat(entry.get("common") or [])), pd.Timestamp(entry["launch"])
            found[name] = Setting(**{**entry, "name": name, "common": common, "arms": arms, "launch": launch})
    return found


def _flat(values: Iterable[Any]) -> list[str]:
    return [text for value in values for text in (_flat(value) if isinstance(value, list) else [str(value)])]
