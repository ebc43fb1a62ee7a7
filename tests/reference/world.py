"""The agents of the plain market, furnished from a compiled market before its first day."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from omegaconf import DictConfig

from sim.core.rng import base_key

from .consumer import Consumer, Memory
from .market import Market
from .promotions import LEVELS
from .shop import Shop

if TYPE_CHECKING:
    from sim.market.model import Market as Compiled

TERMS = {  # of an offer that the plain market knows
    "name", "level", "phases", "categories", "shops", "personas", "claim_rate", "hours", "spend", "percent", "amount", "repeat",
    "cap", "quota", "platform_share",
}  # fmt: skip


def furnish(compiled: Compiled, cfg: DictConfig) -> Market:
    """A plain market with the parameters, people, goods and calendar of a compiled one."""
    market = Market()
    market.seed_of_world = compiled.world_seed
    market.payday_key = base_key(compiled.world_seed, "payday")
    market.w = {name: float(x) for name, x in compiled.w._asdict().items()}
    market.calendar, market.campaign = compiled.calendar, compiled.campaign
    market.platform, market.carrier = compiled.platform, compiled.carrier
    market.categories = {c.name: c for c in compiled.categories}
    market.channels = {c.name: c for c in compiled.channels}
    market.media = {m.name: m for m in compiled.media}
    market.personas = compiled.personas
    market.media_use = {name: compiled.media_use[:, m].tolist() for m, name in enumerate(market.media)}
    market.habits = [dict(zip(market.channels, row.tolist(), strict=True)) for row in compiled.habits]
    market.hours = list(cfg.population.hours)
    market.new_half_life, market.capital = compiled.new_half_life, compiled.capital
    market.slots = compiled.state.shop.shape[1]
    own = [offer for spec in compiled.specs for offer in spec.promotions.values()]
    campaign = list(compiled.campaign.promotions.values()) if compiled.campaign else []
    market.promotions = own + campaign
    check(market)
    market.shops = [Shop(market, spec, goods(compiled, s)) for s, spec in enumerate(compiled.specs)]
    market.used_channels = {name for name in market.channels if any(name in s.channels for s in market.shops)}
    market.consumers = [person(market, compiled, i) for i in range(compiled.n)]
    return market


def check(market: Market) -> None:
    """The plain market compares all sets of offers, and knows reductions only: no other mechanic may slip in unseen."""
    strange = {
        field.name
        for offer in market.promotions
        for field in fields(offer)
        if field.name not in TERMS and getattr(offer, field.name) != field.default
    }
    assert not strange, strange
    on_baskets = [offer for offer in market.promotions if offer.level in LEVELS and offer.has_benefit]
    assert all(offer.level in ("item", "flash", *LEVELS) for offer in market.promotions)
    assert all(offer.hours is None for offer in on_baskets)
    assert 2 ** len(on_baskets) <= market.platform.combinations


def goods(compiled: Compiled, shop: int) -> list[dict[str, Any]]:
    """What a shop sells."""
    catalog = compiled.catalog
    return [
        {
            "number": p,
            "name": catalog.name[p],
            "category": compiled.categories[catalog.category[p]].name,
            "quality": float(catalog.quality[p]),
            "cost": int(catalog.cost[p]),
            "base_price": int(catalog.base_price[p]),
            "age": float(catalog.age[p]),
            "stock": int(compiled.stock[p]),
        }
        for p in range(len(catalog))
        if catalog.shop[p] == shop
    ]


def person(market: Market, compiled: Compiled, i: int) -> Consumer:
    """One consumer as drawn."""
    traits, state = compiled.traits, compiled.state
    scalars = {name: x[i].item() for name, x in traits._asdict().items() if x.ndim == 1}
    memory = [
        Memory(market.shops[s], float(state.awareness[i, k]), float(state.trust[i, k]))
        for k, s in enumerate(state.shop[i].tolist())
        if s >= 0
    ]
    by_category = lambda row: dict(zip(market.categories, row.tolist(), strict=True))  # noqa: E731
    return Consumer(
        market,
        i,
        scalars,
        by_category(traits.growth[i]),
        by_category(state.need[i]),
        memory,
        state.friends[i].tolist(),
    )
