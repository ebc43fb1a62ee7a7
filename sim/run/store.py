"""Results → a folder: tables, config.yaml and, last of all, manifest.json. A folder without one is not complete."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.results import Results
from sim.run.manifest import NAME, manifest
from sim.run.write import write_json, write_yaml


def store(results: Results, folder: Path, overrides: Iterable[str] = ()) -> None:
    """Write one scenario to `folder`."""
    (folder / NAME).unlink(missing_ok=True)
    store_tables(results, folder)
    sign(folder, {"": results}, overrides)


def store_tables(results: Results, folder: Path) -> None:
    """Write the tables and the config that they came from."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".partial", dir=folder) as partial:
        for path in results.save(partial):
            path.replace(folder / path.name)
    write_yaml(folder / "config.yaml", results.config)


def sign(folder: Path, arms: Mapping[str, Results], overrides: Iterable[str]) -> None:
    """Write the manifest of a folder that is complete otherwise. arms: name of the subfolder ("" none) → Results."""
    described = {arm: results.manifest for arm, results in arms.items()}
    write_json(folder / NAME, manifest(folder, described, overrides))
