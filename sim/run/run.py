"""An experiment → Results: one market per seed, stepped through all its days."""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf, open_dict
from omegaconf.errors import OmegaConfBaseException

from sim.results import Results
from sim.run.arguments import named_or_composed, seed_list, texts
from sim.run.check import Config, check
from sim.run.compose import compose, conf_dir
from sim.run.errors import ConfigError
from sim.run.free import check_free
from sim.run.manifest import NAME
from sim.run.orders import Write, order_file
from sim.run.progress import bar
from sim.run.store import store
from sim.run.tracking import Tracker

if TYPE_CHECKING:
    from sim.market.model import Market

log = logging.getLogger("sim.run")


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
    cfg = compose(name, *overrides) if isinstance(name, str) else override(name, overrides)
    cfg = replaced(cfg, seeds, threads)
    config = check(cfg)
    check_free({"": config})
    if config.get("until"):
        raise ConfigError(
            "until: one scenario alone has no paired interval; write null, or run it with its contrast"
        )
    if out is None:
        return simulate(config)
    folder = Path(out)
    (folder / NAME).unlink(missing_ok=True)
    results = simulate(config, folder=folder)
    store(results, folder, overrides)
    Tracker().log(folder, config)
    return results


MOST_LINES = 100_000  # order lines that wait in memory before they are written


def seeds_of(cfg: DictConfig | Config) -> list[int]:
    """The seeds to run: `seed` when it is set, else `seeds`."""
    seed = cfg.get("seed")
    return [int(seed)] if seed is not None else [int(each) for each in cfg["seeds"]]


def simulate(config: Config, label: str = "", folder: Path | None = None) -> Results:
    """Run a checked config, as plain dicts and lists, for all its seeds.

    label: which arm it is, for the progress bar and the log. folder: where order lines go while it runs, if they are kept.
    """
    if folder is None or not config["results"]["orders"]:
        return _all_seeds(config, label, None)
    path = folder / "orders.parquet"
    with order_file(path) as write:
        results = _all_seeds(config, label, write)
    results.attach("orders", path)
    return results


def _all_seeds(config: Config, label: str, write: Write | None) -> Results:
    title = f"{config.get('experiment', 'run')} {label}".strip()
    parts, seconds = [], {}
    seeds = seeds_of(config)
    for i, seed in enumerate(sorted(seeds), 1):
        start = perf_counter()
        parts.append(_one(config, seed, f"{title}, seed {seed} ({i} of {len(seeds)})", write))
        seconds[str(seed)] = round(perf_counter() - start, 3)
        tell(title, config, parts[-1], seed, seconds[str(seed)])
    return whole(config, parts, seconds)


def tell(title: str, config: Config, part: Results, seed: int, seconds: float) -> None:
    """One line in the log for a market that reached its last day."""
    size = (config["calendar"]["days"], config["population"]["size"], part.posts["shop"].nunique())
    log.info("%s, seed %d: %d days, %d consumers, %d shops, %.1f s", title, seed, *size, seconds)


def whole(config: Config, parts: list[Results], seconds: dict[str, float]) -> Results:
    """All seeds of a config as one, with its config and manifest."""
    results = Results.concat(parts)
    results.config = dict(config)
    results.manifest = {"experiment": config.get("experiment"), "seeds": seeds_of(config), "seconds": seconds}
    return results


def override(cfg: DictConfig, overrides: Iterable[str]) -> DictConfig:
    """A copy of `cfg` with `key=value` overrides.

    Raises ConfigError for a key that is not there, and for what chooses files or adds or takes away keys.
    """
    copy = cfg.copy()
    OmegaConf.set_struct(copy, True)
    try:
        for each in overrides:
            _check_value(copy, each)
        copy.merge_with_dotlist(list(overrides))
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


def _one(config: Config, seed: int, text: str, write: Write | None) -> Results:
    market = built(config, seed)
    try:
        with bar(text, market.calendar.days) as advance:
            live(market, market.calendar.days, write, advance)
        return kept(market, write)
    finally:
        market.close()


def built(config: Config, seed: int) -> "Market":
    """The market of a checked config. Raises ConfigError for what only the market can refuse."""
    from sim.run.build import assemble  # compiles kernels; a wrong config is refused without waiting for that
    from sim.run.sharing import shared_population

    try:
        return assemble(config, seed, shared_population)
    except HydraException as error:  # a rule refused its parameters
        raise ConfigError(_refusal(error)) from error
    except ValueError as error:
        raise ConfigError(str(error)) from error


def live(market: "Market", days: int, write: Write | None, advance: Callable[[], None]) -> None:
    """Step a market through `days` days; order lines go to `write` from time to time, and in the end.

    Raises ConfigError, naming seed and day, for what only the day itself could refuse.
    """
    for _ in range(days):
        date = market.date
        try:
            market.step()
        except ValueError as error:
            raise ConfigError(f"seed {market.world_seed}, {date}: {error}") from error
        if write is not None and (market.records.waiting >= MOST_LINES or not market.running):
            write(market.records.take_orders())
        advance()


def kept(market: "Market", write: Write | None) -> Results:
    """What the market left behind, without the order lines that were written."""
    tables = market.tables()
    if write is not None:
        del tables["orders"]
    return Results(tables)


def _refusal(error: HydraException) -> str:
    """`shops.a.pricing: step is 3 ...` out of Hydra's error about the class that it could not build."""
    key = str(error).rpartition("full_key: ")[2] if "full_key: " in str(error) else ""
    cause = error.__cause__ or error
    return f"{key}: {cause}" if key else str(cause)
