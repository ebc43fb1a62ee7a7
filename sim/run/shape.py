"""What all other checks count on: every value is of the kind that the base config has there, and no list of names is endless."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.run.known import Outline, nodes
from sim.run.names import entries, mapping
from sim.run.values import as_written

SHOWN = 3  # keys in one message
MOST_PRODUCTS = 1_000_000  # of all shops


def misshapen(config: Mapping[str, Any], known: Outline) -> Iterator[tuple[str, str]]:
    """Dotted key and line for each value that is of another kind than all its counterparts in the base config.

    Nothing is asked where the base has null, a reference or a `_target_`: what is made there says itself what it takes.
    """
    for shape, path, value in nodes(config, known):
        models = known.get(shape, [])
        if models and not any(map(_free, models)) and _kind(value) not in map(_kind, models):
            yield path, f"{path}: {as_written(value)} is not right; write {_like(models[0])}"


def too_many(config: Mapping[str, Any]) -> Iterator[str]:
    """A line when the products of all shops are too many to be listed."""
    counts = {
        name: keys["copies"] * sum(filter(_whole, mapping(keys, "categories").values()))
        for name, keys in entries(config, "shops")
        if _whole(keys.get("copies"))
    }
    if sum(counts.values()) > MOST_PRODUCTS:
        most = max(counts, key=lambda name: counts[name])
        yield (
            f"shops.{most}: {counts[most]:,} products in all its copies are too many; "
            f"write copies and categories for at most {MOST_PRODUCTS:,} in all shops"
        )


def _whole(value: Any) -> bool:
    return isinstance(value, int)


KINDS: tuple[tuple[str, type | tuple[type, ...]], ...] = (
    ("a mapping", Mapping),
    ("a list", list),
    ("true or false", bool),
    ("a number", (int, float)),
    ("a text", str),
)


def _kind(value: Any) -> str:
    return next((word for word, kind in KINDS if isinstance(value, kind)), "null")


def _free(model: Any) -> bool:
    return (
        model is None
        or (isinstance(model, str) and "${" in model)
        or (isinstance(model, Mapping) and "_target_" in model)
    )


def _like(model: Any) -> str:
    """What would be right, in words."""
    if isinstance(model, bool):
        return _kind(model)
    if not isinstance(model, Mapping):
        return f"{_kind(model)}, such as {model}"
    keys = [str(key) for key in model]
    more = ", ..." if len(keys) > SHOWN else ""
    return (
        f"a mapping with keys like {', '.join(keys[:SHOWN])}{more}"
        if keys
        else "a mapping: a name, then its keys"
    )
