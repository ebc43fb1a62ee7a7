"""What a caller in Python hands over: the right kind, or an error that says what would be right."""

from argparse import ArgumentTypeError
from collections.abc import Iterable, Mapping, Sequence
from operator import index
from pathlib import Path
from typing import Any

from omegaconf import DictConfig

from sim.run.errors import ConfigError


def seeds_of(cfg: DictConfig | Mapping[str, Any]) -> list[int]:
    """The seeds to run: `seed` when it is set, else `seeds`."""
    seed = cfg.get("seed")
    return [int(seed)] if seed is not None else [int(each) for each in cfg["seeds"]]


def seed_list(seeds: Any) -> list[int]:
    """Seeds as whole numbers. Raises ConfigError for anything but a collection of them."""
    wanted = "write a list of whole numbers of at least 0, such as range(3)"
    if isinstance(seeds, str | bytes | dict) or not isinstance(seeds, Iterable):
        raise ConfigError(f"seeds: {seeds!r} is not right; {wanted}")
    return [one_seed(seed, "seeds", wanted) for seed in seeds]


def one_seed(seed: Any, key: str = "seed", wanted: str = "write a whole number of at least 0") -> int:
    """A seed as a whole number. Raises ConfigError for anything else."""
    try:
        number = -1 if isinstance(seed, bool) else index(seed)
    except TypeError:
        number = -1
    if number < 0:
        raise ConfigError(f"{key}: {seed!r} is not right; {wanted}")
    return number


def all_are_heard(overrides: Sequence[str]) -> None:
    """Raise ConfigError for overrides that would change nothing: one of `seed` and `seeds`, and an empty mapping."""
    given = {key: value for key, _, value in (each.partition("=") for each in overrides)}
    for key, value in given.items():
        if value.replace(" ", "") == "{}" and not key.startswith("+"):
            raise ConfigError(
                f"{key}={value}: is added to what is there, so nothing goes; "
                f"write ~{key}.<name> for one of them, or {key}=null for all"
            )
    if given.get("seed", "null") != "null" and "seeds" in given:
        raise ConfigError(
            f"seed={given['seed']} and seeds={given['seeds']}: one of them is enough; write seed or seeds"
        )


def texts(overrides: Sequence[Any]) -> None:
    """Raise ConfigError for an override that is no text."""
    for each in overrides:
        if not isinstance(each, str):
            raise ConfigError(
                f"overrides: {each!r} is not right; write each as a text of its own: 'population.size=300', 'threads=2'"
            )


def folder_for(out: Any) -> Path:
    """The folder that results go to. Raises ConfigError for what is no path, or is a file."""
    if not isinstance(out, str | Path) or not str(out):
        raise ConfigError(f"out: {out!r} is not right; write a folder, such as 'outputs/mine'")
    folder = Path(out)
    if any(each.is_file() for each in (folder, *folder.parents)):
        raise ConfigError(f"out: '{folder}' is a file or below one; write a folder")
    return folder


def shop_list(shops: Any) -> list[str]:
    """Names of shops. Raises ConfigError for a text alone and for what is no text."""
    names = None if isinstance(shops, str) or not isinstance(shops, Iterable) else list(shops)
    if not names or not all(isinstance(name, str) for name in names):
        raise ConfigError(
            f"shops: {shops!r} is not right; write a list of shop names, such as ['flagship_1']"
        )
    return names


def composed(cfg: Any) -> DictConfig:
    """A composed config. Raises ConfigError for the name of an experiment and whatever else."""
    if isinstance(cfg, DictConfig):
        return cfg
    raise ConfigError(f"cfg: {cfg!r} is not right; write a composed config: sim.compose('double11')")


def named_or_composed(name: Any) -> None:
    """Raise ConfigError for what is neither the name of an experiment nor a composed config."""
    if not isinstance(name, str | DictConfig):
        told = "write the name of an experiment, such as 'double11', or a composed config"
        raise ConfigError(f"name: {name!r} is not right; {told}")


def positive(text: str) -> int:
    """A number of processes, seeds or consumers as the command line has it, for `argparse`."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text} is not right; write a whole number of 1 or more")
    return int(text)
