"""Calls from Python with the wrong kind of thing are refused with what would be right, before anything is composed."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from omegaconf import DictConfig

import sim
from sim.run.arguments import seed_list
from sim.run.arms import outside
from sim.run.errors import ConfigError
from sim.run.run import override


@pytest.mark.parametrize("seeds", [3, 0.5, "01", ["a"], [0.5], [True], [-1], [None], {0: 1}])
def test_seeds_that_are_no_list_of_whole_numbers_are_refused(seeds: object) -> None:
    with pytest.raises(ConfigError, match=r"^seeds: .* is not right; write a list of whole numbers"):
        seed_list(seeds)


def test_whatever_counts_may_be_a_list_of_seeds() -> None:
    assert seed_list(range(2)) == seed_list(iter((0, 1))) == seed_list(np.arange(2)) == [0, 1]
    assert {type(seed) for seed in seed_list(np.arange(2))} == {int}


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: sim.run("plain", ["a=1"]), r"overrides: \['a=1'\] is not right; write each as a text"),
        (lambda: sim.run("plain", {"a": 1}), r"overrides: \{'a': 1\} is not right"),
        (lambda: sim.run(3), "name: 3 is not right; write the name of an experiment"),
        (lambda: sim.fork("sale", seeds=3), "seeds: 3 is not right"),
        (lambda: sim.run("plain", out=3), "out: 3 is not right; write a folder"),
        (lambda: sim.run("plain", out=__file__), "out: .* is a file or below one; write a folder"),
        (lambda: sim.fork("sale", out=Path(__file__) / "x"), "out: .* is a file or below one"),
        (lambda: sim.fork("sale", {"a": 1}), "overrides: "),
        (lambda: sim.fork({}), "name: {} is not right"),
        (
            lambda: sim.build("double11"),
            r"cfg: 'double11' is not right; write a composed config: sim\.compose",
        ),
        (
            lambda: sim.export_benchmark("x", confounded="maybe"),
            "confounded: 'maybe' is not right; write True or",
        ),
        (lambda: sim.export_benchmark("x", seeds=3), "seeds: 3 is not right"),
    ],
)
def test_the_wrong_kind_of_argument_is_named(call: Callable[[], object], told: str) -> None:
    with pytest.raises(ConfigError, match=f"^{told}"):
        call()


def test_shops_of_a_fork_are_a_list(conf: Path) -> None:
    with pytest.raises(ConfigError, match=r"^shops: 'aurora' is not right; write a list of shop names"):
        sim.fork("sale", shops="aurora")


def test_a_run_refuses_seeds_that_are_no_list(sale: DictConfig) -> None:
    with pytest.raises(ConfigError, match=r"^seeds: 3 is not right"):
        sim.run(sale, seeds=3)


@pytest.mark.parametrize(
    "given",
    [
        "campaign=none",
        "experiment=plain",
        "+population.x=1",
        "~seed",
        "shops.bamboo.pricing=match",
        "pricing@x=match",
    ],
)
def test_a_composed_config_takes_no_override_for_which_files_must_be_read(
    sale: DictConfig, given: str
) -> None:
    with pytest.raises(ConfigError) as error:
        override(sale, [given])
    assert str(error.value).startswith(given)
    assert "compose" in str(error.value) or "write key=value" in str(error.value)


def test_a_composed_config_takes_new_values_and_mappings_of_them(sale: DictConfig) -> None:
    cfg = override(sale, ["seeds=[3]", "results={orders: true}", "shops.bamboo.pricing=null"])
    assert cfg.seeds == [3] and cfg.results.orders and cfg.shops.bamboo.pricing is None


def test_a_contrast_takes_away_what_stood_inside_that_which_it_replaces_files_too() -> None:
    given = ["experiment=double11", "+promotion@campaign.double11.promotions.gift=gift", "threads=2",
             "campaign.double11.end=2025-11-23", "+campaign/opening@campaign.double11.opening=midnight_2019"]  # fmt: skip
    assert outside(given, ["campaign=none"]) == ["experiment=double11", "threads=2"]
    assert outside(given, ["campaign.double11.opening=null"]) == given


def test_a_fork_without_a_folder_cannot_go_on_until_it_knows() -> None:
    with pytest.raises(ConfigError, match="give out='a folder', or until=null"):
        sim.fork("double11", "until={metric:revenue,half_width:0.1,max_seeds:9}")
