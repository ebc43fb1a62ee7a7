"""Jobs that raise, and results that lost a file: the others stay, and a second start does only what is missing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from made_up_market import MadeUpMarket

Call = Callable[..., int]
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def sweep(front_door: Call, tmp_path: Path) -> Call:
    """A sweep of the experiment `plain` into the folder `out`."""
    where = f"hydra.sweep.dir={tmp_path / 'out'}"
    return lambda *overrides: front_door("-m", "experiment=plain", "seeds=[0]", where, *overrides)


def ages(folder: Path) -> dict[str, int]:
    return {path.parent.name: path.stat().st_mtime_ns for path in folder.glob("*/manifest.json")}


def test_what_fails_is_told_and_what_can_be_done_is_done(
    sweep: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    step = MadeUpMarket.step
    errors = {6: ArithmeticError("the price is too dear"), 7: OSError(28, "No space left on device")}
    told = ["ArithmeticError: the price is too dear", "OSError: [Errno 28] No space left on device"]

    def breaks(self: MadeUpMarket) -> None:
        if self.cfg.population.size in errors:
            raise errors[self.cfg.population.size]
        step(self)

    monkeypatch.setattr(MadeUpMarket, "step", breaks)
    out = tmp_path / "out"
    before: dict[str, int] = {}
    for start in ("3 jobs, 0 of them complete", "3 jobs, 1 of them complete"):
        assert sweep("population.size=6,5,7") == 1
        err = capsys.readouterr().err
        assert start in err and "2 of 3 jobs failed" in err
        assert all(each in err.split("jobs failed")[1] for each in told)
        failed = json.loads((out / "failed.json").read_text())["failed"]
        assert [(each["number"], each["error"]) for each in failed] == list(zip((0, 2), told, strict=True))
        assert not (out / ".partial").exists()
        assert len(ages(out)) == 1 and ages(out).items() >= before.items()
        before = ages(out)


def test_a_result_that_lost_a_file_is_made_again(sweep: Call, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "out"
    assert sweep("population.size=5,6") == 0
    (first, _), (second, kept) = sorted(ages(out).items())
    for gone in ("sales.parquet", "manifest.json"):
        (out / first / gone).unlink()
        assert sweep("population.size=5,6") == 0
        assert "2 jobs, 1 of them complete" in capsys.readouterr().err
        assert (out / first / gone).exists()
        assert ages(out)[second] == kept
