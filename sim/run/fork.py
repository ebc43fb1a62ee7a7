"""`sim.fork`: one market, several futures."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from omegaconf import open_dict

from sim.results import Results
from sim.run.arguments import folder_for, seed_list, shop_list, texts
from sim.run.arms import TREATED, arms_named, arms_of, write_arms
from sim.run.check import plain
from sim.run.compose import compose
from sim.run.errors import ConfigError
from sim.run.free import check_free
from sim.run.run import replaced
from sim.run.seed_by_seed import simulate_arms
from sim.run.tracking import Tracker


def fork(
    name: str,
    *overrides: str,
    arms: Mapping[str, Sequence[str]] | None = None,
    shops: Sequence[str] | None = None,
    seeds: Iterable[int] | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
) -> dict[str, Results]:
    """Run one market into several futures: Results of `treated` (the experiment as it is) and of each other arm.

    arms: overrides of each other arm, one of which is `baseline`; None for the experiment's contrast. shops: adds the arms
    `rivals_off`, in which only these take part in the campaigns, and `rivals_frozen`, in which moreover all others keep the
    prices, media and orders of goods of the baseline. seeds, threads, out: as in `run`; every arm has a folder of its own.
    Arms that differ in campaigns only share the days before. Raises ConfigError before the first day.
    """
    if not isinstance(name, str):
        raise ConfigError(f"name: {name!r} is not right; write the name of an experiment, such as 'double11'")
    texts(overrides)
    folder = None if out is None else folder_for(out)
    seeds = None if seeds is None else seed_list(seeds)  # read once, for every arm
    cfg = replaced(compose(name, *overrides), seeds, threads)
    contrast = dict(arms_named(cfg.get("contrast") if arms is None else arms))
    if shops is not None:
        shops = shop_list(shops)
        only = [f"campaign.{campaign}.shops=[{','.join(shops)}]" for campaign in cfg.campaign]
        contrast |= {"rivals_off": only, "rivals_frozen": [*only, f"free=[{','.join(shops)}]"]}
    if not contrast:
        raise ConfigError(
            f"fork: {name!r} has no contrast; give arms, for example {{'baseline': ['campaign=none']}}"
        )
    with open_dict(cfg):
        cfg.contrast = contrast
    if cfg.get("until") and folder is None:
        raise ConfigError("until: fork keeps its seeds in a folder then; give out='a folder', or until=null")
    configs = arms_of(cfg, overrides, lambda each: replaced(compose(name, *each), seeds, threads))
    check_free({arm: plain(each) for arm, each in configs.items()})
    if folder is None:
        return simulate_arms(configs)
    results = write_arms(configs, overrides, folder)
    Tracker().log(folder, results[TREATED].config)
    return results
