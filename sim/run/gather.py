"""Everything below a folder as one table of each kind, with the keys that differ between runs as columns."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.core.replacing import replacing
from sim.results import Results
from sim.results.tables import COLUMNS
from sim.run.runs import FOLDER, Run, complete_runs
from sim.run.summaries import write_summaries


def gather(folder: str | Path) -> Results:
    """All complete runs below `folder`, a sweep's for example; of a sweep only the jobs that its last start asked for.

    Each table gets a column per overridden key that differs between the runs (`population.size`), and a column `arm`
    (treated, baseline) when runs have arms, empty for one that has none; rows of different runs may have the same seed,
    so split or filter by these columns. Tables that not all runs kept are left out. The tables are written to gathered/
    run by run, never held in memory together, and read when they are asked for; gathered/summary.parquet has the
    summaries of all runs.
    Raises FileNotFoundError when there is no complete run.
    """
    if not isinstance(folder, str | Path):
        raise TypeError(f"folder is {folder!r}; write the folder of a sweep or of runs, such as 'outputs'")
    folder = Path(folder)
    runs = complete_runs(folder)
    write_summaries(runs, folder)
    whole = Results({}, runs[0].config(), {"runs": [run.manifest for run in runs]})
    for name in COLUMNS:
        path = folder / FOLDER / f"{name}.parquet"
        if all((part / path.name).is_file() for run in runs for part in run.arms.values()):
            with replacing(path) as partial:
                _stream(runs, path.name, partial)
            whole.attach(name, path)
        else:
            path.unlink(missing_ok=True)
    return whole


def _stream(runs: Sequence[Run], name: str, path: Path) -> None:
    schema = _schema(runs[0], name)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for run in runs:
            for arm, part in run.arms.items():
                file = pq.ParquetFile(part / name)
                for group in range(file.num_row_groups):
                    rows = file.read_row_group(group)
                    for column, value in run.labels(arm):
                        rows = rows.append_column(column, pa.repeat(value, len(rows)))
                    writer.write_table(rows.cast(schema))


def _schema(run: Run, name: str) -> pa.Schema:
    """Columns of a table of `run`, and its labels; texts are dictionaries that have room for those of all runs."""
    arm, part = next(iter(run.arms.items()))
    fields = [pa.field(each.name, _wide(each.type)) for each in pq.read_schema(part / name)]
    return pa.schema([*fields, *(pa.field(column, _wide(value.type)) for column, value in run.labels(arm))])


def _wide(kind: pa.DataType) -> pa.DataType:
    text = pa.types.is_dictionary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return pa.dictionary(pa.int32(), pa.string()) if text else kind
