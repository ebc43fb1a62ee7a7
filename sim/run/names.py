"""Names that one part of a config uses and another must bring: shops, categories, products, personas, regions."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sim.run.errors import nearest

Config = Mapping[str, Any]
MOST_SHOWN = 20  # known names in one message
OPEN = ("promotions", "activities", "faults", "tasks", "partners")
"""What campaigns and shops have under names of the user's: a config may write more than the files have, or null for none."""


def exist(key: str, names: Iterable[str], known: list[str]) -> Iterator[str]:
    """A line for each name that is not among the known ones."""
    for name in names:
        if name not in known:
            yield f"{key}: '{name}' does not exist{nearest(str(name), known)}; known: {shown(known)}"


def shown(known: list[str]) -> str:
    """Known names for a message, not endlessly many."""
    return ", ".join(known[:MOST_SHOWN]) + (", ..." if len(known) > MOST_SHOWN else "")


def mapping(node: Config, key: str) -> Config:
    """The mapping below a key; an empty one when there is none."""
    value = node.get(key)
    return value if isinstance(value, Mapping) else {}


def listed(node: Config, key: str) -> list[Any]:
    """The list below a key; an empty one when there is none."""
    value = node.get(key)
    return value if isinstance(value, list) else []


def entries(config: Config, section: str) -> Iterator[tuple[str, Config]]:
    """Name and keys of everything in a section that has keys."""
    for name, keys in mapping(config, section).items():
        if isinstance(keys, Mapping):
            yield str(name), keys


def copies(config: Config) -> dict[str, list[str]]:
    """Kind of shop → names of its copies in the market."""
    return {
        kind: [kind] if keys["copies"] == 1 else [f"{kind}_{n}" for n in range(1, keys["copies"] + 1)]
        for kind, keys in entries(config, "shops")
        if isinstance(keys.get("copies"), int)
    }


def shop_names(config: Config) -> list[str]:
    """Names of the shops of the market."""
    return [name for names in copies(config).values() for name in names]


def product_names(config: Config) -> list[str]:
    """Names of all products, shop/category/number."""
    return [
        f"{shop}/{category}/{number}"
        for kind, shops in copies(config).items()
        for shop in shops
        for category, width in mapping(config["shops"][kind], "categories").items()
        if isinstance(width, int)
        for number in range(1, width + 1)
    ]
