from pathlib import Path

import pytest

from sim.run.compose import compose, compose_here, conf_dir, hydra_at, last_of_each
from sim.run.errors import ConfigError


def test_an_experiment_and_overrides_become_one_config(conf: Path) -> None:
    cfg = compose("sale", "population.size=7", "campaign.sale.promotions.cut.percent=0.5")
    assert cfg.experiment == "sale"
    assert cfg.population.size == 7
    assert cfg.campaign.sale.promotions.cut.percent == 0.5
    assert "hydra" not in cfg


def test_the_last_of_two_overrides_of_one_group_wins(conf: Path) -> None:
    assert not compose("sale", "campaign=sale", "campaign=none").get("campaign")
    assert last_of_each(("a=1", "b=2", "+a=3")) == ["+a=3", "b=2"]


def test_a_misspelled_key_is_named_with_the_nearest_valid_one(conf: Path) -> None:
    with pytest.raises(ConfigError, match=r"populaton\.size: no such key; did you mean 'population\.size'"):
        compose("sale", "populaton.size=5")


def test_a_key_in_the_wrong_place_is_found_by_its_last_word(conf: Path) -> None:
    with pytest.raises(
        ConfigError, match=r"percent: no such key; did you mean 'campaign\.sale\.promotions\.cut\.percent'"
    ):
        compose("sale", "percent=0.3")


def test_a_wrong_experiment_lists_the_valid_ones(conf: Path) -> None:
    with pytest.raises(ConfigError, match=r"experiment=sail: .*did you mean 'sale'\? \(known: plain, sale\)"):
        compose("sail")


def test_a_wrong_option_of_a_group_lists_the_valid_ones(conf: Path) -> None:
    with pytest.raises(ConfigError, match=r"campaign=nothing: .*known: none, sale"):
        compose("sale", "campaign=nothing")


def test_what_is_no_override_is_shown(conf: Path) -> None:
    with pytest.raises(ConfigError, match=r"population\.size.*write key=value"):
        compose("sale", "population.size")


def test_composing_inside_another_hydra_leaves_that_one_as_it_was(conf: Path) -> None:
    with hydra_at(conf):
        compose("plain")
        assert compose_here("experiment=sale").contrast == ["campaign=none"]


def test_the_configs_of_a_checkout_are_beside_the_package() -> None:
    assert (conf_dir() / "hydra_settings.yaml").is_file()


def test_a_config_is_the_callers_own(conf: Path) -> None:
    compose("sale").campaign.sale.promotions.cut.percent = 0.9
    assert compose("sale").campaign.sale.promotions.cut.percent != 0.9


def test_a_file_that_changes_is_read_again(conf: Path) -> None:
    assert compose("plain").population.size == 10
    base = conf / "config.yaml"
    base.write_text(base.read_text().replace("size: 10", "size: 123"))
    assert compose("plain").population.size == 123
