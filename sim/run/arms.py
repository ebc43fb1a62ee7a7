"""With and without: run an experiment and its contrast on the same seeds, leave everything on disk, tell who won."""

import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd
from omegaconf import DictConfig

from sim.results import Results
from sim.results.summary import as_text, summary_contrast
from sim.run.check import Config, check, plain
from sim.run.compile_ahead import compile_ahead
from sim.run.compose import compose_here
from sim.run.errors import ConfigError
from sim.run.free import BASELINE
from sim.run.ledgers import write_ledgers
from sim.run.manifest import NAME
from sim.run.midway import Shelf
from sim.run.seed_by_seed import simulate_by_seed
from sim.run.sequential import simulate_until
from sim.run.store import sign, store_summary, store_tables
from sim.run.sweep.key import key_of
from sim.run.tracking import Tracker
from sim.run.write import read_yaml, write_yaml

TREATED = "treated"
SEEDS = ".seeds"
"""Folder of what a run into a folder has so far, below the key of its results; it goes when these are complete."""
log = logging.getLogger("sim.run")
Compose = Callable[[Sequence[str]], DictConfig]


def run_arms(cfg: DictConfig, overrides: Sequence[str], folder: Path) -> str:
    """Run `cfg` and, if its `contrast` lists overrides, the same config with them; returns the text to print.

    A Hydra must be set up (the contrast is composed). overrides: those that led to `cfg`. Writes tables, pictures,
    config.yaml, summary.csv and manifest.json to `folder`; with a contrast the tables stand in treated/ and baseline/.
    """
    arms = arms_of(cfg, overrides, lambda each: compose_here(*each))
    compile_ahead(cfg)
    results, table = _simulate(arms, folder, None)
    from sim.plots import report

    pictures = report(results[next(iter(results))], results.get(BASELINE), folder)
    _complete(folder, results, overrides)
    Tracker().log(folder, results[next(iter(results))].config)
    return _text(results, table, f"{len(pictures)} pictures, tables and summary.csv: {folder}")


def write_arms(
    arms: Mapping[str, DictConfig | Config],
    overrides: Sequence[str],
    folder: Path,
    shelf: Path | None = None,
) -> dict[str, Results]:
    """Run checked configs, one for each arm, and write what `run_arms` writes, without pictures.

    shelf: folder for what is there of the run before it is complete, to be taken when the same is asked for again; None for one
    inside `folder`, which goes in the end.
    """
    results, _ = _simulate(arms, folder, shelf)
    _complete(folder, results, overrides)
    return results


def arms_of(cfg: DictConfig, overrides: Sequence[str], compose: Compose) -> dict[str, DictConfig]:
    """The arms of an experiment, checked: "" for `cfg` alone, or treated and those that its contrast names.

    compose: overrides → config. Raises ConfigError when one of them cannot run.
    """
    check(cfg)
    contrast = arms_named(cfg.get("contrast"))
    if not contrast:
        return {"": cfg}
    arms = {TREATED: cfg}
    for arm, changes in contrast.items():
        arms[arm] = compose([*outside(overrides, changes), *changes])
        check(arms[arm])
    return arms


def outside(overrides: Sequence[str], changes: Sequence[str]) -> list[str]:
    """The overrides but for those of what stood inside that which the changes replace, which is gone."""
    replaced = tuple(f"{_place(each)}." for each in changes)
    return [override for override in overrides if not _place(override).startswith(replaced)]


def _place(override: str) -> str:
    """Where in the config an override puts its value: after the @ of a file, if it names one."""
    return override.split("=", 1)[0].lstrip("+~").rpartition("@")[2]


def arms_named(contrast: Mapping[str, Sequence[str]] | Sequence[str] | None) -> dict[str, list[str]]:
    """Overrides of each arm of a contrast; a list alone is that of the baseline."""
    if not isinstance(contrast, Mapping):
        return {BASELINE: list(contrast)} if contrast else {}
    if contrast and (BASELINE not in contrast or TREATED in contrast):
        told = f"a mapping with `{BASELINE}` and without `{TREATED}`, which is the experiment itself"
        raise ConfigError(f"contrast: {list(contrast)} is not right; write {told}")
    return {str(arm): list(changes) for arm, changes in contrast.items()}


def _simulate(
    arms: Mapping[str, DictConfig | Config], folder: Path, shelf: Path | None
) -> tuple[dict[str, Results], pd.DataFrame]:
    """Results of each arm and their summary, both of them written; what stands there is not whole any more."""
    configs = {arm: plain(cfg) for arm, cfg in arms.items()}
    first_config = next(iter(configs.values()))
    _begin_anew(folder, first_config)
    kept = Shelf(shelf or _own_shelf(folder, configs), first_config["checkpoint"]["minutes"])
    simulate = simulate_until if first_config.get("until") else simulate_by_seed
    results = simulate(configs, folder, kept)
    for arm, each in results.items():
        store_tables(each, folder / arm)
    first, baseline = next(iter(results.values())), results.get(BASELINE)
    table = first.summary() if baseline is None else summary_contrast(first, baseline)
    store_summary(table, folder)
    write_ledgers(results, folder)
    write_yaml(folder / "config.yaml", first.config)
    return results, table


def _begin_anew(folder: Path, config: Config) -> None:
    """What stands in `folder` is not whole any more; a warning when it is of another config, of which files may stay."""
    before = folder / "config.yaml"
    if (folder / NAME).is_file() and before.is_file() and read_yaml(before) != config:
        log.warning(
            "%s: has results of another config; those of its files that are not written anew stay", folder
        )
    (folder / NAME).unlink(missing_ok=True)


def _complete(folder: Path, results: Mapping[str, Results], overrides: Sequence[str]) -> None:
    sign(folder, results, overrides)
    shutil.rmtree(folder / SEEDS, ignore_errors=True)


def _own_shelf(folder: Path, configs: Mapping[str, Config]) -> Path:
    """Where a run into `folder` keeps what it has; what another config or other sources left there goes."""
    key = key_of(configs)
    for other in (folder / SEEDS).glob("*"):
        if other.name != key:
            log.warning("%s: what is kept there is of another config or of other sources, and goes", other)
            shutil.rmtree(other, ignore_errors=True)
    return folder / SEEDS / key


def _text(results: Mapping[str, Results], table: pd.DataFrame, where: str) -> str:
    first = next(iter(results.values()))
    experiment, seeds = first.manifest["experiment"], first.seeds
    count = "1 seed" if len(seeds) == 1 else f"{len(seeds)} seeds"
    if BASELINE not in results:
        title = f"{experiment}: revenue and profit per shop, mean of {count}"
    else:
        title = (
            f"{experiment}: revenue of the treated and of the baseline arm, and the difference with its 95 % interval"
            f" from {count} paired; profit is the difference too"
        )
        if len(seeds) == 1:
            title += "\none seed has no interval; for one, add seeds=[0,1,2,3,4]"
    return f"{title}\n\n{as_text(table)}\n\n{where}"
