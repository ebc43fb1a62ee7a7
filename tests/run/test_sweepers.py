"""Designs and studies on a made-up market, in which a deeper cut sells more."""

import json
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

Call = Callable[..., int]
DEPTH = "campaign.sale.promotions.cut.percent"
MARKET = "hydra.sweeper.objectives=[{column: incremental, shop: market}]"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def explore(front_door: Call, out: Path) -> Call:
    """A sweep of the experiment `sale` into the folder `out`."""
    return lambda *overrides: front_door(
        "-m", "experiment=sale", "seeds=[0]", f"hydra.sweep.dir={out}", *overrides
    )


def test_a_latin_hypercube_stays_inside_its_intervals(explore: Call, out: Path) -> None:
    pytest.importorskip("SALib")
    space = (f"{DEPTH}=interval(0.2,0.8)", "population.size=int(interval(5,7))")
    assert (
        explore("hydra/sweeper=design", "hydra.sweeper.method=latin", "hydra.sweeper.samples=4", *space) == 0
    )
    summary = pd.read_parquet(out / "gathered" / "summary.parquet")
    assert summary["run"].nunique() == 4
    assert summary[DEPTH].between(0.2, 0.8).all() and summary[DEPTH].nunique() == 4
    assert set(summary["population.size"]) <= {5, 6, 7}


@pytest.mark.parametrize(
    ("method", "samples", "jobs", "index"), [("sobol", 2, 2 * 4, "ST"), ("morris", 2, 2 * 3, "mu_star")]
)
def test_what_matters_has_the_larger_index(
    explore: Call, out: Path, method: str, samples: int, jobs: int, index: str
) -> None:
    pytest.importorskip("SALib")
    space = (f"{DEPTH}=interval(0,0.95)", "population.size=choice(5,6,7)")
    design = (f"hydra.sweeper.method={method}", f"hydra.sweeper.samples={samples}")
    assert explore("hydra/sweeper=design", *design, MARKET, *space) == 0
    assert len(json.loads((out / "sweep.json").read_text())["jobs"]) == jobs
    found = pd.read_csv(out / "sensitivity.csv", index_col="key")[index]
    assert found[DEPTH] > 0.5
    assert found["population.size"] == pytest.approx(0, abs=1e-9)


def test_a_study_finds_what_sells_most_and_goes_on_with_what_is_missing(
    explore: Call, out: Path, markets: list
) -> None:
    pytest.importorskip("optuna")
    study = ("hydra/sweeper=study", MARKET, f"{DEPTH}=interval(0,0.95)")
    assert explore(*study, "hydra.sweeper.trials=4") == 0
    assert len(markets) <= 8
    first = pd.read_csv(out / "best.csv")["incremental of market"].max()
    assert explore(*study, "hydra.sweeper.trials=10") == 0
    best = pd.read_csv(out / "best.csv")
    assert best["incremental of market"].max() >= first
    assert best[DEPTH].max() > 0.8
    ran = len(markets)
    assert explore(*study, "hydra.sweeper.trials=10") == 0
    assert len(markets) == ran


def test_two_objectives_give_a_front(explore: Call, out: Path) -> None:
    pytest.importorskip("optuna")
    aims = (
        "hydra.sweeper.objectives=[{column: incremental, shop: market},"
        "{column: treated, shop: market, direction: minimize}]"
    )
    assert explore("hydra/sweeper=study", aims, f"{DEPTH}=interval(0,0.95)", "hydra.sweeper.trials=4") == 0
    front = pd.read_csv(out / "best.csv").sort_values("incremental of market")
    assert front["treated of market"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        (("hydra/sweeper=study", MARKET), "hydra.sweeper.params: nothing to vary"),
        (("hydra/sweeper=study", f"{DEPTH}=interval(1,0)"), "not an interval"),
        (
            ("hydra/sweeper=design", "hydra.sweeper.method=guess", f"{DEPTH}=interval(0,0.95)"),
            "sobol, morris, latin",
        ),
        (("hydra/sweeper=grid", f"{DEPTH}=interval(0,0.95)"), "a grid needs single values"),
        ((f"{DEPTH}=0.1,20",), "20 is not right; write a number from 0 to 1"),
        (("hydra/launcher=ray", f"{DEPTH}=0.1,0.2"), "ray is not installed; pip install"),
        (
            ("hydra/sweeper=study", "hydra/launcher=basic", MARKET, f"{DEPTH}=interval(0,0.95)"),
            "BasicLauncher tells no results",
        ),
        (
            ("hydra/sweeper=design", MARKET.replace("incremental", "increment"), f"{DEPTH}=interval(0,0.95)"),
            "did you mean 'incremental'?",
        ),
    ],
)
def test_a_sweep_that_cannot_run_is_refused_before_it_starts(
    explore: Call, markets: list, capsys: pytest.CaptureFixture, overrides: tuple[str, ...], told: str
) -> None:
    if "ray" in told and find_spec("ray"):
        pytest.skip("ray is installed")
    assert explore(*overrides) == 2
    assert told in capsys.readouterr().err
    assert markets == []
