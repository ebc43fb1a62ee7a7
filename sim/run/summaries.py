"""The summaries of many runs as one table."""

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pandas as pd

from sim.core.replacing import replacing
from sim.run.runs import FOLDER, Run


def write_summaries(runs: Sequence[Run], folder: Path) -> None:
    """Write the summaries of `runs` to gathered/summary.parquet below `folder`."""
    with replacing(folder / FOLDER / "summary.parquet") as partial:
        summaries(runs).to_parquet(partial, index=False)


def summaries(runs: Sequence[Run]) -> pd.DataFrame:
    """The rows of every run's summary.csv, with the swept keys as typed columns before them; money in cents.

    Runs with a contrast and runs without have different columns; what a run does not have is empty.
    """
    by_header: dict[str, list[tuple[int, str]]] = {}
    for number, run in enumerate(runs):
        header, *lines = (run.folder / "summary.csv").read_text(encoding="utf-8").splitlines()
        by_header.setdefault(header, []).extend((number, row) for row in lines)
    parts = []
    for header, rows in by_header.items():
        text = "\n".join([header, *(row for _, row in rows)])
        parts.append(pd.read_csv(StringIO(text)).assign(run=[number for number, _ in rows]))
    table = pd.concat(parts, ignore_index=True).sort_values("run", kind="stable", ignore_index=True)
    swept = {key: pd.Series([run.swept[key].as_py() for run in runs]) for key in runs[0].swept}
    for place, (key, values) in enumerate(swept.items()):
        table.insert(place, key, values.to_numpy()[table["run"].to_numpy()])
    return table
