"""Finished runs and jobs → MLflow, one run each. Whatever the server does, the results stand."""

import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.run.compose import compose_base
from sim.run.manifest import NAME

if TYPE_CHECKING:
    from sim.run.check import Config

SUMMARY = "summary.csv"
LONGEST = 500  # characters of a parameter's value
PATIENCE = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2", "MLFLOW_HTTP_REQUEST_TIMEOUT": "20"}


class Tracker:
    """Logs folders of results. A server that failed once is told on the terminal and asked no more."""

    def __init__(self) -> None:
        self._down: set[str] = set()

    def log(self, folder: Path, config: "Config") -> None:
        """Log the complete results in `folder` where `results.mlflow` of their config says, unless they are there."""
        uri = config["results"].get("mlflow")
        if uri is None or uri in self._down:
            return
        try:
            _log(uri, folder, config)
        except (
            Exception
        ) as error:  # of a server, a network or a disk; nothing that is wrong there may cost a result
            self._down.add(uri)
            told = f"{type(error).__name__}: {error}".splitlines()[0]
            print(f"results.mlflow: {uri} failed, nothing more is logged there: {told}", file=sys.stderr)


def _log(uri: str, folder: Path, config: "Config") -> None:
    for name, value in PATIENCE.items():
        os.environ.setdefault(name, value)
    from mlflow import MlflowClient

    manifest = json.loads((folder / NAME).read_text(encoding="utf-8"))
    client = MlflowClient(tracking_uri=uri)
    place = _experiment(client, uri, str(config.get("experiment") or "run"))
    if client.search_runs([place], filter_string=f"tags.folder = '{folder.name}' and status = 'FINISHED'"):
        return
    tags = {name: str(manifest[name]) for name in ("version", "commit", "seeds")}
    run = client.create_run(place, run_name=folder.name, tags={"folder": folder.name, **tags}).info.run_id
    for key, value in parameters(config, manifest["overrides"]).items():
        client.log_param(run, key, value)
    for key, number in figures(folder).items():
        client.log_metric(run, key, number)
    for name in (NAME, SUMMARY):
        client.log_artifact(run, str(folder / name))
    client.set_terminated(run)


def _experiment(client: Any, uri: str, name: str) -> str:
    """Number of the experiment; files of one in SQLite stand beside the database."""
    found = client.get_experiment_by_name(name)
    if found is not None:
        return str(found.experiment_id)
    beside = Path(uri.removeprefix("sqlite:///")).absolute().with_suffix(".files")
    return str(client.create_experiment(name, beside.as_uri() if uri.startswith("sqlite:///") else None))


def parameters(config: "Config", overrides: Mapping[str, Any]) -> dict[str, str]:
    """What of the config is not as in the market without an experiment, and what was overridden; dotted key → value."""
    from sim.run.check import leaves, plain

    usual = dict(leaves(plain(compose_base())))
    told = {
        key: value
        for key, value in leaves(config)
        if key in overrides or key not in usual or usual[key] != value
    }
    return {_name(key): str(value)[:LONGEST] for key, value in told.items() if key != "results.mlflow"}


def figures(folder: Path) -> dict[str, float]:
    """The cells of summary.csv as `column.shop`; money in cents."""
    table = pd.read_csv(folder / SUMMARY, index_col="shop")
    cells = {f"{column}.{shop}": value for column in table for shop, value in table[column].items()}
    return {_name(cell): float(value) for cell, value in cells.items() if pd.notna(value)}


def _name(text: str) -> str:
    """With the characters that MLflow allows in a name."""
    return re.sub(r"[^\w\-. :/]", "_", text)
