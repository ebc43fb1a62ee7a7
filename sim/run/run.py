"""An experiment → Results."""

from collections.abc import Iterable
from pathlib import Path

from omegaconf import DictConfig, OmegaConf, open_dict
from omegaconf.errors import OmegaConfBaseException

from sim.results import Results
from sim.run.arguments import all_are_heard, folder_for, named_or_composed, seed_list, texts
from sim.run.arms import write_arms
from sim.run.check import check
from sim.run.compose import compose, conf_dir
from sim.run.errors import ConfigError
from sim.run.free import check_free
from sim.run.seed_by_seed import simulate_arms
from sim.run.tracking import Tracker


def run(
    name: str | DictConfig,
    *overrides: str,
    seeds: Iterable[int] | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
) -> Results:
    """Run one scenario, once per seed.

    name: an experiment in `conf/experiment`, or a composed config. overrides: `key=value`, as on the command line.
    seeds, threads: instead of the config's. A composed config takes new values only: groups, `+`, `~` and `@` are given to
    `compose`. out: folder to write tables, config.yaml, summary.csv and manifest.json to; order lines
    (`results.orders=true`) then go there while the market runs; without a folder all are held in memory. What is in a folder
    is logged where `results.mlflow` says.
    Raises ConfigError before the first day when the config cannot run; it lists all that is wrong.
    """
    named_or_composed(name)
    texts(overrides)
    folder = None if out is None else folder_for(out)
    cfg = compose(name, *overrides) if isinstance(name, str) else override(name, overrides)
    cfg = replaced(cfg, seeds, threads)
    config = check(cfg)
    check_free({"": config})
    if config.get("until"):
        raise ConfigError(
            "until: one scenario alone has no paired interval; write null, or run it with its contrast"
        )
    if folder is None:
        return simulate_arms({"": config})[""]
    results = write_arms({"": config}, overrides, folder)
    Tracker().log(folder, config)
    return results[""]


def override(cfg: DictConfig, overrides: Iterable[str]) -> DictConfig:
    """A copy of `cfg` with `key=value` overrides.

    Raises ConfigError for a key that is not there, and for what chooses files or adds or takes away keys.
    """
    overrides = list(overrides)
    all_are_heard(overrides)
    copy = cfg.copy()
    OmegaConf.set_struct(copy, True)
    try:
        for each in overrides:
            _check_value(copy, each)
        copy.merge_with_dotlist(overrides)
    except OmegaConfBaseException as error:
        raise ConfigError(f"{error.full_key}: no such key") from error
    return copy


def _check_value(cfg: DictConfig, override: str) -> None:
    """Raise ConfigError unless an override gives a new value to a key, as files need to be read for all else."""
    key, sign, value = override.partition("=")
    if not sign:
        raise ConfigError(f"{override}: not an override; write key=value, for example population.size=5000")
    chooses = "@" in key or key[:1] in ("+", "~") or (conf_dir() / key).is_dir()
    section = not chooses and isinstance(OmegaConf.select(cfg, key), DictConfig)
    if chooses or (section and value != "null" and not value.startswith("{")):
        raise ConfigError(
            f"{override}: a composed config takes new values only; give this to compose: sim.compose(name, {override!r})"
        )


def replaced(cfg: DictConfig, seeds: Iterable[int] | None, threads: int | None) -> DictConfig:
    """A copy of `cfg` with these seeds and threads, where they are given."""
    copy = cfg.copy()
    with open_dict(copy):
        if seeds is not None:
            copy.seed, copy.seeds = None, seed_list(seeds)
        if threads is not None:
            copy.threads = threads
    return copy
