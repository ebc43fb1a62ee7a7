from dataclasses import MISSING, fields
from pathlib import Path

import hydra
import pytest
from hydra.utils import instantiate
from omegaconf import OmegaConf

from sim.run.compose import conf_dir
from sim.strategies.campaign import Campaign

GROUPS = ("pricing", "supply", "media_plan")
FILES = sorted(path for group in GROUPS for path in (conf_dir() / group).glob("*.yaml"))
CAMPAIGNS = sorted((conf_dir() / "campaign").glob("*.yaml"))
CAMPAIGN_PARTS = sorted((conf_dir() / "campaign").glob("*/*.yaml"))


def composed(path: Path) -> object:
    group = path.parent.name
    with hydra.initialize_config_dir(str(conf_dir()), version_base="1.3"):
        return OmegaConf.to_container(hydra.compose(f"{group}/{path.stem}")[group])


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_config_and_the_fields_of_its_rule_agree(path: Path) -> None:
    config = composed(path)
    rule = instantiate(config, _convert_="all")
    assert isinstance(config, dict)
    assert set(config) - {"_target_"} == {field.name for field in fields(rule)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_rule_has_no_default_in_code(path: Path) -> None:
    rule = instantiate(composed(path), _convert_="all")
    assert all(field.default is MISSING and field.default_factory is MISSING for field in fields(rule))


@pytest.mark.parametrize(
    "path", [*FILES, *CAMPAIGNS, *CAMPAIGN_PARTS], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_every_number_stands_beside_its_source(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in (line for line in lines if not line.lstrip().startswith("#")):
        content, _, comment = line.partition("#")
        key, _, value = content.partition(":")
        neutral = value.strip() == "0" and key.strip() in {"claim_rate", "percent"}
        number = any(sign.isdigit() for sign in value) and key.strip() != "name" and not neutral
        assert comment.strip() or not number, f"{path.name}: {line}"


@pytest.mark.parametrize("path", CAMPAIGNS, ids=lambda path: path.stem)
def test_every_campaign_config_builds_under_its_own_name(path: Path) -> None:
    for name, campaign in instantiate(composed(path), _convert_="all").items():
        assert isinstance(campaign, Campaign)
        assert campaign.name == name


def test_no_campaign_is_an_empty_mapping() -> None:
    assert composed(conf_dir() / "campaign" / "none.yaml") == {}
