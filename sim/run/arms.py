"""With and without: run an experiment and its contrast on the same seeds, leave everything on disk, tell who won."""

from collections.abc import Sequence
from pathlib import Path

from omegaconf import DictConfig

from sim.results import Results
from sim.results.summary import as_text, summary_contrast
from sim.run.check import check
from sim.run.compose import compose_here, named
from sim.run.manifest import NAME
from sim.run.run import simulate
from sim.run.store import sign, store_tables
from sim.run.write import replacing, write_yaml

TREATED, BASELINE = "treated", "baseline"


def run_arms(cfg: DictConfig, overrides: Sequence[str], folder: Path) -> str:
    """Run `cfg` and, if its `contrast` lists overrides, the same config with them; returns the text to print.

    A Hydra must be set up (the contrast is composed). overrides: those that led to `cfg`. Writes tables, pictures,
    config.yaml, summary.csv and manifest.json to `folder`; with a contrast the tables stand in treated/ and baseline/.
    """
    check(cfg)
    without = _contrast(cfg, overrides)
    (folder / NAME).unlink(missing_ok=True)
    plan = {"": cfg} if without is None else {TREATED: cfg, BASELINE: without}
    arms = {arm: simulate(config, arm, folder / arm) for arm, config in plan.items()}
    for arm, results in arms.items():
        store_tables(results, folder / arm)
    return _report(arms, overrides, folder)


def _contrast(cfg: DictConfig, overrides: Sequence[str]) -> DictConfig | None:
    contrast = list(cfg.get("contrast") or [])
    if not contrast:
        return None
    replaced = tuple(
        f"{override.split('=', 1)[0]}." for override in contrast
    )  # what stood inside is gone too
    kept = [override for override in overrides if not override.lstrip("+~").startswith(replaced)]
    without = named(compose_here(*kept, *contrast), cfg.experiment)
    check(without)
    return without


def _report(arms: dict[str, Results], overrides: Sequence[str], folder: Path) -> str:
    from sim.plots import report

    treated, baseline = next(iter(arms.values())), arms.get(BASELINE)
    table = treated.summary() if baseline is None else summary_contrast(treated, baseline)
    with replacing(folder / "summary.csv") as partial:
        table.to_csv(partial, index_label="shop")
    write_yaml(folder / "config.yaml", treated.config)
    pictures = report(treated, baseline, folder)
    sign(folder, arms, overrides)
    experiment, seeds = treated.manifest["experiment"], treated.seeds
    count = "1 seed" if len(seeds) == 1 else f"{len(seeds)} seeds"
    if baseline is None:
        title = f"{experiment}: revenue and profit per shop, mean of {count}"
    else:
        title = (
            f"{experiment}: revenue with (treated) and without (baseline), and the difference with its 95 % interval"
            f" from {count} paired; profit is the difference too"
        )
        if len(seeds) == 1:
            title += "\none seed has no interval; for one, add seeds=[0,1,2,3,4]"
    return f"{title}\n\n{as_text(table)}\n\n{len(pictures)} pictures, tables and summary.csv: {folder}"
