"""A name in `conf/experiment` and overrides → one config."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import hydra
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from omegaconf import DictConfig, open_dict

from sim.run.explain import explain


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
        return named(compose_here(f"experiment={name}", *overrides), name)


def compose_base() -> DictConfig:
    """The config without an experiment: it holds every key that there is. Read only; composed once."""
    return _base_in(conf_dir())


@cache
def _base_in(folder: Path) -> DictConfig:
    with hydra_at(folder):
        return named(compose_here("~experiment"), "")


def compose_here(*overrides: str) -> DictConfig:
    """Compose within the Hydra that is already set up (a command's own config folders stay in force)."""
    try:
        return hydra.compose("config", overrides=last_of_each(overrides))
    except (HydraException, ValueError) as error:  # a ValueError for a group that is given a number or null
        raise explain(error, overrides) from error


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
