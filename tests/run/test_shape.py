"""Every value of the real config is of the kind that it is of there, or is told with what would be right."""

from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from sim.run.check import check, leaves, plain
from sim.run.compose import compose
from sim.run.errors import ConfigError
from sim.run.known import nodes


@cache
def usual() -> dict[str, Any]:
    return plain(compose("double11"))


def with_value(key: str, value: Any) -> dict[str, Any]:
    config = deepcopy(usual())
    *way, last = key.split(".")
    node = config
    for part in way:
        node = node[part]
    node[last] = value
    return config


MAPPINGS = [path for _, path, value in nodes(usual(), {}) if isinstance(value, dict) and value]
MAY_BE_NULL = ("media", "supply")  # rules that a shop may do without


@pytest.mark.parametrize("key", MAPPINGS)
@pytest.mark.parametrize("value", [3, None, []], ids=str)
def test_a_mapping_that_is_none_is_told_with_its_key(key: str, value: Any) -> None:
    if value is None and key.rpartition(".")[2] in MAY_BE_NULL:
        return
    with pytest.raises(ConfigError) as error:
        check(with_value(key, value))
    assert f"  {key}: " in str(error.value) or f"  {key}." in str(error.value)


FIRST_IN = {
    key.rpartition(".")[0]: key for key, value in leaves(usual()) if key != "contrast" and value != {}
}


@pytest.mark.parametrize("key", FIRST_IN.values())
def test_a_mapping_in_the_place_of_a_single_value_is_told_with_its_section(key: str) -> None:
    with pytest.raises(ConfigError) as error:
        check(with_value(key, {"a": 1}))
    assert f"  {key.rpartition('.')[0] or key}" in str(error.value)


@pytest.mark.parametrize("key", ["shop_capital", "media.search.cost", "platform.attention", "seed"])
def test_a_number_that_no_sum_could_hold_is_told(key: str) -> None:
    with pytest.raises(ConfigError, match=rf"{key}: 1\d+ is not right; write a"):
        check(with_value(key, 10**20))


@pytest.mark.parametrize("key", ["copies", "categories.beauty_care"])
def test_more_products_than_can_be_listed_are_told_at_once(key: str) -> None:
    with pytest.raises(ConfigError, match=r"shops\.niche: .* products in all its copies are too many; write"):
        check(with_value(f"shops.niche.{key}", 10**9))


def test_a_region_of_ones_own_is_a_name() -> None:
    assert check(with_value("population.regions", {"here": 0.5, "there": 0.5}))


def test_a_rule_inside_a_rule_is_told_when_it_is_none() -> None:
    hybrid = {"_target_": "sim.strategies.pricing.Hybrid", "weights": [1, 0, 0], "cost": None}
    rule = usual()["shops"]["niche"]["pricing"]
    with pytest.raises(ConfigError, match=r"pricing\.cost: None is not right; write a rule"):
        check(with_value("shops.niche.pricing", {**hybrid, "demand": rule, "competition": rule}))
