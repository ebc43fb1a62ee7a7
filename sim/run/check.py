"""Is a config fit to run? Everything that is wrong with it, at once, before anything runs."""

import pickle
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from sim.run import parts, targets
from sim.run.compose import base_as_written
from sim.run.crosscheck import CROSS_CHECKS
from sim.run.errors import ConfigError
from sim.run.known import Outline, missing_keys, outline, unknown_keys
from sim.run.names import OPEN, mapping
from sim.run.rules import LARGEST, RULES, Rule
from sim.run.shape import misshapen, too_many
from sim.run.values import problem, wanted

Config = Mapping[str, Any]
"""A config as plain dicts and lists, every reference resolved."""


def check(cfg: DictConfig) -> dict[str, Any]:
    """The config as plain dicts and lists, every reference resolved.

    Raises ConfigError that lists all problems, each with key, value and what would be right.
    """
    config = plain(cfg)
    found = _wrong(pickle.dumps(config), base_as_written())
    if found:
        count = "one problem" if len(found) == 1 else f"{len(found)} problems"
        raise ConfigError("\n".join([f"the config has {count}:", *(f"  {line}" for line in found)]))
    return config


@lru_cache(maxsize=16)
def _wrong(pickled: bytes, pickled_base: bytes) -> list[str]:
    """All problems of a plain config against the base config; every seed of a run asks about the same pair.

    Where kinds are wrong no more is asked than key by key: what looks at several keys at once counts on them.
    """
    config, known = pickle.loads(pickled), _outline(pickled_base)
    keys = [*unknown_keys(config, known), *missing_keys(config, known)]
    kinds = [line for key, line in misshapen(config, known) if not rules_of(key)] + list(too_many(config))
    nested = any(isinstance(value, Mapping) for value, _ in _by_the_table(config))
    return [*keys, *kinds, *_told(config)] if kinds or nested else [*keys, *problems(config)]


@lru_cache(maxsize=4)
def _outline(pickled_base: bytes) -> Outline:
    return outline(pickle.loads(pickled_base))


def plain(cfg: DictConfig | Config) -> dict[str, Any]:
    """`cfg` as plain dicts and lists, which it may be already; what stands under names is empty where null is written.

    Raises ConfigError for a value that is missing or refers to nothing.
    """
    if isinstance(cfg, dict):
        return cfg
    try:
        config = OmegaConf.to_container(cfg, resolve=True, throw_on_missing=True)
    except OmegaConfBaseException as error:
        raise ConfigError(f"{error.full_key}: {str(error).splitlines()[0]}") from error
    read = {str(key): value for key, value in config.items()} if isinstance(config, dict) else {}
    for section in ("campaign", "shops"):
        for keys in mapping(read, section).values():
            if isinstance(keys, dict):
                keys.update({kind: {} for kind in OPEN if keys.get(kind, {}) is None})
    return read


def problems(config: Config) -> Iterator[str]:
    """Every problem of a plain config, one line each."""
    lines = [*_told(config), *targets.problems(config)]
    for cross_check in CROSS_CHECKS:
        lines += cross_check(config)
    yield from lines
    yield from parts.problems(config, {line.partition(": ")[0] for line in lines})


def _told(config: Config) -> list[str]:
    return [line for _, line in _by_the_table(config)]


def _by_the_table(config: Config) -> Iterator[tuple[Any, str]]:
    """Value and line of each key whose value does not fit a rule of the table, and of each that is not there."""
    values = dict(_parts(config))
    for rule in RULES:
        if rule.required and rule.key not in values:
            yield None, f"{rule.key}: is missing; write {wanted(rule)}"
    for key, value in values.items():
        rules = rules_of(key)
        wrong = filter(None, (problem(key, value, rule) for rule in rules))
        for line in islice((*wrong, *_too_large(key, value, rules)), 1):
            yield value, line


def _too_large(key: str, value: Any, rules: tuple[Rule, ...]) -> Iterator[str]:
    """A line for a number that no rule bounds and no sum could hold."""
    if isinstance(value, int | float) and not abs(value) <= LARGEST and not any(rule.high for rule in rules):
        yield f"{key}: {value!r} is not right; write a number from {-LARGEST:g} to {LARGEST:g}"


@lru_cache(maxsize=10_000)
def rules_of(key: str) -> tuple[Rule, ...]:
    """The rules that a dotted key must fit."""
    return tuple(rule for rule in RULES if pattern(rule)(key))


def leaves(config: Any) -> Iterator[tuple[str, Any]]:
    """Dotted key and value of everything that is not a mapping; an empty mapping is a leaf too."""
    for key, value in _parts(config):
        if not (isinstance(value, Mapping) and value):
            yield key, value


def _parts(node: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted key and value of everything in a config."""
    if prefix:
        yield prefix, node
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _parts(value, f"{prefix}.{key}" if prefix else str(key))


@cache
def pattern(rule: Rule) -> Callable[[str], bool]:
    """Whether a dotted key matches the rule's pattern."""
    parts = {"**": r"(?:[^.]+\.)*", "*": r"[^.]+"}
    text = "".join(
        parts.get(part, re.escape(part)) + ("" if part == "**" else r"\.") for part in rule.key.split(".")
    )
    compiled = re.compile(text.removesuffix(r"\."))
    return lambda key: compiled.fullmatch(key) is not None
