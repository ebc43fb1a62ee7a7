"""Seeds of a sweep's job that are there stay there, whatever happens to the next one; the market is made up."""

from collections.abc import Callable
from pathlib import Path

import pytest
from made_up_market import MadeUpMarket

from sim.run.midway import Shelf

Call = Callable[..., int]


@pytest.fixture
def sale(front_door: Call, tmp_path: Path) -> Call:
    """Run the experiment `sale`, with and without, as a sweep into a folder."""
    return lambda folder, *overrides: front_door(
        "-m", "experiment=sale", "seeds=[2,0,1]", f"hydra.sweep.dir={tmp_path / folder}", *overrides
    )


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> dict[str, int | None]:
    """The disk, which is full in the baseline's first step of the seed `full`."""
    state: dict[str, int | None] = {"full": None}
    step = MadeUpMarket.step

    def steps(self: MadeUpMarket) -> None:
        if self.seed == state["full"] and not self.cfg.campaign:
            raise OSError("the disk is full")
        step(self)

    monkeypatch.setattr(MadeUpMarket, "step", steps)
    return state


def files(folder: Path) -> dict[str, bytes]:
    kinds = (".parquet", ".csv", ".yaml")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix in kinds
    }


@pytest.mark.parametrize("until", ["null", "{metric:units,half_width:0.01,max_seeds:3}"])
def test_a_second_start_runs_only_the_seeds_that_no_start_before_finished(
    sale: Call, disk: dict, markets: list[MadeUpMarket], tmp_path: Path, until: str
) -> None:
    disk["full"] = 1
    assert sale("out", f"until={until}") == 1
    (shelf,) = (tmp_path / "out" / ".partial").glob("*/seeds")
    whole = {"null": ["0"]}.get(until, ["0", "2"])
    assert sorted(place.name for place in shelf.iterdir()) == whole
    kept = Shelf(shelf, 0).place(0).whole()
    assert kept and [kept[arm].seeds for arm in ("treated", "baseline")] == [[0], [0]]

    disk["full"] = None
    markets.clear()
    assert sale("out", f"until={until}") == 0
    rest = {0, 1, 2} - {int(name) for name in whole}
    assert sorted(market.seed for market in markets) == sorted([*rest, *rest])
    assert not (tmp_path / "out" / ".partial").exists()

    assert sale("undisturbed", f"until={until}") == 0
    assert files(tmp_path / "out") == files(tmp_path / "undisturbed")


def test_seeds_that_nobody_asks_for_any_more_are_removed(sale: Call, disk: dict, tmp_path: Path) -> None:
    disk["full"] = 1
    assert sale("out") == 1
    disk["full"] = None
    assert sale("out", "population.size=12") == 0
    assert not (tmp_path / "out" / ".partial").exists()
