"""Products: every shop carries its own range, drawn once from its archetype."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, name_key, uniform

Array = NDArray[Any]
LOWEST = (
    0.2  # least that goods of poor quality usually cost, times the usual price of the category; assumption
)


@dataclass(frozen=True)
class Category:
    """One product category; figures with sources in ``conf/catalog``."""

    name: str
    orders_per_year: float  # purchases/consumer/year
    price: float  # usual price of one purchase, yuan
    gamma_shape: float  # dispersion of purchase rates, NBD k; 0 = everybody alike
    returns: float  # share of units sent back
    storable: float  # 0..1, how well it keeps
    postponable: float  # 0..1, how well one can do without it for some weeks
    risk: float  # weight of perceived risk
    margin: float  # usual gross margin, share of price
    slope: float  # rise of price and cost per standard deviation of quality, share


@dataclass(frozen=True)
class Range:
    """What one shop sells: how good, how dear, how much."""

    shop: str
    quality: float  # standard deviations from the category's average
    price: float  # price level, 1 = usual
    cost: float  # cost level, 1 = usual
    novelty: float  # share of the range that is new
    widths: dict[str, int]  # products per category


@dataclass(frozen=True)
class Catalog:
    """All products, sorted by shop, category, number. P products."""

    name: list[str]
    key: Array  # (P,) u8, key of the name
    shop: Array  # (P,) int16
    category: Array  # (P,) int8
    quality: Array  # (P,) float32, standard deviations
    cost: Array  # (P,) int64, cents/unit
    base_price: Array  # (P,) int64, cents/unit, the usual list price
    age: Array  # (P,) float32, days since launch on day 0
    start: Array  # (S, C) int32, first product of a shop in a category
    stop: Array  # (S, C) int32, one past the last

    def __len__(self) -> int:
        return len(self.name)


def whole_cents(yuan: float) -> int:
    """Whole cents, at least one: nothing costs or is sold for nothing."""
    return max(1, round(100 * yuan))


def build_catalog(
    seed: int, categories: list[Category], ranges: list[Range], spread: float, new_age: float
) -> Catalog:
    """Draw the products of ``ranges`` (sorted by shop).

    ``spread`` is the standard deviation of quality within a shop's range; ``new_age`` the oldest age (days) of a new product,
    old ones are a year older. Draws are keyed by product name, so a shop's range does not depend on who else sells.
    """
    columns: dict[str, list[Any]] = {
        k: [] for k in ("name", "shop", "category", "quality", "level", "age", "cost", "price")
    }
    start = np.zeros((len(ranges), len(categories)), np.int32)
    stop = np.zeros_like(start)
    base = base_key(seed, "catalog")
    for s, offered in enumerate(ranges):
        for c, category in enumerate(categories):
            start[s, c] = len(columns["name"])
            for number in range(1, offered.widths.get(category.name, 0) + 1):
                name = f"{offered.shop}/{category.name}/{number}"
                draw = [
                    float(uniform(base ^ name_key(f"{name}:{what}"))) for what in ("quality", "new", "age")
                ]
                quality = offered.quality + spread * 3.4641 * (draw[0] - 0.5)
                lift = max(LOWEST, 1 + category.slope * quality)
                columns["name"].append(name)
                columns["shop"].append(s)
                columns["category"].append(c)
                columns["quality"].append(quality)
                columns["age"].append(
                    draw[2] * new_age if draw[1] < offered.novelty else 365 + draw[2] * new_age
                )
                columns["cost"].append(
                    whole_cents(category.price * (1 - category.margin) * lift * offered.cost)
                )
                columns["price"].append(whole_cents(category.price * lift * offered.price))
            stop[s, c] = len(columns["name"])
    return Catalog(
        name=columns["name"],
        key=np.array([name_key(n) for n in columns["name"]], np.uint64),
        shop=np.array(columns["shop"], np.int16),
        category=np.array(columns["category"], np.int8),
        quality=np.array(columns["quality"], np.float32),
        cost=np.array(columns["cost"], np.int64),
        base_price=np.array(columns["price"], np.int64),
        age=np.array(columns["age"], np.float32),
        start=start,
        stop=stop,
    )
