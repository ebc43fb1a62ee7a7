"""The complete runs below a folder, and what tells them apart."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from sim.run.manifest import NAME
from sim.run.sweep.index import read_index
from sim.run.sweep.work import whole

FOLDER = "gathered"
SEEDS = ("seed", "seeds")


@dataclass(frozen=True)
class Run:
    """A folder of results. swept: value of each key that differs between runs, as a typed scalar."""

    folder: Path
    manifest: Mapping[str, Any]
    swept: Mapping[str, pa.Scalar]

    @property
    def arms(self) -> dict[str, Path]:
        """Folder of the tables of each arm ("" when there is one only)."""
        return {arm: self.folder / arm for arm in self.manifest["arms"]}

    def labels(self, arm: str) -> Iterator[tuple[str, pa.Scalar]]:
        """Columns that tell the rows of this run and arm from those of others."""
        yield from self.swept.items()
        if arm:
            yield "arm", pa.scalar(arm)

    def config(self) -> dict[str, Any]:
        """The config of the first arm."""
        return dict(yaml.safe_load((self.folder / "config.yaml").read_text(encoding="utf-8")))


def complete_runs(folder: Path) -> list[Run]:
    """All complete runs: those that the index of a sweep lists, in its order, or else all below `folder`, by path.

    Raises FileNotFoundError when there is none.
    """
    found = list(_listed(folder)) or list(_below(folder))
    if not found:
        raise FileNotFoundError(f"no complete run below {folder}: no folder there holds a {NAME}")
    overrides = [each for _, _, each in found]
    columns = {key: _typed([each.get(key) for each in overrides]) for key in _differing(overrides)}
    return [
        Run(path, manifest, {key: column[i] for key, column in columns.items()})
        for i, (path, manifest, _) in enumerate(found)
    ]


Found = tuple[Path, dict[str, Any], dict[str, Any]]


def _listed(folder: Path) -> Iterator[Found]:
    for job in read_index(folder):
        path = folder / job["key"]
        manifest = whole(path)
        if manifest is not None:
            yield path, manifest, job["overrides"]


def _below(folder: Path) -> Iterator[Found]:
    paths = [path.parent for path in folder.rglob(NAME)]
    for path in sorted(paths, key=lambda p: [(len(part), part) for part in p.parts]):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            manifest = json.loads((path / NAME).read_text(encoding="utf-8"))
            yield path, manifest, manifest["overrides"]


def _differing(overrides: Sequence[Mapping[str, Any]]) -> list[str]:
    """Keys whose value is not the same in all runs, in the order in which they occur."""
    keys = dict.fromkeys(key for each in overrides for key in each)
    return [
        key for key in keys if key not in SEEDS and len({json.dumps(each.get(key)) for each in overrides}) > 1
    ]


def _typed(values: Sequence[Any]) -> pa.Array:
    """Whole numbers, numbers, truth values, or else texts; empty where a run did not override the key."""
    kinds = {type(value) for value in values if value is not None}
    if kinds in ({int}, {float}, {bool}):
        return pa.array(values)
    if kinds == {int, float}:
        return pa.array(values, pa.float64())
    return pa.array([None if value is None else str(value) for value in values], pa.string())
