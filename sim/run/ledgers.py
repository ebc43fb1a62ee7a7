"""What a run with a contrast tells beyond its summary: who gained, where sales came from, each buyer."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.core.replacing import replacing
from sim.results import Results, buyers_by_seed, lift_ledger, rivalry, welfare
from sim.results.campaign import campaigns_of, participants_of, sales_of
from sim.results.rivalry import STEPS
from sim.run.free import BASELINE


def write_ledgers(arms: Mapping[str, Results], folder: Path) -> None:
    """Write welfare.csv, lift.csv, buyers.parquet and rivals.csv to `folder`, as far as the arms allow; cents and units."""
    treated, baseline = next(iter(arms.values())), arms.get(BASELINE)
    if baseline is None:
        return
    _write(welfare(treated, baseline), folder / "welfare.csv")
    if {arm for pair in STEPS.values() for arm in pair} <= set(arms):
        _write(rivalry(arms, "profit"), folder / "rivals.csv")
    campaigns = campaigns_of(treated, baseline)
    window, shops = sales_of(campaigns), participants_of(campaigns)
    if window and "orders" in treated and "orders" in baseline:
        _write(lift_ledger(treated, baseline, window, shops, by="shop"), folder / "lift.csv")
        _stream(buyers_by_seed(treated, baseline, window, shops), folder / "buyers.parquet")


def _write(table: pd.DataFrame, path: Path) -> None:
    with replacing(path) as partial:
        table.to_csv(partial)


def _stream(frames: Iterable[pd.DataFrame], path: Path) -> None:
    """One row group for each frame; no two are held in memory."""
    with replacing(path) as partial:
        writer = None
        try:
            for frame in frames:
                group = pa.Table.from_pandas(frame, preserve_index=False)
                writer = writer or pq.ParquetWriter(partial, group.schema, compression="zstd")
                writer.write_table(group)
        finally:
            if writer is not None:
                writer.close()
