"""Keys that exist: a misspelled key in a file must not be silently without effect.

Hydra refuses an override of a key that is not there, but a file of an experiment may bring in any key. The config
without an experiment tells which keys there are; names that a user chooses (shops, channels ...) stand for one another.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.run.errors import nearest
from sim.run.names import shown
from sim.run.rules import RULES

NAMED = (
    "shops",
    "channels",
    "media",
    "campaign",
    "catalog.categories",
    "population.personas",
    "population.regions",
    "population.pains",
    "calendar.festivals",
)
"""Sections whose keys are names that the user may choose."""

REQUIRED = {rule.key for rule in RULES if rule.required}
ANY = "*"
Shape = tuple[str, ...]
"""A path whose names are stars."""
Outline = Mapping[Shape, list[Any]]
"""Shape → the values of that shape in the base config, at least one."""
Node = tuple[Shape, str, Any]
"""Shape, dotted path and value of one thing in a config."""


def outline(base: Mapping[str, Any]) -> Outline:
    """Everything in `base`, but not inside a `_target_`; where all keys are names of some section, they are one."""
    names, found = set(names_in(base)), dict[Shape, list[Any]]()

    def note(shape: Shape, values: list[Any]) -> None:
        found[shape] = values
        parts = [value for value in values if is_open(value)]
        keys = dict.fromkeys(str(key) for part in parts for key in part)
        if ".".join(shape) in NAMED or (keys and names.issuperset(keys)):
            keys = {ANY: None} if keys else {}
        for key in keys:
            note((*shape, key), [v for part in parts for k, v in part.items() if key in (ANY, str(k))])

    note((), [base])
    return found


def nodes(node: Mapping[str, Any], known: Outline, shape: Shape = (), path: str = "") -> Iterator[Node]:
    """Everything in a config, but not inside a `_target_`."""
    for key, value in node.items():
        here = f"{path}.{key}" if path else str(key)
        form = (*shape, ANY if (*shape, ANY) in known else str(key))
        yield form, here, value
        if is_open(value):
            yield from nodes(value, known, form, here)


def unknown_keys(config: Mapping[str, Any], known: Outline) -> Iterator[str]:
    """A line for each key that has no counterpart in the base config, though its siblings there are known.

    Below a `_target_` the class knows its fields, and a section that the base leaves empty may hold anything.
    """
    for shape, path, _ in nodes(config, known):
        key = path.rpartition(".")[2]
        if shape in known:
            chosen = shape[-1] != ANY or ".".join(shape[:-1]) in NAMED
            names = [] if chosen else _names_for(shape[:-1], known, config)
            siblings = [] if key in names else names
        else:
            siblings = keys_of(shape[:-1], known)
        if siblings:
            hint = nearest(key, sorted(siblings)) or f"; known: {shown(sorted({*siblings}))}"
            yield f"{path}: no such key{hint}"


def missing_keys(config: Mapping[str, Any], known: Outline) -> Iterator[str]:
    """A line for each mapping that lacks keys which all its counterparts in the base config have.

    A key that the table of rules requires is not told here: the table says what it may be.
    """
    for shape, path, value in [((), "", config), *nodes(config, known)]:
        models = [model for model in known.get(shape, []) if is_open(model)]
        if not models or not is_open(value) or (*shape, ANY) in known:
            continue
        common = (str(key) for key in models[0] if all(key in model for model in models))
        lacking = [
            key for key in common if key not in value and f"{path}.{key}".removeprefix(".") not in REQUIRED
        ]
        if lacking:
            model = (
                f"the others in {path.rpartition('.')[0]} have"
                if shape[-1:] == (ANY,)
                else "conf/config.yaml has"
            )
            yield f"{path or 'config'}: lacks {', '.join(lacking)}; write what {model}"


def _names_for(shape: Shape, known: Outline, config: Mapping[str, Any]) -> list[str]:
    """Names in `config` that the keys of a mapping may be: those of the section that they come from in the base config."""
    keys = set(keys_of(shape, known))
    sections = [section for section in NAMED if keys.issubset(keys_of(tuple(section.split(".")), known))]
    return [str(name) for section in sections or NAMED for name in _section(config, section)]


def names_in(config: Mapping[str, Any]) -> list[str]:
    """What users named in a config."""
    return [str(name) for section in NAMED for name in _section(config, section)]


def keys_of(shape: Shape, known: Outline) -> list[str]:
    """Keys of the mappings of one shape."""
    return list(dict.fromkeys(str(key) for model in known.get(shape, []) if is_open(model) for key in model))


def is_open(value: Any) -> bool:
    """Whether a value has keys that are the config's, not those of a class."""
    return isinstance(value, Mapping) and "_target_" not in value


def _section(config: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    node: Any = config
    for part in section.split("."):
        node = node.get(part) if isinstance(node, Mapping) else None
    return node if isinstance(node, Mapping) else {}
