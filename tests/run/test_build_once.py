"""Rules of this package are made once and copied; a user's class is asked each time."""

import sys
from types import ModuleType

import pytest

from sim.run.build import made

OURS = {"_target_": "sim.strategies.pricing.CostPlus", "markup": 0.3, "min_margin": 0.05}


def written(price: int) -> ModuleType:
    """A module with the class Rule, as somebody writes it anew in a notebook."""
    module = ModuleType("somebodys")
    module.Rule = type("Rule", (), {"price": price, "__deepcopy__": None})  # type: ignore[attr-defined]
    return module


def test_a_users_class_that_is_written_anew_is_the_one_that_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {"_target_": "somebodys.Rule"}
    for price in (1, 2):
        monkeypatch.setitem(sys.modules, "somebodys", written(price))
        assert made(keys).price == price


def test_two_shops_of_one_rule_have_an_object_each() -> None:
    assert made(OURS) is not made(OURS)
    assert made(OURS) == made(OURS)
