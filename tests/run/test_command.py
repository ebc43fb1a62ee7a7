import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.results import Results
from sim.run.gather import gather
from sim.run.manifest import digests

Call = Callable[..., int]


def _only_run(folder: Path) -> Path:
    (manifest,) = folder.rglob("manifest.json")
    return manifest.parent


def test_with_and_without_the_campaign_side_by_side(
    front_door: Call, markets: list, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert front_door("experiment=sale", "population.size=5") == 0
    folder = _only_run(tmp_path / "outputs" / "sale")
    treated, baseline = Results.load(folder / "treated"), Results.load(folder / "baseline")
    assert treated.seeds == baseline.seeds == [0, 1]
    assert treated.config["population"]["size"] == baseline.config["population"]["size"] == 5
    assert treated.config["campaign"] and not baseline.config["campaign"]
    summary = pd.read_csv(folder / "summary.csv", index_col="shop")
    assert list(summary.index) == ["aurora", "bamboo", "market"]
    assert summary["incremental"]["market"] == 2 * 3 * 2 * 100  # shops, days, units a day, cents a unit
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["arms"] == ["treated", "baseline"]
    assert manifest["overrides"] == {"experiment": "sale", "population.size": 5}
    assert manifest["files"] == digests(folder)
    assert {"config.yaml", "summary.csv", "timeline.png", "treated/sales.parquet"} <= set(manifest["files"])
    assert set(manifest["seconds"]["treated"]) == {"0", "1"}
    printed = capsys.readouterr().out
    assert "aurora" in printed and "95 %" in printed and str(folder) in printed


def test_an_experiment_without_contrast_is_one_run(front_door: Call, tmp_path: Path) -> None:
    assert front_door("experiment=plain") == 0
    folder = _only_run(tmp_path)
    assert Results.load(folder).seeds == [0, 1]
    assert Results.load(folder).manifest["arms"] == [""]


def test_the_log_has_one_line_per_run(front_door: Call, tmp_path: Path) -> None:
    assert front_door("experiment=sale") == 0
    lines = (_only_run(tmp_path) / "sim.log").read_text().splitlines()
    assert len([line for line in lines if "sim.run INFO" in line]) == len(lines) == 4


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("experiment=sail",), "did you mean 'sale'"),
        (("experiment=sale", "populaton.size=3"), "did you mean 'population.size'"),
        (("experiment=sale", "population.size=0"), "population.size: 0 is not right"),
        (("experiment=sale", "population.size"), "write key=value"),
        (("experiment=sale", "campaign=3"), "campaign"),
        (("experiment=sale", "contrast=['campain=none']"), "campain: no such key; did you mean 'campaign'"),
        (("experiment=sale", "contrast={baseline:[campaign=none]}"), "write quotes around what has a sign ="),
        (
            ("experiment=sale", 'contrast={baseline: ["campaign=none"]}'),
            "only a file of its own can turn a list",
        ),
        (
            ("experiment=sale", "campaign.sale.promotions={}"),
            "nothing goes; write ~campaign.sale.promotions.<name>",
        ),
        (("--experiment", "sale"), "write experiment=double11, without dashes"),
        (("--experiment=sale",), "without dashes"),
    ],
)
def test_a_wrong_config_is_explained_without_a_traceback(
    front_door: Call, markets: list, capsys: pytest.CaptureFixture, arguments: tuple[str, ...], told: str
) -> None:
    assert front_door(*arguments) == 2
    errors = capsys.readouterr().err
    assert told in errors
    assert "Traceback" not in errors
    assert errors.startswith("error: ")
    assert markets == []


@pytest.mark.parametrize("broken", ["seeds: [0\nthreads: 1\n", "seeds: [0]\n\tthreads: 1\n"])
def test_a_file_that_is_no_yaml_is_named_with_the_line(
    front_door: Call, markets: list, tmp_path: Path, capsys: pytest.CaptureFixture, broken: str
) -> None:
    file = tmp_path / "own" / "experiment" / "mine.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(f"# @package _global_\n{broken}")
    assert front_door("--config-dir", str(tmp_path / "own"), "experiment=mine") == 2
    errors = capsys.readouterr().err
    assert errors.startswith(f"error: {file}, line 3, column ") and "write YAML" in errors
    assert markets == []


def test_whoever_interrupts_a_run_hears_how_it_goes_on(
    front_door: Call, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.run.arms.run_arms", interrupted)
    assert front_door("experiment=sale") == 130
    assert capsys.readouterr().err.startswith("interrupted; the same command goes on")


def test_results_of_another_config_in_the_folder_are_told(
    front_door: Call, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = f"hydra.run.dir={tmp_path / 'here'}"
    told = []
    for size in (5, 5, 6):
        assert front_door("experiment=plain", f"population.size={size}", place) == 0
        told.append("has results of another config" in (tmp_path / "here" / "sim.log").read_text())
    assert told == [False, False, True]


def test_under_a_launcher_of_hydras_own_a_wrong_job_is_told_and_the_others_are_done(
    front_door: Call, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    arguments = ("-m", "hydra/launcher=basic", "experiment=plain", "population.size=0,5", "seed=0")
    assert front_door(*arguments) == 2
    assert capsys.readouterr().err.startswith("error: the config has one problem:")
    assert (
        json.loads((_only_run(tmp_path) / "manifest.json").read_text())["overrides"]["population.size"] == 5
    )


def test_a_run_that_breaks_leaves_no_manifest(
    front_door: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    def broken(*arguments: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("sim.plots.report", broken)
    assert front_door("experiment=sale") == 1
    assert "disk full; hydra.run.dir" in capsys.readouterr().err
    assert list(tmp_path.rglob("sales.parquet"))
    assert not list(tmp_path.rglob("manifest.json"))


def test_a_sweep_gathers_into_tables_with_the_swept_keys_as_columns(front_door: Call, tmp_path: Path) -> None:
    assert (
        front_door(
            "-m",
            "experiment=sale",
            "campaign.sale.promotions.cut.percent=0.1,0.3",
            "population.size=5,6",
            "seed=3",
        )
        == 0
    )
    swept = gather(tmp_path / "outputs")
    assert len(swept.manifest["runs"]) == 4
    keys = ["campaign.sale.promotions.cut.percent", "population.size", "arm"]
    units = swept.sales.groupby(keys, observed=True)["units"].mean()
    assert units[(0.1, 5, "treated")] == 1 + 1 + 3
    assert units[(0.3, 6, "treated")] == 1 + 3 + 3
    assert units[(0.3, 6, "baseline")] == 1 + 3
    assert "experiment" not in swept.sales
    assert [str(swept.sales[key].dtype) for key in keys] == ["float64", "int64", "category"]


def test_runs_with_and_without_arms_are_gathered_together(front_door: Call, tmp_path: Path) -> None:
    for experiment in ("plain", "sale"):
        assert front_door(f"experiment={experiment}", "population.size=5", "seed=3") == 0
    both = gather(tmp_path / "outputs")
    of = {
        experiment: set(rows["arm"]) for experiment, rows in both.sales.groupby("experiment", observed=True)
    }
    assert of["sale"] == {"treated", "baseline"}
    assert both.sales.loc[both.sales["experiment"] == "plain", "arm"].isna().all()


def test_a_run_that_left_a_swept_key_as_it_was_has_the_value_of_its_config(
    front_door: Call, tmp_path: Path
) -> None:
    for override in ("population.size=5", "calendar.days=2"):
        assert (
            front_door("experiment=plain", override, "seed=3", f"hydra.run.dir=outputs/{override[:3]}") == 0
        )
    rows = gather(tmp_path / "outputs").sales[["population.size", "calendar.days"]].drop_duplicates()
    assert sorted(map(tuple, rows.to_numpy())) == [(5, 3), (10, 2)]


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        (("seed=3", "seeds=[1,2]"), "seed=3 and seeds=[1,2]: one of them is enough"),
        (("campaign=5",), "campaign: 5 is not right; write one of none, sale"),
        (("experiment=null",), "experiment: null is not right; write one of plain, sale"),
        (("experiment=[]",), "experiment: [] is not right; write one of plain, sale"),
        (("population.size=true",), "population.size: true is not right; write a whole number"),
        (("shops.aurora.categories=[]",), "shops.aurora.categories: [] is not right; write a mapping"),
    ],
)
def test_an_override_of_the_wrong_kind_is_told_with_what_is_right(
    front_door: Call, capsys: pytest.CaptureFixture, overrides: tuple[str, ...], told: str
) -> None:
    assert front_door("experiment=sale", *overrides) == 2
    assert told in capsys.readouterr().err


def test_the_version_is_that_of_the_package(front_door: Call, capsys: pytest.CaptureFixture) -> None:
    assert front_door("--version") == 0
    assert capsys.readouterr().out == f"bazaar {sim.__version__}\n"


def test_a_folder_that_cannot_be_made_is_told(front_door: Call, capsys: pytest.CaptureFixture) -> None:
    assert front_door("experiment=plain", "hydra.run.dir=/dev/null/here") == 1
    assert "/dev/null/here" in capsys.readouterr().err


def test_a_gathered_sweep_is_read_by_others_in_one_line(front_door: Call, tmp_path: Path) -> None:
    assert front_door("-m", "experiment=plain", "population.size=5,6", "calendar.days=2,3") == 0
    (sweep,) = (tmp_path / "outputs" / "sweep").iterdir()
    rows = len(gather(sweep).sales)
    sales = sweep / "gathered" / "sales.parquet"
    frame = pd.read_parquet(sales)
    assert len(frame) == rows and frame["population.size"].unique().tolist() == [5, 6]
    polars, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    assert polars.read_parquet(sales)["calendar.days"].unique().sort().to_list() == [2, 3]
    counted = duckdb.sql(f"""select count(*) from '{sales}' where "population.size" = 6""").fetchall()
    assert counted == [(rows // 2,)]
    summary = pd.read_parquet(sweep / "gathered" / "summary.parquet")
    assert list(summary.columns[:3]) == ["population.size", "calendar.days", "shop"]
    assert len(summary) == 4 * 2


def test_only_what_the_last_start_of_a_sweep_asked_for_is_gathered(front_door: Call, tmp_path: Path) -> None:
    folder = f"hydra.sweep.dir={tmp_path / 'out'}"
    for sizes in ("5,6,7", "7,8"):
        assert front_door("-m", "experiment=plain", folder, f"population.size={sizes}") == 0
    assert len(list((tmp_path / "out").glob("*/manifest.json"))) == 4
    assert set(gather(tmp_path / "out").sales["population.size"]) == {7, 8}


def test_the_same_sweep_started_again_runs_nothing(
    front_door: Call, markets: list, capsys: pytest.CaptureFixture
) -> None:
    for _ in range(2):
        assert front_door("-m", "experiment=plain", "population.size=5,6", "seeds=[0]") == 0
    assert len(markets) == 2
    assert "2 jobs, 2 of them complete" in capsys.readouterr().err


def test_the_contrast_of_a_sweep_over_what_it_takes_away_still_composes(
    front_door: Call, tmp_path: Path
) -> None:
    assert front_door("-m", "experiment=sale", "campaign=sale,none") == 0
    assert len(gather(tmp_path / "outputs").manifest["runs"]) == 2


def test_an_unfinished_run_is_not_gathered(front_door: Call, tmp_path: Path) -> None:
    assert front_door("experiment=plain") == 0
    (_only_run(tmp_path) / "manifest.json").unlink()
    with pytest.raises(FileNotFoundError, match=r"no complete run"):
        gather(tmp_path)
