"""Hydra's errors in the words of the person who typed the override."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher, get_close_matches
from typing import Any

import hydra
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException, MissingConfigException, OverrideParseException
from omegaconf import OmegaConf
from yaml import MarkedYAMLError, YAMLError

from sim.run.errors import ConfigError, nearest
from sim.run.names import OPEN


def explain(error: Exception, overrides: Iterable[str]) -> ConfigError:
    """The ConfigError that says what was wrong with `overrides`. A Hydra must be set up."""
    if isinstance(error, YAMLError):
        return ConfigError(_unreadable(error))
    if isinstance(error, OverrideParseException):
        return ConfigError(f"{error.override}: not an override; write {_as_override(str(error.override))}")
    if isinstance(error, MissingConfigException) and "/" in (error.missing_cfg_file or ""):
        return _unknown_option(str(error.missing_cfg_file), list(error.options or []))
    if isinstance(error, ValueError):
        told = place_in_a_list(error, overrides) or _group_of_no_name(overrides)
        return told or ConfigError(f"{' '.join(overrides)}: {error}")
    unknown = re.search(r"Could not override '([^']+)'", str(error))
    if unknown:
        return _unknown_key(unknown.group(1), error, overrides)
    unmerged = re.match(r"Error merging override ([^=]+)=(.*)", str(error))
    if unmerged:
        key, value = unmerged.groups()
        right = "a mapping, {name: value}"
        if value.startswith("{"):
            right = "a list; only a file of its own can turn a list into a mapping"
        return ConfigError(f"{key}: {value} is not right; write {right}")
    cause = f" ({error.__cause__})" if error.__cause__ else ""
    return ConfigError(f"{error}{cause}")


def _unreadable(error: YAMLError) -> str:
    """Where a file is no YAML, and why."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return " ".join(str(error).split())
    mark = error.problem_mark
    return f"{mark.name}, line {mark.line + 1}, column {mark.column + 1}: {error.problem}; write YAML, indented by spaces"


def place_in_a_list(error: ValueError, overrides: Iterable[str]) -> ConfigError | None:
    """The override that names something in a list, of which OmegaConf only says that the name is no number."""
    word = re.fullmatch(r"invalid literal for int\(\) with base 10: '([^']*)'", str(error))
    for key in map(key_of, overrides):
        if word and word.group(1) in (parts := key.split("."))[1:]:
            above = ".".join(parts[: parts.index(word.group(1), 1)])
            return ConfigError(
                f"{key}: no such key, since {above} is a list here; write {above}=... for the whole, or {above}.0 for its first"
            )
    return None


def _group_of_no_name(overrides: Iterable[str]) -> ConfigError | None:
    """The override that gives a group no name of a file, in which Hydra names no override."""
    loader = GlobalHydra.instance().config_loader()
    for each in OverridesParser.create().parse_overrides(list(overrides)):
        options = loader.get_group_options(each.key_or_group)
        if options and (each.value() == [] or not isinstance(each.value(), str | list | dict)):
            key, shown = each.get_key_element(), str(each.input_line).partition("=")[2]
            return ConfigError(f"{key}: {shown} is not right; write one of {', '.join(sorted(options))}")
    return None


def _as_override(text: str) -> str:
    """What is right instead of an override that cannot be read: a list of overrides wants quotes around each."""
    listed = re.fullmatch(r"([^=]+)=\[([^\]\[\"']*=[^\]\[\"']*)\]", text)
    if listed is None and re.match(r"[^=]+=[\[{].*=", text):
        return "quotes around what has a sign = in it, as in '{baseline: [\"campaign=none\"]}'"
    if listed is None:
        return "key=value, for example population.size=5000"
    inner = ",".join(f'"{each.strip()}"' for each in listed.group(2).split(","))
    return f"quotes inside: '{listed.group(1)}=[{inner}]'"


def _unknown_option(config: str, options: list[str]) -> ConfigError:
    group, _, name = config.rpartition("/")
    options = options or GlobalHydra.instance().config_loader().get_group_options(group)
    known = f"known: {', '.join(sorted(options))}" if options else f"there is no group '{group}'"
    return ConfigError(f"{group}={name}: no such {group}{nearest(name, options)} ({known})")


def _unknown_key(key: str, error: Exception, overrides: Iterable[str]) -> ConfigError:
    if "@" in key:
        known = re.search(r"Did you mean to override (?:one of )?([^?]+)", str(error))
        slots = re.findall(r"[\w/]+@[\w.]+", known.group(1)) if known else []
        return ConfigError(f"{key}: no such place for a file{nearest(key, slots)}")
    config = _config(key, list(overrides))
    if key in valid_keys(config):
        return ConfigError(_value_that_does_not_fit(key, config, list(overrides)))
    return ConfigError(f"{key}: no such key{hint(key, config)}")


def _value_that_does_not_fit(key: str, config: Mapping[str, Any], overrides: list[str]) -> str:
    """What is wrong with an override of a key that there is: a key inside its value, or another override."""
    node = OmegaConf.select(OmegaConf.create(dict(config)), key)
    given = next(
        each for each in OverridesParser.create().parse_overrides(overrides) if each.key_or_group == key
    )
    known = valid_keys(OmegaConf.to_container(node)) if OmegaConf.is_dict(node) else []
    for name in valid_keys(given.value()):
        if name not in known:
            return f"{key}.{name}: no such key{nearest(name, known)}"
    return f"{key}: no such key, since another override takes it away"


def _config(key: str, overrides: list[str]) -> dict[str, Any]:
    """The config as plain dicts without the override of a key that is not there; an empty one when it cannot be told."""
    others = [each for each in overrides if key_of(each) != key]
    for tried in (others, [each for each in overrides if each.startswith("experiment=")]):
        try:
            found = OmegaConf.to_container(hydra.compose("config", overrides=tried), resolve=False)
        except (HydraException, ValueError):  # more is wrong, or the folder was known to the command only
            continue
        return {str(name): value for name, value in found.items()} if isinstance(found, dict) else {}
    return {}


def key_of(override: str) -> str:
    """The key of an override."""
    return override.partition("=")[0].lstrip("+~")


def hint(key: str, config: Mapping[str, Any]) -> str:
    """What was meant by a key that is not there: a neighbour of what there is of it, a key of the same last word, or a list."""
    node, there, missing = _part_that_is_there(config, key.split("."))
    below = [".".join([*there, each]) for each in valid_keys(node)]
    if there and set(OPEN) & set(there) and not nearest(missing[0], list(node)):
        return f"; write +{key}=... to add it"
    near = [] if not there and len(missing) == 1 else _siblings(node, there, missing)
    same_tail = [each for each in below if each.rsplit(".", 1)[-1] == missing[-1]]
    same_tail.sort(key=lambda each: -SequenceMatcher(None, key, each).ratio())
    found = [*near, *same_tail][:1]
    if found:
        return f"; did you mean '{found[0]}'?"
    if not there:
        return nearest(key, below)
    names = [name for name in node if name != "_target_"]
    owner = str(node["_target_"]).rpartition(".")[2] if "_target_" in node else ".".join(there)
    return f"; {owner} has {', '.join(names)}" if names else f"; {owner} is empty, write +{key}=... to add it"


def _part_that_is_there(
    config: Mapping[str, Any], parts: list[str]
) -> tuple[Mapping[str, Any], list[str], list[str]]:
    """The innermost mapping on the way to a key, the words that lead to it, and those that are left."""
    node, depth = config, 0
    while depth < len(parts) - 1 and isinstance(node.get(parts[depth]), Mapping):
        node, depth = node[parts[depth]], depth + 1
    return node, parts[:depth], parts[depth:]


def _siblings(node: Mapping[str, Any], there: list[str], missing: list[str]) -> list[str]:
    """The keys spelled most like the first word that is missing, with the words after it as far as they are there."""
    found = []
    for name in get_close_matches(missing[0], list(node), n=1, cutoff=0.6):
        inner = node[name] if isinstance(node[name], Mapping) else {}
        rest = missing[1:] if ".".join(missing[1:]) in valid_keys(inner) else []
        found.append(".".join([*there, name, *rest]))
    return found


def valid_keys(node: Any) -> list[str]:
    """Every dotted key of a plain config, inner nodes included, sorted; none of a single value."""
    return sorted(_keys(node, ""))


def _keys(node: Any, prefix: str) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield f"{prefix}{key}"
            yield from _keys(value, f"{prefix}{key}.")
