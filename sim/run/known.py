"""Keys that exist: a misspelled key in a file must not be silently without effect.

Hydra refuses an override of a key that is not there, but a file of an experiment may bring in any key. The config
without an experiment tells which keys there are; names that a user chooses (shops, channels ...) stand for one another.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.run.errors import nearest

NAMED = (
    "shops",
    "channels",
    "media",
    "campaign",
    "catalog.categories",
    "population.personas",
    "population.pains",
)
"""Sections whose keys are names that the user may choose."""

Shape = tuple[str, ...]


def unknown_keys(config: Mapping[str, Any], base: Mapping[str, Any]) -> Iterator[str]:
    """A line for each key of `config` that has no counterpart in `base`, though its siblings there are known.

    Below a `_target_` the class knows its fields, and a section that `base` leaves empty may hold anything.
    """
    names = {name for each in (config, base) for section in NAMED for name in _section(each, section)}
    known: dict[Shape, set[str]] = {}
    for shape, key, _ in _nodes(base, (), names):
        known.setdefault(shape, set()).add("*" if key in names else key)
    for shape, key, path in _nodes(config, (), names):
        siblings = known.get(shape)
        if siblings and "*" not in siblings and key not in siblings and key not in names:
            hint = nearest(key, sorted(siblings)) or f"; known: {', '.join(sorted(siblings))}"
            yield f"{path}: no such key{hint}"


def missing_keys(config: Mapping[str, Any], base: Mapping[str, Any]) -> Iterator[str]:
    """A line for each entry of a section of names that lacks keys which all entries of `base` have."""
    for section in NAMED:
        models = [entry.keys() for entry in _section(base, section).values() if isinstance(entry, Mapping)]
        wanted = [key for key in models[0] if all(key in model for model in models)] if models else []
        for name, entry in _section(config, section).items():
            lacking = [key for key in wanted if isinstance(entry, Mapping) and key not in entry]
            if lacking:
                yield f"{section}.{name}: lacks {', '.join(lacking)}; write what the others in {section} have"


def _section(config: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    node: Any = config
    for part in section.split("."):
        node = node.get(part) if isinstance(node, Mapping) else None
    return node if isinstance(node, Mapping) else {}


def _nodes(
    node: Mapping[str, Any], shape: Shape, names: set[str], path: str = ""
) -> Iterator[tuple[Shape, str, str]]:
    """Shape of the parent, own key and dotted path of everything in a config, but not inside a `_target_`."""
    for key, value in node.items():
        here = f"{path}.{key}" if path else str(key)
        yield shape, str(key), here
        if isinstance(value, Mapping) and "_target_" not in value:
            yield from _nodes(value, (*shape, "*" if key in names else str(key)), names, here)
