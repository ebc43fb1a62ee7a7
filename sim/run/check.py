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
from sim.run.known import missing_keys, unknown_keys
from sim.run.rules import RULES, Rule
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
    """All problems of a plain config against the base config; every seed of a run asks about the same pair."""
    config, base = pickle.loads(pickled), pickle.loads(pickled_base)
    return [*unknown_keys(config, base), *missing_keys(config, base), *problems(config)]


def plain(cfg: DictConfig | Config) -> dict[str, Any]:
    """`cfg` as plain dicts and lists, which it may be already.

    Raises ConfigError for a value that is missing or refers to nothing.
    """
    if isinstance(cfg, dict):
        return cfg
    try:
        config = OmegaConf.to_container(cfg, resolve=True, throw_on_missing=True)
    except OmegaConfBaseException as error:
        raise ConfigError(f"{error.full_key}: {str(error).splitlines()[0]}") from error
    return {str(key): value for key, value in config.items()} if isinstance(config, dict) else {}


def problems(config: Config) -> Iterator[str]:
    """Every problem of a plain config, one line each."""
    lines = [*_by_the_table(config), *targets.problems(config)]
    for cross_check in CROSS_CHECKS:
        lines += cross_check(config)
    yield from lines
    yield from parts.problems(config, {line.partition(": ")[0] for line in lines})


def _by_the_table(config: Mapping[str, Any]) -> Iterator[str]:
    """A line for each key whose value does not fit a rule of the table, and for each key that is not there."""
    values = dict(leaves(config))
    for rule in RULES:
        if rule.required and rule.key not in values:
            yield f"{rule.key}: is missing; write {wanted(rule)}"
    for key, value in values.items():
        wrong = (problem(key, value, rule) for rule in rules_of(key))
        yield from islice(filter(None, wrong), 1)


@lru_cache(maxsize=10_000)
def rules_of(key: str) -> tuple[Rule, ...]:
    """The rules that a dotted key must fit."""
    return tuple(rule for rule in RULES if pattern(rule)(key))


def leaves(node: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted key and value of everything that is not a mapping; an empty mapping is a leaf too."""
    if isinstance(node, Mapping) and node:
        for key, value in node.items():
            yield from leaves(value, f"{prefix}.{key}" if prefix else str(key))
    else:
        yield prefix, node


@cache
def pattern(rule: Rule) -> Callable[[str], bool]:
    """Whether a dotted key matches the rule's pattern."""
    parts = {"**": r"(?:[^.]+\.)*", "*": r"[^.]+"}
    text = "".join(
        parts.get(part, re.escape(part)) + ("" if part == "**" else r"\.") for part in rule.key.split(".")
    )
    compiled = re.compile(text.removesuffix(r"\."))
    return lambda key: compiled.fullmatch(key) is not None
