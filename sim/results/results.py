"""Everything that a run left behind: tidy tables, the configuration and the manifest."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copyfile
from typing import Any, Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from sim.core.replacing import replacing
from sim.results.summary import summary
from sim.results.tables import COLUMNS, KEPT_WITH, check_columns, stack, tidy

ROWS_PER_GROUP = 1 << 18
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where PyYAML was built with it


class Results:
    """The tables of one or more seeds of one scenario.

    Columns, meaning and units of every table stand in docs/tables.md; money is in integer cents.
    tables are those of pandas or of Arrow. What was loaded from disk is read, and made a table of pandas, when it is first
    asked for. Raises ValueError for a table that does not exist or lacks a column.
    """

    def __init__(
        self,
        tables: "Mapping[str, pd.DataFrame | pa.Table]",
        config: Mapping[str, Any] | None = None,
        manifest: Mapping[str, Any] | None = None,
    ) -> None:
        self._tables: dict[str, pd.DataFrame] = {}
        self._arrows: dict[str, pa.Table] = {}
        self._files: dict[str, Path] = {}
        self._seeds: list[int] | None = None
        for name, table in tables.items():
            check_columns(
                name, list(table.columns if isinstance(table, pd.DataFrame) else table.column_names)
            )
            if isinstance(table, pd.DataFrame):
                self._tables[name] = tidy(name, table)
            else:
                self._arrows[name] = table
        self.config: dict[str, Any] = dict(config or {})
        self.manifest: dict[str, Any] = dict(manifest or {})

    @property
    def sales(self) -> pd.DataFrame:
        """What was considered, bought, paid, discounted, returned and refused: day x shop x product x channel."""
        return self.table("sales")

    @property
    def ledger(self) -> pd.DataFrame:
        """Every cent with its payer, payee and purpose."""
        return self.table("ledger")

    @property
    def funnel(self) -> pd.DataFrame:
        """From visits to orders: day x persona x channel."""
        return self.table("funnel")

    @property
    def stages(self) -> pd.DataFrame:
        """How many consumers stand in each of the five stages, by day."""
        return self.table("stages")

    @property
    def posts(self) -> pd.DataFrame:
        """What the shops posted: list price, deal price and stock, day x product."""
        return self.table("posts")

    @property
    def consumers(self) -> pd.DataFrame:
        """One row per consumer at the end of the run."""
        return self.table("consumers")

    @property
    def snapshots(self) -> pd.DataFrame:
        """One row per consumer and evening of a snapshot; needs `results.snapshots`."""
        return self.table("snapshots")

    @property
    def shops(self) -> pd.DataFrame:
        """What each shop showed, sent out and heard back, by day: impressions, baskets, reviews and their stars."""
        return self.table("shops")

    @property
    def opinions(self) -> pd.DataFrame:
        """What consumers think of the shops that they remember, at the end of the run: consumers by score 0 to 10."""
        return self.table("opinions")

    @property
    def orders(self) -> pd.DataFrame:
        """Every order line; kept only by runs with `results.orders=true`."""
        return self.table("orders")

    @property
    def redemptions(self) -> pd.DataFrame:
        """What every offer gave, by day and payer; kept by runs with `results.orders=true`."""
        return self.table("redemptions")

    @property
    def intraday(self) -> pd.DataFrame:
        """The launch days by the hour: sessions, what the server lost of them, and sales."""
        return self.table("intraday")

    @property
    def service(self) -> pd.DataFrame:
        """Customer service by day and shop; kept only by runs with `service.cover` above 0."""
        return self.table("service")

    @property
    def activities(self) -> pd.DataFrame:
        """Who saw, played, shared and won: day x activity x persona; only in runs with an activity."""
        return self.table("activities")

    @property
    def seeds(self) -> list[int]:
        """The seeds in these results, ascending."""
        if self._seeds is None:
            held = [name for name in ("funnel", "sales") if name in self]
            self._seeds = sorted({seed for name in held for seed in self._seeds_in(name)})
        return list(self._seeds)

    def __getstate__(self) -> dict[str, Any]:
        """Arrow's own format in place of its tables, which pickle column by column."""
        return vars(self) | {"_arrows": {name: _packed(table) for name, table in self._arrows.items()}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        arrows = {name: pa.ipc.open_stream(packed).read_all() for name, packed in state["_arrows"].items()}
        vars(self).update(state | {"_arrows": arrows})

    def __contains__(self, name: str) -> bool:
        return name in self._tables or name in self._arrows or name in self._files

    def __repr__(self) -> str:
        held = [name for name in COLUMNS if name in self]
        return f"Results({', '.join(held)})"

    def table(self, name: str) -> pd.DataFrame:
        """The table `name`. Raises LookupError when the run did not keep it, saying how to get it."""
        if name not in self._tables:
            if name not in self:
                held = ", ".join(table for table in COLUMNS if table in self)
                how = KEPT_WITH.get(name, "results.orders=true")
                raise LookupError(
                    f"these results hold no table {name!r} (only: {held}); run again with {how}"
                )
            self._tables[name] = tidy(name, self._arrow(name).to_pandas())
            self._arrows.pop(name, None)
        return self._tables[name]

    def of_seed(self, name: str, seed: int) -> pd.DataFrame:
        """The rows of one seed; of a table that stands on disk and was not read yet, only these are read."""
        if not self._unread(name):
            table = self.table(name)
            return table[table["seed"] == seed]
        rows = pq.read_table(self._files[name], filters=[("seed", "==", seed)])
        return tidy(name, rows.to_pandas())

    def _seeds_in(self, name: str) -> list[int]:
        if name in self._tables:
            return [int(seed) for seed in self._tables[name]["seed"].unique()]
        table = self._arrows.get(name)
        column = pq.read_table(self._files[name], columns=["seed"]) if table is None else table
        return list(column["seed"].unique().to_pylist())

    def _arrow(self, name: str) -> pa.Table:
        if name in self._tables:
            return pa.Table.from_pandas(self._tables[name], preserve_index=False)
        return self._arrows[name] if name in self._arrows else pq.read_table(self._files[name])

    def summary(self) -> pd.DataFrame:
        """Revenue, units, orders, share and profit per shop; see `sim.results.summary.summary`."""
        return summary(self)

    def attach(self, name: str, path: Path) -> None:
        """Take the table `name` from a Parquet file, which is read when the table is first asked for."""
        self._tables.pop(name, None)
        self._arrows.pop(name, None)
        self._files[name], self._seeds = path, None

    def save(self, folder: str | Path) -> list[Path]:
        """Write one Parquet file (zstd) per table, each whole or not at all; the same tables give the same bytes.

        A table that was not read yet is copied as it is, or left where it stands. Returns the paths.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        written = [folder / f"{name}.parquet" for name in COLUMNS if name in self]
        for path in written:
            if not self._unread(path.stem) or self._files[path.stem].resolve() != path.resolve():
                with replacing(path) as partial:
                    self._put(path.stem, partial)
        return written

    def _put(self, name: str, path: Path) -> None:
        if self._unread(name):
            copyfile(self._files[name], path)
        else:
            arrow = pa.Table.from_pandas(self.table(name), preserve_index=False)
            pq.write_table(arrow, path, compression="zstd", row_group_size=ROWS_PER_GROUP)

    def _unread(self, name: str) -> bool:
        return name in self._files and name not in self._tables

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """The results in `folder`: its Parquet files and, if they stand there, config.yaml and manifest.json.

        Raises FileNotFoundError when the folder holds no table, naming the arms that stand below it.
        """
        folder = Path(folder)
        files = {
            name: folder / f"{name}.parquet" for name in COLUMNS if (folder / f"{name}.parquet").is_file()
        }
        if not files:
            arms = sorted(str(each.parent) for each in folder.glob("*/funnel.parquet"))
            where = (
                f"load one of {', '.join(arms)}"
                if arms
                else f"none of {', '.join(COLUMNS)} (.parquet) is there"
            )
            raise FileNotFoundError(f"no results in {folder}: {where}")
        config, manifest = folder / "config.yaml", folder / "manifest.json"
        results = cls(
            {},
            yaml.load(config.read_text(encoding="utf-8"), Loader=LOADER) if config.is_file() else {},
            json.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {},
        )
        results._files = files
        return results

    @classmethod
    def concat(cls, parts: Sequence["Results"], leave: Sequence[str] = ()) -> "Results":
        """Runs of the same scenario with different seeds as one; configuration and manifest are the first one's.

        A table is kept when all parts have it, unless it is one to `leave`. Raises ValueError for no parts or a seed that
        occurs twice.
        """
        if not parts:
            raise ValueError("concat needs at least one part")
        seeds = [seed for part in parts for seed in part.seeds]
        twice = sorted({seed for seed in seeds if seeds.count(seed) > 1})
        if twice:
            raise ValueError(
                f"the seeds {twice} occur in more than one part; every part needs seeds of its own"
            )
        whole = cls({}, parts[0].config, parts[0].manifest)
        for name in COLUMNS:
            if name not in leave and all(name in part for part in parts):
                whole._arrows[name] = stack([part._arrow(name) for part in parts])
        return whole


def _packed(table: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue()
