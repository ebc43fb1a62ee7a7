import logging
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from made_up_market import MadeUpMarket

import sim
from sim.results import Results
from sim.run.arguments import seeds_of
from sim.run.compose import compose
from sim.run.errors import ConfigError
from sim.run.manifest import digests
from sim.run.run import run


def test_every_seed_is_a_market_stepped_through_all_days_and_closed(markets: list) -> None:
    results = run("sale", seeds=range(3), threads=2)
    assert results.seeds == [0, 1, 2]
    assert [(m.seed, m.today, m.closed, m.cfg.threads) for m in markets] == [
        (s, 3, True, 2) for s in range(3)
    ]


def test_the_package_called_as_a_function_runs(markets: list) -> None:
    assert sim.run("plain", "calendar.days=1", seeds=[5]).seeds == [5]


def test_seed_when_set_takes_the_place_of_seeds(conf: Path) -> None:
    assert seeds_of(compose("plain")) == [0, 1]
    assert seeds_of(compose("plain", "seed=7")) == [7]


def test_a_composed_config_runs_with_overrides_and_is_left_as_it_was(markets: list) -> None:
    cfg = compose("sale")
    run(cfg, "population.size=3", seeds=[1])
    assert markets[0].cfg.population.size == 3
    assert cfg.population.size == 10
    with pytest.raises(ConfigError, match=r"population\.sise: no such key"):
        run(cfg, "population.sise=3")


def test_nothing_is_built_from_a_config_that_cannot_run(markets: list) -> None:
    with pytest.raises(ConfigError, match=r"population\.size"):
        run("sale", "population.size=0")
    assert markets == []


def test_a_value_that_only_the_market_can_refuse_is_a_config_error(
    markets: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(cfg: object, seed: int, draw: object) -> None:
        raise ValueError("catalog.x: is 3; write 2")

    monkeypatch.setattr(sys.modules["sim.run.build"], "assemble", refuse)
    with pytest.raises(ConfigError, match=r"catalog\.x: is 3; write 2"):
        run("sale")


def test_a_market_that_fails_is_closed(markets: list, monkeypatch: pytest.MonkeyPatch) -> None:
    run("plain", seeds=[0])
    monkeypatch.setattr(type(markets[0]), "step", lambda market: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("plain", seeds=[1])
    assert markets[1].seed == 1 and markets[1].closed


def test_what_only_a_day_can_refuse_is_told_with_seed_and_day(
    markets: list,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    front_door: Callable[..., int],
) -> None:
    def refuse(market: MadeUpMarket) -> None:
        market.today += 1
        if market.today == 2:
            raise ValueError("shop aurora, pricing: ...")

    monkeypatch.setattr(MadeUpMarket, "step", refuse)
    with pytest.raises(ConfigError, match=r"^seed 4, 2025-11-02: shop aurora, pricing: \.\.\.$"):
        run("plain", seeds=[4])
    assert markets[0].closed
    assert front_door("experiment=plain", "seed=4") == 2
    assert capsys.readouterr().err.splitlines()[-1] == "error: seed 4, 2025-11-02: shop aurora, pricing: ..."


def test_one_line_per_run_is_logged_and_a_pipe_stays_quiet(
    markets: list, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "sim.run"):
        run("sale", seeds=[4])
    assert [record.message.split(",")[:2] for record in caplog.records] == [["sale", " seed 4: 3 days"]]
    assert capfd.readouterr() == ("", "")


def test_out_holds_what_the_run_returned_and_where_it_came_from(markets: list, tmp_path: Path) -> None:
    results = run("sale", "population.size=6", seeds=[0, 1], out=tmp_path / "out")
    loaded = Results.load(tmp_path / "out")
    assert loaded.sales.equals(results.sales)
    assert loaded.config["population"]["size"] == 6
    assert loaded.manifest["overrides"] == {"population.size": 6}
    assert loaded.manifest["seeds"] == [0, 1]
    assert loaded.manifest["version"] == sim.__version__
    assert loaded.manifest["files"] == digests(tmp_path / "out")
    assert {"config.yaml", "sales.parquet"} <= set(loaded.manifest["files"])


def test_the_same_run_twice_leaves_the_same_files(markets: list, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        run("sale", out=tmp_path / folder)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_a_population_that_does_not_fit_into_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise MemoryError("Unable to allocate 27 GiB")

    monkeypatch.setattr("sim.run.build._assembled", no_room)
    with pytest.raises(ConfigError, match=r"population\.size: 2,000 consumers do not fit .*27 GiB"):
        sim.build(sim.compose("baseline", "population.size=2000"))
