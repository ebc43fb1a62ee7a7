from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from made_up_market import MadeUpMarket

from sim.results import Results, compare
from sim.run.arms import SEEDS
from sim.run.midway import Shelf
from sim.run.sequential import further, half_width

Call = Callable[..., int]
WANTED = "until={metric:units,half_width:0.2,max_seeds:%d}"


@pytest.fixture
def uneven(markets: list[MadeUpMarket], monkeypatch: pytest.MonkeyPatch) -> None:
    """A sale sells more in some seeds than in others, so that its effect has an interval."""
    tables = MadeUpMarket.tables

    def with_luck(self: MadeUpMarket) -> dict[str, pd.DataFrame]:
        found = tables(self)
        if self.cfg.get("campaign"):
            found["sales"]["units"] += self.seed % 3
        return found

    monkeypatch.setattr(MadeUpMarket, "tables", with_luck)


def arms(root: Path) -> tuple[Path, Results, Results]:
    (manifest,) = root.rglob("manifest.json")
    return manifest.parent, *(Results.load(manifest.parent / arm) for arm in ("treated", "baseline"))


def test_seeds_are_added_until_the_interval_is_narrow_enough(
    front_door: Call, uneven: None, tmp_path: Path
) -> None:
    assert front_door("experiment=sale", "seeds=[0,1,2]", WANTED % 50) == 0
    folder, treated, baseline = arms(tmp_path)
    assert treated.seeds == baseline.seeds == list(range(len(treated.seeds)))
    assert 3 < len(treated.seeds) < 50
    effect = compare(treated, baseline, "units", None).loc["total"]
    assert effect["high"] - effect["incremental"] <= 0.2 * effect["baseline"]
    assert not (folder / SEEDS).exists()
    assert len(treated.manifest["seeds"] if treated.manifest else treated.seeds) == len(treated.seeds)


def test_the_most_seeds_are_never_exceeded(front_door: Call, uneven: None, tmp_path: Path) -> None:
    assert front_door("experiment=sale", "seeds=[4,6]", WANTED % 3) == 0
    assert arms(tmp_path)[1].seeds == [4, 6, 7]


def test_what_is_there_is_kept_when_a_later_seed_fails(
    front_door: Call, uneven: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = MadeUpMarket.step

    def breaks(self: MadeUpMarket) -> None:
        if self.seed == 2:
            raise OSError("the disk is full")
        step(self)

    monkeypatch.setattr(MadeUpMarket, "step", breaks)
    assert front_door("experiment=sale", "seeds=[0,1,2]", WANTED % 50) == 1
    (shelf,) = tmp_path.rglob(f"{SEEDS}/*")
    assert sorted(place.name for place in shelf.iterdir()) == ["0", "1"]
    for seed in (0, 1):
        kept = Shelf(shelf, 0).place(seed).whole()
        assert kept and [kept[arm].seeds for arm in ("treated", "baseline")] == [[seed], [seed]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("experiment=sale", "until={metric:units}"),
            "until: {'metric': 'units'} is not right; write {metric",
        ),
        (("experiment=sale", "until={metric:unitz,half_width:0.1,max_seeds:9}"), "'unitz' is no metric"),
        (("experiment=plain", WANTED % 9), "until: there is no contrast"),
        (("experiment=sale", "seeds=[1]", WANTED % 9), "until: 1 seed has no interval"),
        (("experiment=sale", "seeds=[1,2,3,4]", WANTED % 3), "3 is less than the 4 seeds"),
        (
            ("experiment=sale", "until={metric:units,half_width:0,max_seeds:9}"),
            "until.half_width: 0 is not right",
        ),
    ],
)
def test_an_end_that_cannot_be_reached_is_refused(
    arguments: tuple[str, ...], told: str, front_door: Call, capsys: pytest.CaptureFixture
) -> None:
    assert front_door(*arguments) == 2
    assert told in capsys.readouterr().err


def test_a_metric_that_is_nothing_ends_with_what_to_do_and_keeps_what_ran(
    front_door: Call, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    until = "until={metric:returns,half_width:0.1,max_seeds:9}"
    assert front_door("experiment=sale", "seeds=[0,1]", until) == 2
    assert "the baseline's returns is 0 in 2 seeds" in capsys.readouterr().err
    assert any(tmp_path.rglob(SEEDS))


def test_a_batch_is_what_the_last_interval_lets_expect_and_at_most_as_many_again() -> None:
    assert further(4, 0.01, 0.01, 100) == 0
    assert further(10, 0.011, 0.01, 100) == 3
    assert further(10, 0.5, 0.01, 100) == 10
    assert further(10, 0.5, 0.01, 14) == 4
    assert further(14, 0.5, 0.01, 14) == 0


def test_the_half_width_is_that_of_the_paired_interval_against_the_baseline() -> None:
    treated, baseline = (
        pd.DataFrame({"total": values}) for values in ([11.0, 13.0, 12.0], [10.0, 10.0, 10.0])
    )
    assert half_width([treated], [baseline]) == pytest.approx(4.303 * 1 / 3**0.5 / 10, rel=1e-3)
