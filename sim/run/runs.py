"""The complete runs below a folder, and what tells them apart."""

import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from sim.run.manifest import NAME, whole
from sim.run.sweep.index import NAME as INDEX
from sim.run.sweep.index import read_index
from sim.run.write import read_yaml

FOLDER = "gathered"
SEEDS = ("seed", "seeds")


@dataclass(frozen=True)
class Run:
    """A folder of results. swept: value of each key that differs between runs, as a typed scalar; armed: any run has arms."""

    folder: Path
    manifest: Mapping[str, Any]
    swept: Mapping[str, pa.Scalar]
    armed: bool

    @property
    def arms(self) -> dict[str, Path]:
        """Folder of the tables of each arm ("" when there is one only)."""
        return {arm: self.folder / arm for arm in self.manifest["arms"]}

    def labels(self, arm: str) -> Iterator[tuple[str, pa.Scalar]]:
        """Columns that tell the rows of this run and arm from those of others."""
        yield from self.swept.items()
        if self.armed:
            yield "arm", pa.scalar(arm or None, pa.string())

    def config(self) -> dict[str, Any]:
        """The config of the first arm."""
        return read_yaml(self.folder / "config.yaml")


def complete_runs(folder: Path) -> list[Run]:
    """All complete runs in and below `folder`, by path; of a sweep those that its index lists, in its order.

    A run that lost a file, or whose files were changed since, is left out with a warning. Raises FileNotFoundError when
    there is none.
    """
    found = list(_found(folder))
    if not found:
        raise FileNotFoundError(f"no complete run below {folder}: no folder there holds a {NAME}")
    overrides = [each for _, _, each in found]
    values = {key: [_value(run, key) for run in found] for key in _differing(overrides)}
    columns = {key: _typed(column) for key, column in values.items()}
    armed = any(arm for _, manifest, _ in found for arm in manifest["arms"])
    return [
        Run(path, manifest, {key: column[i] for key, column in columns.items()}, armed)
        for i, (path, manifest, _) in enumerate(found)
    ]


Found = tuple[Path, dict[str, Any], dict[str, Any]]


def _found(folder: Path) -> Iterator[Found]:
    if (folder / INDEX).is_file():
        for job in read_index(folder):
            for path, manifest, _ in _whole(folder / job["key"]):
                yield path, manifest, job["overrides"]
        return
    yield from _whole(folder)
    inside = [path for path in folder.glob("*") if path.is_dir() and not path.name.startswith(".")]
    for path in sorted(inside, key=lambda path: (len(path.name), path.name)):
        yield from _found(path)


def _value(run: Found, key: str) -> Any:
    """What a run had for a key: what it was overridden with, else the value in its config; None for what is no single value."""
    path, _, overrides = run
    if key in overrides:
        return overrides[key]
    node: Any = read_yaml(path / "config.yaml")
    for part in key.split("."):
        node = node.get(part) if isinstance(node, Mapping) else None
    return None if isinstance(node, Mapping | list) else node


def _whole(folder: Path) -> Iterator[Found]:
    """The run in this very folder, if there is one."""
    manifest = whole(folder)
    if manifest is not None:
        yield folder, manifest, manifest["overrides"]
    elif (folder / NAME).is_file():
        warnings.warn(f"{folder}: left out, as its files are not those of {NAME}; run it again", stacklevel=2)


def _differing(overrides: Sequence[Mapping[str, Any]]) -> list[str]:
    """Keys whose value is not the same in all runs, in the order in which they occur."""
    keys = dict.fromkeys(key for each in overrides for key in each)
    return [
        key for key in keys if key not in SEEDS and len({json.dumps(each.get(key)) for each in overrides}) > 1
    ]


def _typed(values: Sequence[Any]) -> pa.Array:
    """Whole numbers, numbers, truth values, or else texts; empty where a run has no single value."""
    kinds = {type(value) for value in values if value is not None}
    if kinds in ({int}, {float}, {bool}):
        return pa.array(values)
    if kinds == {int, float}:
        return pa.array(values, pa.float64())
    return pa.array([None if value is None else str(value) for value in values], pa.string())
