"""Results → a folder: tables, config.yaml, summary.csv and, last of all, manifest.json. A folder without one is not complete."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from sim.core.replacing import replacing
from sim.results import Results
from sim.results.tables import COLUMNS
from sim.run.manifest import NAME, manifest
from sim.run.write import write_json, write_yaml


def store_tables(results: Results, folder: Path) -> None:
    """Write the tables and the config that they came from; tables of an earlier run into the folder go."""
    written = results.save(folder)
    for name in COLUMNS:
        if folder / f"{name}.parquet" not in written:
            (folder / f"{name}.parquet").unlink(missing_ok=True)
    write_yaml(folder / "config.yaml", results.config)


def store_summary(table: pd.DataFrame, folder: Path) -> None:
    """Write summary.csv, one row per shop."""
    with replacing(folder / "summary.csv") as partial:
        table.to_csv(partial, index_label="shop")


def sign(folder: Path, arms: Mapping[str, Results], overrides: Iterable[str]) -> None:
    """Write the manifest of a folder that is complete otherwise. arms: name of the subfolder ("" none) → Results."""
    described = {arm: results.manifest for arm, results in arms.items()}
    write_json(folder / NAME, manifest(folder, described, overrides))
