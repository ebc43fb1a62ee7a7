"""Which brands are treated: in every category one shop's offers, each shop at most once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Brands:
    """The offers of one shop in one category are a brand. Brands of different shops and categories hardly touch each other."""

    shops: Mapping[str, str]  # category -> shop
    sizes: Mapping[str, int]  # category -> products of the brand

    @property
    def product(self) -> list[str]:
        """One product of every brand."""
        return [f"{shop}/{category}/1" for category, shop in self.shops.items()]

    @property
    def line(self) -> list[str]:
        """All products of every brand."""
        return [
            f"{shop}/{category}/{number + 1}"
            for category, shop in self.shops.items()
            for number in range(self.sizes[category])
        ]

    def written(self, override: str) -> str:
        """An override with names for `{product}`, `{line}`, `{shops}`, and of one brand `{product_1}`, `{shop_1}` …"""
        shops = list(self.shops.values())
        words = {"product": self.product, "line": self.line, "shops": shops}
        for word, names in (("product", self.product), ("shop", shops)):
            words |= {f"{word}_{number}": [name] for number, name in enumerate(names, 1)}
        for word, names in words.items():
            override = override.replace(f"{{{word}}}", f"[{','.join(names)}]")
        return override


def choose_brands(config: Mapping[str, Any], group: int) -> Brands:
    """The brands of a group of seeds: another choice in every group, so that all kinds of shops have their turn.

    Raises ValueError when there are fewer shops than categories need.
    """
    ranges = {
        f"{kind}_{number + 1}" if shop["copies"] > 1 else kind: shop["categories"]
        for kind, shop in config["shops"].items()
        for number in range(shop["copies"])
    }
    sellers = {
        category: [shop for shop, sold in ranges.items() if category in sold]
        for category in config["catalog"]["categories"]
    }
    order = np.random.default_rng(group).permutation(sorted(ranges)).tolist()
    chosen = _match(sorted(sellers, key=lambda category: len(sellers[category])), sellers, order)
    if chosen is None:
        raise ValueError(f"{len(ranges)} shops are too few to take another one in each category")
    return Brands(chosen, {category: int(ranges[shop][category]) for category, shop in chosen.items()})


def _match(categories: list[str], sellers: Mapping[str, list[str]], free: list[str]) -> dict[str, str] | None:
    """A different free seller for every category, the first in the order of `free` that leaves one for the others."""
    if not categories:
        return {}
    first, *others = categories
    for shop in free:
        if shop in sellers[first]:
            rest = _match(others, sellers, [each for each in free if each != shop])
            if rest is not None:
                return {first: shop, **rest}
    return None
