"""Every experiment and every script of `experiments/`, on a market that is as small as it can be."""

from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from itertools import islice
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

import sim
from sim.plots import pictures
from sim.run.arms import arms_named, run_arms
from sim.run.check import check
from sim.run.compose import compose_here, conf_dir, experiments, hydra_at

START, DAYS = pd.Timestamp("2025-11-03"), 12
SMALL = ["population.size=300", f"calendar.start={START:%Y-%m-%d}", f"calendar.days={DAYS}", "seeds=[0]"]
ROOT = Path(__file__).parents[1]
ALL_PICTURES = (
    "baseline",
    "double11",
    "double11_rivals",
    "stress_peak",
)  # the others draw two: the first and the third


def _small(name: str) -> list[str]:
    """Overrides that make an experiment small and put the phases of its campaigns, one after another, inside the calendar."""
    campaigns = sim.compose(name).campaign
    starts = {key: pd.Timestamp(min(campaign.phases.values())) for key, campaign in campaigns.items()}
    moved, first = list[str](), START + pd.Timedelta(days=1)
    for key in sorted(starts, key=starts.__getitem__):
        days = [*(f"phases.{phase}" for phase in campaigns[key].phases), "end"]
        dates = pd.date_range(first, periods=len(days), freq="2D" if len(campaigns) == 1 else "1D")
        moved += [f"campaign.{key}.{day}={date:%Y-%m-%d}" for day, date in zip(days, dates, strict=True)]
        opening = (
            dates[list(campaigns[key].phases).index("launch")] if campaigns[key].get("faults") else first
        )
        moved += [
            f"campaign.{key}.faults.{fault}.{end}={opening:%Y-%m-%d}"
            for fault in campaigns[key].get("faults") or {}
            for end in ("first", "last")
        ]
        first = dates[-1]
    return [*SMALL, *moved]


@pytest.mark.parametrize("name", experiments())
def test_every_experiment_is_fit_to_run_and_its_small_sister_leaves_tables_and_pictures(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plots = import_module("sim.plots.report")
    monkeypatch.setattr(plots, "DPI", 20)
    if name not in ALL_PICTURES:
        monkeypatch.setattr(plots, "pictures", lambda *arms: islice(pictures(*arms), 0, 3, 2))
    for changes in arms_named(check(sim.compose(name)).get("contrast")).values():
        check(sim.compose(name, *changes))
    overrides = [f"experiment={name}", *_small(name)]
    with hydra_at(conf_dir()):
        cfg = compose_here(*overrides)
        assert run_arms(cfg, overrides, tmp_path).startswith(name)
    for arm in ["treated", "baseline"] if cfg.contrast else ["."]:
        assert sim.Results.load(tmp_path / arm).sales["units"].sum() > 0
    written = {path.name for path in tmp_path.iterdir()}
    assert {"config.yaml", "manifest.json", "summary.csv", "timeline.png"} <= written
    assert ("effects.png" in written) == bool(cfg.contrast)


def _script(name: str) -> ModuleType:
    spec = spec_from_file_location(name, ROOT / "experiments" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def test_the_script_on_depth_prints_a_row_for_each_depth(monkeypatch: pytest.MonkeyPatch) -> None:
    script = _script("does_depth_pay")
    monkeypatch.setattr(script, "DEPTHS", (0.0, 0.3))
    table = script.depth_table(*_small("double11"))
    assert list(table.index) == [0.0, 0.3]
    assert list(table.columns[:2]) == ["revenue", "revenue_low"]
    assert table["revenue"].nunique() == 2


def test_the_script_on_design_chooses_by_the_pilot_and_tells_the_truth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = _script("design_an_offer")
    monkeypatch.setattr(script, "DEPTHS", (0.0, 0.3))
    monkeypatch.setattr(script, "THRESHOLDS", (50.0,))
    monkeypatch.setattr(script, "TRIED", ((0.2, 50.0), (0.4, 50.0)))
    monkeypatch.setattr(script, "PILOT", ("population.size=200", "seeds=[100]"))
    table = script.design_table(
        "population.size=300", "seeds=[0]", "calendar.days=23", "campaign.plain.end=2025-10-14"
    )
    assert list(table.index) == [(0.0, 50.0), (0.3, 50.0)]
    assert list(table.loc[(0.0, 50.0), ["expected", "true"]]) == [0, 0]
    assert table["chosen"].sum() == 1 == table["best"].sum()
    assert table.loc[(0.3, 50.0), "expected"] != table.loc[(0.3, 50.0), "true"]


def test_the_script_on_wear_out_finds_less_left_of_a_festival_after_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = _script("when_does_a_festival_wear_out")
    monkeypatch.setattr(script, "WEEKS", (2,))
    table = script.wear_table(
        "population.size=300", "seeds=[0]", "calendar.start=2026-05-04", "calendar.days=54"
    )
    assert list(table.index) == [(2, 1), (2, 2), (2, 3)]
    assert table["alone"].nunique() == 1 and (table["missing"] > 0).all()
