from pathlib import Path

import hydra
import pytest
from hydra.errors import ConfigCompositionException
from omegaconf import OmegaConf

from sim.run.compose import compose, compose_here, conf_dir, hydra_at, last_of_each
from sim.run.errors import ConfigError
from sim.run.explain import explain, hint


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


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("contrast=[campaign=none]", """write quotes inside: 'contrast=["campaign=none"]'"""),
        (
            "campaign.sale.promotions.deeper={percent: 0.3}",
            "write +campaign.sale.promotions.deeper=... to add it",
        ),
        ("shops.bamboo.pricing.undercut=0.1", "CostPlus has markup, min_margin"),
        ("population={siz: 7}", "population.siz: no such key; did you mean 'size'?"),
    ],
)
def test_a_wrong_override_is_answered_with_one_that_is_right(conf: Path, override: str, told: str) -> None:
    with pytest.raises(ConfigError) as error:
        compose("sale", override)
    assert told in str(error.value)


def test_a_key_that_another_override_takes_away_is_not_offered_itself(conf: Path) -> None:
    with pytest.raises(ConfigError, match=r"percent: no such key, since another override takes it away"):
        compose(
            "sale",
            "campaign=none",
            "campaign.sale.promotions.cut.percent=0.3",
            "campaign.sale.end=2025-11-20",
        )


def test_a_file_for_a_place_that_is_not_there_is_offered_the_nearest_place() -> None:
    places = "pricing@shops.niche.pricing, pricing@shops.flagship.pricing"
    said = f"Could not override 'pricing@shops.flagshp.pricing'.\nDid you mean to override one of {places}?"
    told = str(explain(ConfigCompositionException(said), []))
    assert told.endswith("no such place for a file; did you mean 'pricing@shops.flagship.pricing'?")


CONFIG = {
    "consumer": {"choice": {"nest": 0.5}},
    "shops": {
        "a": {"price": 1, "pricing": {"_target_": "x.CostPlus", "markup": 1}, "categories": {"food": 1}},
        "b": {"price": 2, "pricing": {"_target_": "x.Undercut", "undercut": 1}},
    },
    "campaign": {"sale": {"promotions": {"cut": {"level": "item"}}, "faults": {}}},
}


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("shops.a.prise", "; did you mean 'shops.a.price'?"),
        ("shop.b.pricing.undercut", "; did you mean 'shops.b.pricing.undercut'?"),
        ("shops.a.pricing.undercut", "; CostPlus has markup"),
        ("shops.a.categories.shoes", "; shops.a.categories has food"),
        ("consumer.nest", "; did you mean 'consumer.choice.nest'?"),
        ("nest", "; did you mean 'consumer.choice.nest'?"),
        ("campaign.sale.promotions.cut.levl", "; did you mean 'campaign.sale.promotions.cut.level'?"),
        ("campaign.sale.promotions.more", "; write +campaign.sale.promotions.more=... to add it"),
        ("campaign.sale.faults.server", "; write +campaign.sale.faults.server=... to add it"),
        ("zzz", ""),
    ],
)
def test_a_key_that_is_not_there_is_looked_for_beside_what_is_there_of_it(key: str, told: str) -> None:
    assert hint(key, CONFIG) == told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            ["contrast.baseline=3"],
            r"contrast\.baseline: no such key, since contrast is a list here; .* contrast\.0",
        ),
        (["campaign=[double11,double11_2019]"], "double11 and double11_2019 both bring 'double11'"),
        (["campaign=[double11,doubel12]"], r"campaign=doubel12: no such campaign; did you mean 'double12'\?"),
    ],
)
def test_lists_say_what_is_wrong_in_them(given: list[str], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        compose("double11", *given)


def test_different_campaigns_stand_side_by_side() -> None:
    assert set(compose("double11", "campaign=[double11,double12]").campaign) == {"double11", "double12"}


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


def test_what_is_set_and_then_deleted_is_gone(conf: Path) -> None:
    cfg = compose("sale", "campaign.sale.promotions.cut.percent=0.5", "~campaign.sale.promotions.cut")
    assert "cut" not in cfg.campaign.sale.promotions


@pytest.mark.parametrize(
    "overrides",
    [
        ("+promotion@campaign.double11.promotions.mine=coupon", "++campaign.double11.promotions.mine.uses=0"),
        (
            "+promotion@campaign.double11.promotions.mine=gift",
            "+promotion@shops.flagship.promotions.mine=presale",
        ),
        ("threads=2", "+promotion@campaign.double11.promotions.coupon=gift", "population.size=7"),
        ("+activity@campaign.double11.activities.mine=game", "~campaign.double11.activities.mine.bonus"),
    ],
)
def test_a_file_that_is_added_to_a_known_choice_of_files_lands_where_hydra_puts_it(
    overrides: tuple[str, ...],
) -> None:
    with hydra_at(conf_dir()):
        mine = compose_here("experiment=double11", *overrides)
        whole = hydra.compose("config", overrides=["experiment=double11", *overrides])
    assert OmegaConf.to_container(mine) == {**OmegaConf.to_container(whole), "experiment": "double11"}


def test_what_is_there_already_cannot_be_added_and_a_file_for_nothing_is_explained() -> None:
    with pytest.raises(ConfigError, match="threads"):
        compose("baseline", "+threads=2")
    with pytest.raises(ConfigError, match="coupn"):
        compose("baseline", "+promotion@campaign.plain.promotions.mine=coupn")
