"""Order lines that go to disk while the market runs."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import sim
from sim.market.model import Market
from sim.market.records import Records
from sim.results import Results
from sim.run.orders import Lines

RUNNING = import_module("sim.run.one_seed")
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


def test_the_file_that_grew_is_the_table_of_a_run_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RUNNING, "MOST_LINES", 100)
    written = sim.run("baseline", *MARKET, seeds=SEEDS, out=tmp_path)
    held = sim.run("baseline", *MARKET, seeds=SEEDS)
    assert len(held.orders) > 500 and held.seeds == [1, 2]
    for name in ("orders", "sales", "ledger", "consumers"):
        pd.testing.assert_frame_equal(Results.load(tmp_path).table(name), held.table(name))
        pd.testing.assert_frame_equal(written.table(name), held.table(name))
    assert pq.ParquetFile(tmp_path / "orders.parquet").num_row_groups > 2 * len(SEEDS)


def test_lines_are_let_go_as_soon_as_enough_of_them_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []
    take = Records.take_orders

    def watched(records: Records) -> pd.DataFrame:
        taken = take(records)
        held.append((len(taken), taken.groupby("date").size().max()))
        assert records.waiting == 0
        return taken

    monkeypatch.setattr(Records, "take_orders", watched)
    monkeypatch.setattr(RUNNING, "MOST_LINES", 100)
    results = sim.run("baseline", *MARKET, seeds=[1], out=tmp_path)
    assert len(held) > 2
    assert all(lines < 100 + busiest for lines, busiest in held)
    assert sum(lines for lines, _ in held) == len(results.orders)


def test_a_crash_leaves_no_orders_that_could_be_taken_for_whole(
    tmp_path: Path, crash_on_the_fifth_day: None
) -> None:
    with pytest.raises(MemoryError):
        sim.run("baseline", *MARKET, seeds=[1], out=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_file_has_its_name_when_it_is_complete_and_is_the_same_however_often_it_was_interrupted(
    tmp_path: Path,
) -> None:
    orders = sim.run("baseline", *MARKET, seeds=[1]).orders
    days = [lines for _, lines in orders.groupby("date")]
    paths = []
    for stops in ((), (0, 3), range(len(days))):
        lines = Lines(tmp_path)
        for i, day in enumerate(days):
            lines.write(day)
            if i in stops:
                lines.close()
        paths.append(tmp_path / f"{len(paths)}.orders")
        assert not paths[-1].exists()
        lines.unite(paths[-1])
    assert pd.read_parquet(paths[0])["consumer"].tolist() == orders["consumer"].tolist()
    assert len({path.read_bytes() for path in paths}) == 1


def test_a_later_run_without_orders_does_not_inherit_them(tmp_path: Path) -> None:
    sim.run("baseline", *MARKET, seeds=[1], out=tmp_path)
    sim.run("baseline", *MARKET, "results.orders=false", seeds=[1], out=tmp_path)
    assert "orders" not in Results.load(tmp_path)


def test_results_on_disk_can_be_saved_elsewhere_without_reading_them(tmp_path: Path) -> None:
    first = sim.run("baseline", *MARKET, seeds=[1], out=tmp_path / "one")
    first.save(tmp_path / "two")
    one, two = (tmp_path / folder / "orders.parquet" for folder in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
