"""Order lines on their way to disk: what is written is forgotten, so memory never holds a whole run of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.core.replacing import replacing
from sim.results.tables import tidy

Write = Callable[[pd.DataFrame], None]


@contextmanager
def order_file(path: Path) -> Iterator[Write]:
    """A function that appends the order lines of some days to the Parquet file `path`, as one row group.

    The file takes its name when the block ends well; until then, and after a crash, there is none that could be read.
    """
    with replacing(path) as partial:
        writers: list[pq.ParquetWriter] = []

        def write(lines: pd.DataFrame) -> None:
            group = pa.Table.from_pandas(tidy("orders", lines), preserve_index=False)
            if not writers:
                writers.append(pq.ParquetWriter(partial, group.schema, compression="zstd"))
            if len(lines):
                writers[0].write_table(group)

        try:
            yield write
        finally:
            for writer in writers:
                writer.close()
