"""What finished is told to MLflow, and nothing is lost when MLflow is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.run.tracking import figures

Call = Callable[..., int]
DEPTH = "campaign.sale.promotions.cut.percent"


def sweep(front_door: Call, folder: Path, uri: object, *overrides: str) -> int:
    where = (f"hydra.sweep.dir={folder}", f"results.mlflow={uri}", "seeds=[0]")
    return front_door("-m", "experiment=sale", *where, f"{DEPTH}=0.1,0.3", *overrides)


def tables(folder: Path) -> dict[str, bytes]:
    return {f"{path.parent.name}/{path.name}": path.read_bytes() for path in folder.rglob("*.parquet")}


def test_every_job_becomes_one_run_with_its_parameters_figures_and_files(
    front_door: Call, tmp_path: Path
) -> None:
    mlflow = pytest.importorskip("mlflow")
    uri, folder = f"sqlite:///{tmp_path / 'mlflow.db'}", tmp_path / "out"
    assert sweep(front_door, folder, uri) == 0
    assert sweep(front_door, folder, uri) == 0  # nothing ran, nothing is told twice
    client: Any = mlflow.MlflowClient(tracking_uri=uri)
    runs = client.search_runs([client.get_experiment_by_name("sale").experiment_id])
    assert sorted(run.data.params[DEPTH] for run in runs) == ["0.1", "0.3"]
    for run in runs:
        found = folder / run.info.run_name
        assert run.info.status == "FINISHED"
        assert run.data.metrics == pytest.approx(figures(found))
        assert {each.path for each in client.list_artifacts(run.info.run_id)} == {
            "manifest.json",
            "summary.csv",
        }


def test_a_server_that_fails_costs_no_result_and_is_asked_once(
    front_door: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def fails(uri: str, folder: Path, config: object) -> None:
        asked.append(uri)
        raise OSError(*(["no route to host\nand more"] if uri.startswith("http") else []))

    monkeypatch.setattr("sim.run.tracking._log", fails)
    monkeypatch.setattr("sim.run.crosscheck.find_spec", lambda name: True)
    assert sweep(front_door, tmp_path / "out", "http://nowhere:5000") == 0
    assert asked.count("http://nowhere:5000") == len(asked) == 1
    assert (
        "http://nowhere:5000 failed, nothing more is logged there: OSError: no route to host"
        in capsys.readouterr().err
    )
    assert sweep(front_door, tmp_path / "wordless", "sqlite:///none.db") == 0  # an error without a text
    assert sweep(front_door, tmp_path / "without", "null") == 0
    assert tables(tmp_path / "out") == tables(tmp_path / "without")  # under the same keys


@pytest.mark.parametrize(
    ("uri", "there", "told"),
    [
        (
            "mlruns",
            True,
            "results.mlflow: 'mlruns' is not right; write http://host:5000, sqlite:///mlflow.db",
        ),
        (
            "sqlite:///x.db",
            False,
            "mlflow is not installed; pip install 'bazaar-sim[tracking]' or write null",
        ),
    ],
)
def test_what_cannot_be_logged_is_refused_before_anything_runs(
    front_door: Call,
    markets: list[object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    uri: str,
    there: bool,
    told: str,
) -> None:
    monkeypatch.setattr("sim.run.crosscheck.find_spec", lambda name: there or None)
    assert sweep(front_door, tmp_path / "out", uri) == 2
    assert told in capsys.readouterr().err
    assert markets == []


def test_what_is_run_from_python_into_a_folder_is_logged_and_what_is_not_is_not(
    markets: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Path] = []
    monkeypatch.setattr("sim.run.tracking._log", lambda uri, folder, config: told.append(folder))
    monkeypatch.setattr("sim.run.crosscheck.find_spec", lambda name: True)
    here = ("results.mlflow=http://nowhere:5000",)
    sim.run("sale", *here, seeds=[0])
    sim.run("sale", *here, seeds=[0], out=tmp_path / "run")
    sim.fork("sale", *here, seeds=[0], out=tmp_path / "fork")
    sim.run("sale", seeds=[0], out=tmp_path / "without")
    assert told == [tmp_path / "run", tmp_path / "fork"]
    assert figures(tmp_path / "run")


def test_figures_are_the_cells_of_the_summary(tmp_path: Path) -> None:
    table = pd.DataFrame({"shop": ["a_1", "m@rket"], "profit": [3.0, 4.0], "low": [None, 1.0]})
    table.to_csv(tmp_path / "summary.csv", index=False)
    assert figures(tmp_path) == {"profit.a_1": 3, "profit.m_rket": 4, "low.m_rket": 1}
