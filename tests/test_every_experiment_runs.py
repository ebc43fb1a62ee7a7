"""Every experiment and every script of `experiments/`, on a market that is as small as it can be."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from itertools import chain
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.run.command import command
from sim.run.compose import experiments

START, DAYS = pd.Timestamp("2025-11-03"), 12
SMALL = ["population.size=300", f"calendar.start={START:%Y-%m-%d}", f"calendar.days={DAYS}", "seeds=[0]"]
ROOT = Path(__file__).parents[1]


def _small(name: str) -> list[str]:
    """Overrides that make an experiment small and put the phases of its campaign inside the calendar."""
    moved = []
    for key, campaign in sim.compose(name).campaign.items():
        days = chain((f"phases.{phase}" for phase in campaign.phases), ["end"])
        dates = pd.date_range(START + pd.Timedelta(days=1), periods=len(campaign.phases) + 1, freq="2D")
        moved += [f"campaign.{key}.{day}={date:%Y-%m-%d}" for day, date in zip(days, dates, strict=True)]
    return [*SMALL, *moved]


@pytest.mark.parametrize("name", experiments())
def test_every_experiment_runs_and_leaves_tables_and_pictures(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["sim", f"experiment={name}", *_small(name), "hydra.run.dir=out"])
    assert command() == 0
    assert capsys.readouterr().out.startswith(name)
    contrast = bool(sim.compose(name).contrast)
    arms = ["treated", "baseline"] if contrast else ["."]
    for arm in arms:
        assert sim.Results.load(tmp_path / "out" / arm).sales["units"].sum() > 0
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"config.yaml", "manifest.json", "summary.csv", "timeline.png"} <= written
    assert ("effects.png" in written) == contrast


def test_the_script_on_depth_prints_a_row_for_each_depth(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = spec_from_file_location("does_depth_pay", ROOT / "experiments" / "does_depth_pay.py")
    assert spec is not None and spec.loader is not None
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "DEPTHS", (0.0, 0.3))
    table = script.depth_table(*_small("double11"))
    assert list(table.index) == [0.0, 0.3]
    assert list(table.columns[:2]) == ["revenue", "revenue_low"]
    assert table["revenue"].nunique() == 2
