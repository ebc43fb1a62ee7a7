"""Shops that stand still: they play what they played in another arm of the same market."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.strategies.replay import Replayed, Taped
from sim.world.actors import ShopSpec

if TYPE_CHECKING:
    from sim.market.model import Market

RULES = ("pricing", "supply", "media")
Tapes = dict[str, dict[str, Taped]]
"""What each shop's rules answered, by shop and rule."""


def tape(market: "Market") -> Tapes:
    """Write down what all shops do from now on; it changes nothing."""
    tapes: Tapes = {}
    for shop in market.shops:
        rules = {rule: getattr(shop.spec, rule) for rule in RULES}
        tapes[shop.name] = {name: Taped(rule) for name, rule in rules.items() if rule is not None}
        shop.spec = with_rules(shop.spec, tapes[shop.name])
    return tapes


def freeze(market: "Market", tapes: Tapes, free: Collection[str]) -> None:
    """Let all shops but those called `free` post the prices, order the goods and plan the media of their tapes."""
    for shop in market.shops:
        if shop.name not in free:
            shop.spec = with_rules(
                shop.spec, {rule: Replayed(taped) for rule, taped in tapes[shop.name].items()}
            )


def with_rules(spec: ShopSpec, rules: Mapping[str, Any]) -> ShopSpec:
    """The same shop with other rules, by name."""
    return replace(spec, **rules)
