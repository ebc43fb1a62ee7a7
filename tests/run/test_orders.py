"""Order lines that go to disk day by day."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import sim
from sim.market.model import Market
from sim.market.records import Records
from sim.results import Results
from sim.run.orders import order_file

DAYS = 8
MARKET = ("population.size=300", "calendar.start=2025-11-05", f"calendar.days={DAYS}", "results.orders=true")
SEEDS = [2, 1]


@pytest.fixture
def crash_on_the_fifth_day(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    step = Market.step

    def crash(market: Market) -> None:
        if market.steps == 5:
            raise MemoryError
        step(market)

    monkeypatch.setattr(Market, "step", crash)
    yield
    monkeypatch.undo()


def test_the_file_that_grew_day_by_day_is_the_table_of_a_run_in_memory(tmp_path: Path) -> None:
    written = sim.run("baseline", *MARKET, seeds=SEEDS, out=tmp_path)
    held = sim.run("baseline", *MARKET, seeds=SEEDS)
    assert len(held.orders) > 500 and held.seeds == [1, 2]
    for name in ("orders", "sales", "ledger", "consumers"):
        pd.testing.assert_frame_equal(Results.load(tmp_path).table(name), held.table(name))
        pd.testing.assert_frame_equal(written.table(name), held.table(name))
    assert pq.ParquetFile(tmp_path / "orders.parquet").num_row_groups == DAYS * len(SEEDS)


def test_no_more_than_one_days_lines_are_ever_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = []
    take = Records.take_orders

    def watched(records: Records) -> pd.DataFrame:
        taken = take(records)
        held.append(taken["date"].nunique())
        assert len(records.orders()) == 0
        return taken

    monkeypatch.setattr(Records, "take_orders", watched)
    results = sim.run("baseline", *MARKET, seeds=[1], out=tmp_path)
    assert held == [1] * DAYS
    assert results.orders["date"].nunique() == DAYS


def test_a_crash_leaves_no_orders_that_could_be_taken_for_whole(
    tmp_path: Path, crash_on_the_fifth_day: None
) -> None:
    with pytest.raises(MemoryError):
        sim.run("baseline", *MARKET, seeds=[1], out=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_until_the_last_day_the_file_has_another_name_and_cannot_be_read(tmp_path: Path) -> None:
    lines = sim.run("baseline", *MARKET, seeds=[1]).orders
    with order_file(tmp_path / "orders.parquet") as write:
        write(lines)
        (partial,) = tmp_path.iterdir()
        assert partial.name.startswith(".")
        with pytest.raises(Exception, match=r"(?i)parquet"):
            pq.read_table(partial)
    assert [path.name for path in tmp_path.iterdir()] == ["orders.parquet"]


def test_a_later_run_without_orders_does_not_inherit_them(tmp_path: Path) -> None:
    sim.run("baseline", *MARKET, seeds=[1], out=tmp_path)
    sim.run("baseline", *MARKET, "results.orders=false", seeds=[1], out=tmp_path)
    assert "orders" not in Results.load(tmp_path)


def test_results_on_disk_can_be_saved_elsewhere_without_reading_them(tmp_path: Path) -> None:
    first = sim.run("baseline", *MARKET, seeds=[1], out=tmp_path / "one")
    first.save(tmp_path / "two")
    one, two = (tmp_path / folder / "orders.parquet" for folder in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
