"""Hydra's errors in the words of the person who typed the override."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any

import hydra
from hydra.errors import HydraException, MissingConfigException, OverrideParseException
from omegaconf import DictConfig, OmegaConf

from sim.run.errors import ConfigError, nearest


def explain(error: Exception, overrides: Iterable[str]) -> ConfigError:
    """The ConfigError that says what was wrong with `overrides`. A Hydra must be set up."""
    if isinstance(error, OverrideParseException):
        return ConfigError(
            f"{error.override}: not an override; write key=value, for example population.size=5000"
        )
    if isinstance(error, MissingConfigException) and "/" in (error.missing_cfg_file or ""):
        return _unknown_option(str(error.missing_cfg_file), list(error.options or []))
    if isinstance(error, ValueError):
        return ConfigError(f"{' '.join(overrides)}: {error}")
    unknown = re.search(r"Could not override '([^']+)'", str(error))
    if unknown:
        return _unknown_key(unknown.group(1), overrides)
    cause = f" ({error.__cause__})" if error.__cause__ else ""
    return ConfigError(f"{error}{cause}")


def _unknown_option(config: str, options: list[str]) -> ConfigError:
    group, _, name = config.rpartition("/")
    known = f"known: {', '.join(sorted(options))}" if options else f"there is no group '{group}'"
    return ConfigError(f"{group}={name}: no such {group}{nearest(name, options)} ({known})")


def _unknown_key(key: str, overrides: Iterable[str]) -> ConfigError:
    key = key.split("@")[0]
    experiment = [override for override in overrides if override.startswith("experiment=")]
    try:
        known = valid_keys(hydra.compose("config", overrides=experiment))
    except HydraException:  # the experiment is in a folder that only the command knew
        known = []
    return ConfigError(f"{key}: no such key{nearest_key(key, known)}")


def nearest_key(key: str, known: list[str]) -> str:
    """The nearest valid key: one with the same last word, or else one spelled much like it."""
    tail = key.rsplit(".", 1)[-1]
    same_tail = [each for each in known if each.rsplit(".", 1)[-1] == tail]
    same_tail.sort(key=lambda each: -SequenceMatcher(None, key, each).ratio())
    return f"; did you mean '{same_tail[0]}'?" if same_tail else nearest(key, known)


def valid_keys(cfg: DictConfig) -> list[str]:
    """Every dotted key of a config, inner nodes included, sorted."""
    return sorted(_keys(OmegaConf.to_container(cfg, resolve=False), ""))


def _keys(node: Any, prefix: str) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield f"{prefix}{key}"
            yield from _keys(value, f"{prefix}{key}.")
