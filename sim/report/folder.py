"""A folder of results → what a report is written from."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.results import Results
from sim.run.manifest import NAME as MANIFEST
from sim.run.runs import Run, complete_runs
from sim.run.sweep.index import FAILED, read_index
from sim.run.sweep.index import NAME as INDEX

TREATED, BASELINE = "treated", "baseline"


class NotAReport(ValueError):
    """A folder of which no report can be made; the message says why, and which to give instead."""


@dataclass(frozen=True)
class Experiment:
    """One finished run of the command, with its tables. baseline: None when the experiment has no contrast."""

    treated: Results
    baseline: Results | None
    manifest: dict[str, Any]


@dataclass(frozen=True)
class Sweep:
    """The finished jobs of a sweep.

    asked: number of jobs in all; failed: entries of failed.json; findings: name → table that the sweeper wrote
    (best.csv, sensitivity.csv).
    """

    runs: list[Run]
    asked: int
    failed: list[dict[str, Any]]
    findings: dict[str, pd.DataFrame]


def read(folder: Path) -> Experiment | Sweep:
    """What is in the folder. Raises NotAReport when it is missing, unfinished or of another kind."""
    if not folder.is_dir():
        raise NotAReport(
            f"{folder}: there is no such folder; give one that `python -m sim` wrote{_newest(folder.parent)}"
        )
    if (folder / INDEX).is_file():
        return _sweep(folder)
    if (folder / MANIFEST).is_file():
        return _experiment(folder)
    if _tables_in(folder) or (folder / "sim.log").is_file():
        raise NotAReport(
            f"{folder}: holds no {MANIFEST}, so its run did not finish; run it again, or wait until it ends"
        )
    raise NotAReport(
        f"{folder}: holds neither an experiment ({MANIFEST}) nor a sweep ({INDEX}){_newest(folder)}"
    )


def _experiment(folder: Path) -> Experiment:
    manifest = _json(folder / MANIFEST)
    if "arms" not in manifest or "files" not in manifest:
        raise NotAReport(
            f"{folder / MANIFEST}: is not the manifest of an experiment; give a folder that `python -m sim` wrote"
        )
    gone = [name for name in manifest["files"] if name.endswith(".parquet") and not (folder / name).is_file()]
    if gone:
        raise NotAReport(f"{folder}: {gone[0]} is gone, though {MANIFEST} lists it; run the experiment again")
    arms = {arm: Results.load(folder / arm) for arm in manifest["arms"]}
    return Experiment(next(iter(arms.values())), arms.get(BASELINE), manifest)


def _sweep(folder: Path) -> Sweep:
    try:
        runs = complete_runs(folder)
    except FileNotFoundError as error:
        raise NotAReport(
            f"{folder}: no job of this sweep is complete; start the same command again"
        ) from error
    failed = _json(folder / FAILED)["failed"] if (folder / FAILED).is_file() else []
    findings = {
        name: pd.read_csv(folder / f"{name}.csv")
        for name in ("best", "sensitivity")
        if (folder / f"{name}.csv").is_file()
    }
    return Sweep(runs, len({job["key"] for job in read_index(folder)}), failed, findings)


def _tables_in(folder: Path) -> bool:
    return any(next((folder / arm).glob("*.parquet"), None) for arm in ("", TREATED, BASELINE))


def _newest(folder: Path) -> str:
    """`; did you mean …?` for the newest finished folder inside."""
    inside = folder.glob("*") if folder.is_dir() else iter(())
    whole = [each for each in inside if (each / MANIFEST).is_file() or (each / INDEX).is_file()]
    return f"; did you mean {max(whole, key=lambda each: each.stat().st_mtime)}?" if whole else ""


def _json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise NotAReport(f"{path}: cannot be read ({error}); run it again") from error
