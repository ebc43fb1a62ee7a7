"""Composing many configs that differ in values only."""

from collections.abc import Sequence
from copy import deepcopy
from functools import cache

import hydra
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf, open_dict
from omegaconf.errors import OmegaConfBaseException

from sim.run.compose import compose_here, last_of_each, named
from sim.run.explain import explain


class Composer:
    """Overrides → config, as Hydra composes it, but files are read and merged once for each choice of files.

    A Hydra must be set up. Raises ConfigError for what Hydra refuses.
    """

    def __init__(self) -> None:
        self._from_files = cache(_from_files)
        self._is_group = cache(_is_group)

    def __call__(self, overrides: Sequence[str]) -> DictConfig:
        """The config; it is the caller's own."""
        last = last_of_each(tuple(overrides))
        try:
            parsed = OverridesParser.create().parse_overrides(last)
        except HydraException as error:
            raise explain(error, last) from error
        values = [each for each in parsed if self._is_value(each)]
        cfg = deepcopy(self._from_files(tuple(str(each.input_line) for each in parsed if each not in values)))
        try:
            for each in values:
                OmegaConf.update(cfg, each.key_or_group, each.value(), merge=True)
        except OmegaConfBaseException:
            compose_here(*last)  # tells what is wrong
            raise
        return cfg

    def _is_value(self, override: Override) -> bool:
        changes = not (override.is_delete() or override.is_add() or override.is_force_add())
        return changes and override.package is None and not self._is_group(override.key_or_group)


def _from_files(overrides: tuple[str, ...]) -> DictConfig:
    try:
        cfg = hydra.compose("config", overrides=list(overrides), return_hydra_config=True)
    except (HydraException, ValueError) as error:
        raise explain(error, overrides) from error
    experiment = cfg.hydra.runtime.choices.experiment
    with open_dict(cfg):
        del cfg["hydra"]
    return named(cfg, experiment)


def _is_group(key: str) -> bool:
    return bool(GlobalHydra.instance().config_loader().get_group_options(key))
