"""Order lines on their way to disk: what is written is forgotten, so memory never holds a whole run of them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from shutil import copyfile
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.core.replacing import replacing
from sim.results.tables import tidy

MOST_LINES = 100_000  # order lines that wait in memory before they are written


class OrderFile:
    """A Parquet file that grows; it can be read once it is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer: pq.ParquetWriter | None = None

    def write(self, lines: pd.DataFrame) -> None:
        """Append the order lines of some days as one row group."""
        group = pa.Table.from_pandas(tidy("orders", lines), preserve_index=False)
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, group.schema, compression="zstd")
        if len(lines):
            self._writer.write_table(group)

    def close(self) -> None:
        """Complete the file."""
        if self._writer is not None:
            self._writer.close()


class Lines:
    """The order lines of one market, in as many files of `folder` as it was put on disk on its way.

    files: their names, in the order of the days; those that are given belong to the days before a fork, and to other markets
    too. Nobody else uses the names: two processes may be at work on the same seed.
    """

    def __init__(self, folder: Path, files: Iterable[str] = ()) -> None:
        self.folder, self.files = folder, list(files)
        self._shared = len(self.files)
        self._open: OrderFile | None = None

    def write(self, lines: pd.DataFrame) -> None:
        """Append the order lines of some days."""
        if self._open is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.files.append(f"{uuid4().hex}.parquet")
            self._open = OrderFile(self.folder / self.files[-1])
        self._open.write(lines)

    def close(self) -> None:
        """Complete the last file; later lines go to a further one."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def unite(self, path: Path) -> None:
        """Make one file of all lines."""
        self.close()
        path.parent.mkdir(parents=True, exist_ok=True)
        if len(self.files) == 1 and not self._shared:
            (self.folder / self.files[0]).replace(path)
        else:
            join([self.folder / name for name in self.files], path)


def join(parts: Sequence[Path], path: Path) -> None:
    """One file of several, row group by row group: byte by byte as if it had been written at once."""
    with replacing(path) as partial:
        files = [file for file in map(pq.ParquetFile, parts) if file.num_row_groups]
        if len(files) < 2:
            copyfile(
                next((part for part in parts if pq.read_metadata(part).num_row_groups), parts[0]), partial
            )
            return
        whole = OrderFile(partial)
        try:
            for file in files:
                for group in range(file.num_row_groups):
                    whole.write(file.read_row_group(group).to_pandas())
        finally:
            whole.close()
