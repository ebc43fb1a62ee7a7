"""A name in `conf/experiment` and overrides → one config."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path

import hydra
from hydra.core.config_loader import ConfigLoader
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf, open_dict
from omegaconf.errors import OmegaConfBaseException

from sim.run.explain import explain

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


@cache
def _base_in(folder: Path) -> DictConfig:
    with hydra_at(folder):
        return compose_here("~experiment")


def compose_here(*overrides: str) -> DictConfig:
    """Compose within the Hydra that is already set up (a command's own config folders stay in force).

    The config is the caller's own. Files are read and merged once for each choice of files, as long as none of them changes:
    that takes a second, overriding values milliseconds.
    """
    last = last_of_each(overrides)
    try:
        parsed = OverridesParser.create().parse_overrides(last)
    except HydraException as error:
        raise explain(error, last) from error
    values = [each for each in parsed if _is_value(each)]
    gone = tuple(f"{each.key_or_group}." for each in parsed if each.is_delete())
    if any(each.key_or_group.startswith(gone) for each in values):
        return _by_hydra(tuple(last))  # which sets, and then deletes
    files = tuple(str(each.input_line) for each in parsed if each not in values)
    cfg: DictConfig = pickle.loads(_from_files(files, _stamp()))
    try:
        for each in values:
            OmegaConf.update(cfg, each.key_or_group, each.value(), merge=True)
    except OmegaConfBaseException:
        _by_hydra(tuple(last))  # tells what is wrong
        raise
    return cfg


def _is_value(override: Override) -> bool:
    changes = not (override.is_delete() or override.is_add() or override.is_force_add())
    return changes and override.package is None and not _loader().get_group_options(override.key_or_group)


@lru_cache(maxsize=64)
def _from_files(overrides: tuple[str, ...], stamp: Stamp) -> bytes:
    """The pickled config of overrides that choose files, which are as ``stamp`` says."""
    return pickle.dumps(_by_hydra(overrides))


def _by_hydra(overrides: tuple[str, ...]) -> DictConfig:
    try:
        cfg = hydra.compose("config", overrides=list(overrides), return_hydra_config=True)
    except (HydraException, ValueError) as error:  # a ValueError for a group that is given a number or null
        raise explain(error, overrides) from error
    experiment = cfg.hydra.runtime.choices.get("experiment")
    with open_dict(cfg):
        del cfg["hydra"]
    return named(cfg, experiment or "")


def _stamp() -> Stamp:
    """Every config file that Hydra may read, with its time of change and size."""
    folders = [source.path for source in _loader().get_sources() if source.scheme() == "file"]
    files = [file for folder in folders for file in sorted(Path(folder).rglob("*.yaml"))]
    return tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)


def _loader() -> ConfigLoader:
    return GlobalHydra.instance().config_loader()


def last_of_each(overrides: tuple[str, ...]) -> list[str]:
    """Overrides without those that a later one of the same key replaces; Hydra refuses a group named twice."""
    last = {override.split("=", 1)[0].lstrip("+~"): override for override in overrides}
    return list(last.values())


def named(cfg: DictConfig, experiment: str) -> DictConfig:
    """`cfg`, whose key `experiment` tells which experiment it is."""
    with open_dict(cfg):
        cfg.experiment = experiment
    return cfg


@contextmanager
def hydra_at(folder: Path) -> Iterator[None]:
    """A Hydra that reads `folder`; the one that was set up before, if any, is back afterwards."""
    current = GlobalHydra.instance()
    outer, current.hydra = current.hydra, None
    try:
        with hydra.initialize_config_dir(str(folder), job_name="sim", version_base="1.3"):
            yield
    finally:
        GlobalHydra.instance().hydra = outer
