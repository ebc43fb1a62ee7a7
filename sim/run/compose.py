"""A name in `conf/experiment` and overrides → one config."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import cast

import hydra
from hydra.core.config_loader import ConfigLoader
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf, open_dict
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from sim.run.arguments import all_are_heard
from sim.run.errors import ConfigError
from sim.run.explain import explain
from sim.run.kept import kept
from sim.run.mixed import none_is_mixed
from sim.run.parsed_once import parse_once

Stamp = tuple[tuple[str, int, int], ...]


def conf_dir() -> Path:
    """The folder of configs: inside the package of an installed wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "conf"
    return shipped if shipped.is_dir() else package.parent / "conf"


def experiments() -> list[str]:
    """Names of the experiments in `conf/experiment`, sorted."""
    return sorted(path.stem for path in (conf_dir() / "experiment").glob("*.yaml"))


def compose(name: str, *overrides: str) -> DictConfig:
    """The config of experiment `name` with `overrides` (`key=value`, Hydra's syntax; later ones win).

    Raises ConfigError for an unknown experiment, key or option, naming it and the nearest valid one.
    """
    with hydra_at(conf_dir()):
        return compose_here(f"experiment={name}", *overrides)


def compose_base() -> DictConfig:
    """The config without an experiment: it holds every key that there is. Read only; composed once."""
    return _base_in(conf_dir())


def base_as_written() -> bytes:
    """The same config pickled, as plain dicts and lists, references as they stand in the files."""
    return _written_in(conf_dir())


@cache
def _written_in(folder: Path) -> bytes:
    return pickle.dumps(OmegaConf.to_container(_base_in(folder), resolve=False))


@cache
def _base_in(folder: Path) -> DictConfig:
    with hydra_at(folder):
        return compose_here("~experiment")


def compose_here(*overrides: str) -> DictConfig:
    """Compose within the Hydra that is already set up (a command's own config folders stay in force).

    The config is the caller's own. Files are read and merged once for each choice of files, as long as none of them changes:
    that takes a second, adding a file or overriding values milliseconds.
    """
    all_are_heard(overrides)
    last = last_of_each(overrides)
    try:
        parsed = OverridesParser.create().parse_overrides(last)
    except HydraException as error:
        raise explain(error, last) from error
    none_is_mixed(last)
    stamp = _stamp()
    if any(each.is_delete() for each in parsed):
        return _unpickled(
            _from_files(tuple(last), stamp)
        )  # the order of setting, adding and deleting is Hydra's
    values = [each for each in parsed if each.package is None and not _is_group(each.key_or_group, stamp)]
    added = [each for each in parsed if each not in values and each.package is not None and each.is_add()]
    chosen = tuple(str(each.input_line) for each in parsed if each not in values and each not in added)
    cfg = _unpickled(_from_files(chosen, stamp))
    try:
        for each in added:
            with open_dict(cfg):
                cfg.merge_with(_unpickled(_one_file(str(each.input_line), stamp)))
        for each in values:
            _set(cfg, each)
    except (HydraException, ValueError, OmegaConfBaseException):
        return _by_hydra(tuple(last))  # tells what is wrong
    return cfg


def _set(cfg: DictConfig, override: Override) -> None:
    key, value = override.key_or_group, override.value()
    if override.is_add() and not isinstance(value, dict | list) and OmegaConf.select(cfg, key) is not None:
        raise HydraException(f"{key} is there already")
    OmegaConf.update(cfg, key, value, merge=True, force_add=override.is_add() or override.is_force_add())


@lru_cache(maxsize=1024)
def _is_group(key: str, stamp: Stamp) -> bool:
    return bool(_loader().get_group_options(key))


@lru_cache(maxsize=64)
def _from_files(overrides: tuple[str, ...], stamp: Stamp) -> bytes:
    """The pickled config of overrides that choose files, which are as ``stamp`` says."""
    return kept(overrides, _folders(), lambda: pickle.dumps(_by_hydra(overrides)))


@lru_cache(maxsize=256)
def _one_file(override: str, stamp: Stamp) -> bytes:
    """The pickled config of one file at its place (``+group@place=file``), without anything else."""
    return pickle.dumps(hydra.compose(overrides=[override]))


def _unpickled(cfg: bytes) -> DictConfig:
    return cast(DictConfig, pickle.loads(cfg))


def _by_hydra(overrides: tuple[str, ...]) -> DictConfig:
    """Hydra's own answer; it has a ValueError for a group that is given a number or null."""
    try:
        cfg = hydra.compose("config", overrides=list(overrides), return_hydra_config=True)
    except (HydraException, ValueError, YAMLError) as error:
        raise explain(error, overrides) from error
    experiment = cfg.hydra.runtime.choices.get("experiment")
    with open_dict(cfg):
        del cfg["hydra"]
    return named(cfg, experiment or "")


def _stamp() -> Stamp:
    """Every config file that Hydra may read, with its time of change and size."""
    files = [file for folder in _folders() for file in sorted(folder.rglob("*.yaml"))]
    return tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)


def _folders() -> list[Path]:
    """The folders that Hydra looks for files in, first found first taken."""
    return [Path(source.path) for source in _loader().get_sources() if source.scheme() == "file"]


def _loader() -> ConfigLoader:
    return GlobalHydra.instance().config_loader()


def last_of_each(overrides: tuple[str, ...]) -> list[str]:
    """Overrides without those that a later one of the same key replaces; Hydra refuses a group named twice."""
    last = {override.split("=", 1)[0].lstrip("+~"): override for override in overrides}
    return list(last.values())


def named(cfg: DictConfig, experiment: str) -> DictConfig:
    """`cfg`, whose key `experiment` tells which experiment it is.

    Raises ConfigError for a file that Hydra put under this key, where nothing of it would count.
    """
    if OmegaConf.is_dict(cfg.get("experiment")):
        raise ConfigError(
            f"experiment={experiment}: its file is not read; write `# @package _global_` as its first line"
        )
    with open_dict(cfg):
        cfg.experiment = experiment
    return cfg


@contextmanager
def hydra_at(folder: Path) -> Iterator[None]:
    """A Hydra that reads `folder`; the one that was set up before, if any, is back afterwards."""
    current = GlobalHydra.instance()
    outer, current.hydra = current.hydra, None
    parse_once()
    try:
        with hydra.initialize_config_dir(str(folder), job_name="sim", version_base="1.3"):
            yield
    finally:
        GlobalHydra.instance().hydra = outer
