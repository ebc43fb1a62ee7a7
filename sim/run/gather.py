"""Everything below a folder as one Results, with the keys that differ between runs as columns."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.results import Results
from sim.results.tables import COLUMNS, stack
from sim.run.manifest import NAME

SEEDS = ("seed", "seeds")


def gather(folder: str | Path) -> Results:
    """All complete runs below `folder`, a sweep's for example.

    Each table gets a column per overridden key that differs between the runs (`population.size`), and a column `arm`
    (treated, baseline) when runs have arms; rows of different runs may have the same seed, so split or filter by these
    columns. Tables that not all runs kept are left out. Raises FileNotFoundError when there is no complete run.
    """
    runs = list(_runs(Path(folder)))
    if not runs:
        raise FileNotFoundError(f"no complete run below {folder}: no folder there holds a {NAME}")
    swept = _differing([manifest["overrides"] for _, manifest in runs])
    parts = [
        (Results.load(path / arm), {**{key: manifest["overrides"].get(key) for key in swept}, **_arm(arm)})
        for path, manifest in runs
        for arm in manifest["arms"]
    ]
    columns = list(dict.fromkeys(column for _, labels in parts for column in labels))
    tables = {
        name: stack(
            [
                part.table(name).assign(**{column: labels.get(column, "") for column in columns})
                for part, labels in parts
            ]
        )
        for name in COLUMNS
        if all(name in part for part, _ in parts)
    }
    return Results(tables, parts[0][0].config, {"runs": [manifest for _, manifest in runs]})


def _arm(arm: str) -> dict[str, str]:
    return {"arm": arm} if arm else {}


def _runs(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Folder and manifest of each complete run, in the order of the paths (job 2 before job 10)."""
    paths = [path.parent for path in folder.rglob(NAME)]
    for path in sorted(paths, key=lambda p: [(len(part), part) for part in p.parts]):
        yield path, json.loads((path / NAME).read_text(encoding="utf-8"))


def _differing(overrides: list[dict[str, Any]]) -> list[str]:
    """Keys whose value is not the same in all runs, in the order in which they occur."""
    keys = dict.fromkeys(key for each in overrides for key in each)
    return [
        key for key in keys if key not in SEEDS and len({json.dumps(each.get(key)) for each in overrides}) > 1
    ]
