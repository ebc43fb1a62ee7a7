"""A checked config and a seed → a market that can be stepped."""

import pickle
from copy import deepcopy
from functools import lru_cache
from typing import Any

import numpy as np
from hydra.utils import instantiate
from omegaconf import DictConfig

from sim.core.calendar import Calendar
from sim.core.rng import base_key, name_key, uniform
from sim.market.model import Market
from sim.run.arguments import composed, one_seed, seeds_of
from sim.run.check import Config, check
from sim.run.errors import ConfigError
from sim.run.targets import is_own
from sim.strategies.campaign import Campaign
from sim.strategies.promotion import Promotion
from sim.world.actors import (
    CarrierSpec,
    ChannelSpec,
    MediumSpec,
    PlatformSpec,
    ServerSpec,
    ServiceSpec,
    ShopSpec,
)
from sim.world.catalog import Category, Range, build_catalog
from sim.world.population import Draw, draw_population, persona_table
from sim.world.weights import Weights

COPY_SPREAD = ("quality", "price", "service")


def build(cfg: DictConfig, seed: int | None = None, draw: Draw = draw_population) -> Market:
    """The market of a composed config; ``seed`` instead of the config's first. Raises ConfigError when the config is wrong.

    draw: who makes the population.
    """
    config = check(composed(cfg))
    return assemble(config, seeds_of(cfg)[0] if seed is None else one_seed(seed), draw)


def assemble(config: Config, seed: int, draw: Draw = draw_population) -> Market:
    """The market of a config that was checked. Raises ConfigError when it does not fit into memory."""
    try:
        return _assembled(config, seed, draw)
    except MemoryError as error:
        size = config["population"]["size"]
        told = f"{size:,} consumers do not fit into memory ({error or 'no room'}); write fewer, or smaller population.slots"
        raise ConfigError(f"population.size: {told}") from error


def _assembled(config: Config, seed: int, draw: Draw) -> Market:
    categories = [Category(name, **keys) for name, keys in config["catalog"]["categories"].items()]
    calendar = Calendar.build([c.name for c in categories], **config["calendar"])
    shops = build_shops(config, seed)
    catalog = build_catalog(
        seed,
        categories,
        [Range(s.name, s.quality, s.price, s.cost, s.novelty, dict(s.categories)) for s in shops],
        config["catalog"]["quality_spread"],
        config["catalog"]["new_age"],
    )
    weights = Weights.build(config["consumer"])
    people, personas = config["population"], config["population"]["personas"]
    table = persona_table(
        personas,
        people["spread"],
        people["regions"],
        {c.name: c.orders_per_year * (1 - c.returns) for c in categories},  # goods sent back are bought again
        {c.name: c.gamma_shape for c in categories},
        people["pains"],
    )
    fame = np.array([s.fame if s.channels else 0.0 for s in shops])
    names = [s.name for s in shops]
    channels, media = list(config["channels"]), list(config["media"])
    return Market(
        seed=seed,
        threads=config["threads"],
        calendar=calendar,
        categories=categories,
        catalog=catalog,
        personas=list(personas),
        regions=list(people["regions"]),
        habits=_table(personas, "habits", channels),
        media_use=_table(personas, "media", media),
        hours=people["hours"],
        pains=list(people["pains"]),
        population=draw(seed, people["size"], table, people["slots"], weights, names, fame),
        weights=weights,
        shops=shops,
        channels=[ChannelSpec(name, **keys) for name, keys in config["channels"].items()],
        media=[MediumSpec(name, **keys) for name, keys in config["media"].items()],
        platform=PlatformSpec(**{**config["platform"], "server": ServerSpec(**config["platform"]["server"])}),
        carrier=CarrierSpec(**config["carrier"]),
        service=ServiceSpec(**config["service"]),
        campaigns=build_campaigns(config["campaign"]),
        new_half_life=config["catalog"]["new_half_life"],
        affinity=_table(
            {c.name: {"with": config["catalog"]["affinity"].get(c.name, {})} for c in categories},
            "with",
            [c.name for c in categories],
        ),
        capital=config["shop_capital"],
        keep_orders=config["results"]["orders"],
        keep_surplus=config["results"]["surplus"],
        keep_judgements=config["results"]["judgements"],
        keep_clicks=config["results"]["clicks"],
        keep_feedback=config["results"]["feedback"],
        snapshot_days=config["results"]["snapshots"],
    )


def made(keys: Any) -> Any:
    """What a section with a `_target_` describes, an object of its own.

    Those of this package are made once by name and then copied. A user's class is asked each time: it may have been written
    anew since, read a file, or hold what cannot be copied.
    """
    return deepcopy(_model(pickle.dumps(keys))) if is_own(keys) else instantiate(keys, _convert_="all")


@lru_cache(maxsize=64)
def _model(pickled: bytes) -> Any:
    return instantiate(pickle.loads(pickled), _convert_="all")


def build_campaigns(campaigns: Config) -> list[Campaign]:
    """The campaigns of the section of that name."""
    return [made(keys) for keys in campaigns.values()]


def build_shops(config: Config, seed: int) -> list[ShopSpec]:
    """Shops sorted by name; ``copies`` of an archetype differ by a small draw keyed by their name."""
    shops = []
    for archetype, keys in config["shops"].items():
        fixed = {k: v for k, v in keys.items() if k not in ("copies", "copy_spread")}
        rules = {rule: made(keys[rule]) for rule in ("pricing", "supply", "media")}
        for number in range(1, keys["copies"] + 1):
            name = archetype if keys["copies"] == 1 else f"{archetype}_{number}"
            mine = dict(fixed)
            if keys["copies"] > 1:
                for trait in COPY_SPREAD:
                    u = float(uniform(base_key(seed, "copies") ^ name_key(f"{name}:{trait}")))
                    mine[trait] = fixed[trait] + keys["copy_spread"] * (u - 0.5)
            mine["promotions"] = {
                key: Promotion.build(
                    f"shops.{archetype}.promotions.{key}", {"name": f"{name}.{key}", "shops": [name], **offer}
                )
                for key, offer in keys["promotions"].items()
            }
            mine.update({key: tuple(keys[key]) for key in ("channels", "solves", "clearance")})
            shops.append(ShopSpec(name=name, **{**mine, **rules}))
    return sorted(shops, key=lambda shop: shop.name)


def _table(personas: Config, key: str, columns: list[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """(G, columns) of one mapping per persona; a column that a persona does not name is 0."""
    return np.array([[row[key].get(name, 0.0) for name in columns] for row in personas.values()], np.float32)
