"""Which classes a config may name in `_target_`, and which fields it may give them."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from sim.run.errors import nearest

OWN = "sim"


def problems(config: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the `_target_`s of a config.

    A target must be a class defined in this package, or in a package listed in `allow_targets`: a config from a
    stranger must not run code. The fields of a dataclass must be those that it has.
    """
    trusted = config.get("allow_targets")
    allowed = [OWN, *(trusted if isinstance(trusted, list) else [])]
    for key, node in targets(config):
        target = node["_target_"]
        found = resolve(target, allowed)
        if isinstance(found, str):
            yield f"{key}._target_: {target!r} is not right; {found}"
        elif is_dataclass(found):
            names = [field.name for field in fields(found)]
            lacking = [] if "_args_" in node or node.get("_partial_") else _lacking(found, node)
            if lacking:
                yield f"{key}: {found.__name__} lacks {', '.join(lacking)}; its fields are {', '.join(names)}"
            for name in node:
                if not name.startswith("_") and name not in names:
                    known = f"known: {', '.join(names)}"
                    yield f"{key}.{name}: {found.__name__} has no such field{nearest(name, names)} ({known})"


def targets(node: Any, prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping with a `_target_` inside `node`, with its dotted key."""
    if isinstance(node, dict):
        if "_target_" in node:
            yield prefix, node
        for key, value in node.items():
            yield from targets(value, f"{prefix}.{key}" if prefix else str(key))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from targets(value, f"{prefix}.{i}")


def _lacking(kind: Any, node: dict[str, Any]) -> list[str]:
    """Fields that a dataclass has no default for and that are not given."""
    return [
        field.name
        for field in fields(kind)
        if field.init
        and field.name not in node
        and field.default is MISSING
        and field.default_factory is MISSING
    ]


def resolve(target: Any, allowed: list[str]) -> type | str:
    """The class called `target`, or what would be right."""
    if not isinstance(target, str) or not _inside(target, allowed):
        known = ", ".join(f"{package}." for package in allowed)
        return f"write a class below {known} or add its package to allow_targets if you trust it"
    module, _, name = target.rpartition(".")
    try:
        if module and find_spec(module):
            found = getattr(import_module(module), name, None)
            if isinstance(found, type) and _inside(found.__module__, allowed):
                return found
    except Exception as error:  # a module of the user's may raise anything
        if not isinstance(error, ModuleNotFoundError) or not _inside(module, [str(error.name)]):
            return f"its module {module} cannot be imported: {type(error).__name__}: {error}"
    return "write the full name of a class that can be imported: package.module.Class"


def _inside(name: str, packages: list[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def is_own(node: Any) -> bool:
    """Whether every class that a part of a config names, at any depth, is of this package."""
    return all(str(each["_target_"]).startswith(f"{OWN}.") for _, each in targets(node))
