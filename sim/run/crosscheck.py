"""Checks that need more than one key. Each takes the plain config and yields a line per problem.

A value of the wrong kind is reported by the table of rules; here it is passed over.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from math import isclose
from typing import Any

from sim.run.errors import nearest
from sim.run.values import as_date

Config = Mapping[str, Any]
PHASES = ("prepare", "warm_up", "launch", "sustain", "after")
LONGEST = 36_525  # days of a calendar
ROUNDING = 1e-6  # what a sum of shares written in decimals may miss 1 by


def personas_share_everybody(config: Config) -> Iterator[str]:
    """Shares of the personas sum to one."""
    personas = _mapping(_mapping(config, "population"), "personas")
    shares = [p["share"] for p in personas.values() if isinstance(p, Mapping) and _number(p.get("share"))]
    if shares and len(shares) == len(personas) and not isclose(sum(shares), 1, abs_tol=ROUNDING):
        yield f"population.personas: the shares sum to {sum(shares):g}; write shares that sum to 1"


def seeds_differ(config: Config) -> Iterator[str]:
    """No seed is run twice."""
    seeds = config.get("seeds")
    if isinstance(seeds, list):
        twice = sorted({seed for seed in seeds if seeds.count(seed) > 1})
        if twice:
            yield f"seeds: {twice[0]} occurs twice; write each seed once"


def shops_sell_something(config: Config) -> Iterator[str]:
    """There is a shop; every shop has a product, and only categories and channels that exist."""
    shops = _mapping(config, "shops")
    if not shops:
        yield "shops: there is none; write at least one shop"
    for name, shop in shops.items():
        if not isinstance(shop, Mapping):
            yield f"shops.{name}: {shop!r} is not right; write the shop's keys"
            continue
        range_ = _mapping(shop, "categories")
        if not any(range_.values()):
            yield f"shops.{name}.categories: no product at all; write at least one product in one category"
        known = list(_mapping(_mapping(config, "catalog"), "categories"))
        yield from _exist(f"shops.{name}.categories", range_, known)
        yield from _exist(
            f"shops.{name}.channels", shop.get("channels") or [], list(_mapping(config, "channels"))
        )


def tiers_rise(config: Config) -> Iterator[str]:
    """Membership tiers are amounts of money that rise."""
    tiers = _mapping(config, "platform").get("tiers", [])
    numbers = isinstance(tiers, list) and all(_number(tier) and tier >= 0 for tier in tiers)
    if not numbers or sorted(set(tiers)) != tiers:
        yield f"platform.tiers: {tiers!r} is not right; write amounts in yuan that rise, such as [500, 2000], or []"


def campaigns_fit(config: Config) -> Iterator[str]:
    """The phases of each campaign are known, increase strictly and lie inside the calendar."""
    calendar = _mapping(config, "calendar")
    start, days = as_date(calendar.get("start")), calendar.get("days")
    for name, campaign in _mapping(config, "campaign").items():
        if not isinstance(campaign, Mapping):
            yield f"campaign.{name}: {campaign!r} is not right; write the campaign's keys"
            continue
        for phase in _mapping(campaign, "phases"):
            if phase not in PHASES:
                yield f"campaign.{name}.phases.{phase}: no such phase; write one of {', '.join(PHASES)}"
        dates = _dates(f"campaign.{name}", campaign)
        yield from _increase(dates)
        if start is not None and isinstance(days, int) and 1 <= days <= LONGEST:
            yield from _inside(dates, start, start + timedelta(days=days))


def campaigns_apart(config: Config) -> Iterator[str]:
    """One campaign at a time: none begins before the one before it has ended."""
    found = {
        name: _dates(name, c) for name, c in _mapping(config, "campaign").items() if isinstance(c, Mapping)
    }
    whole = {name: days for name, days in found.items() if len(days) > 1 and f"{name}.end" in days}
    spans = sorted((min(days.values()), name, days[f"{name}.end"]) for name, days in whole.items())
    for (_, before, end), (begins, name, _) in pairwise(spans):
        if begins < end:
            yield f"campaign.{name}: begins on {begins}, while '{before}' lasts to {end}; write dates that do not overlap"


def campaign_offers_differ(config: Config) -> Iterator[str]:
    """No two campaigns have an offer of the same name: draws, coupons and uses are kept by name."""
    owner: dict[str, str] = {}
    for campaign, keys in _mapping(config, "campaign").items():
        for offer in _mapping(keys, "promotions") if isinstance(keys, Mapping) else ():
            first = owner.setdefault(offer, campaign)
            if first != campaign:
                yield f"campaign.{campaign}.promotions.{offer}: '{first}' has an offer of this name; write another name"


def _dates(key: str, campaign: Config) -> dict[str, date]:
    """Dotted key → first day of each phase in their order, then the end; what is not a date is left out."""
    phases = _mapping(campaign, "phases")
    days = {f"{key}.phases.{phase}": as_date(phases.get(phase)) for phase in PHASES}
    days[f"{key}.end"] = as_date(campaign.get("end"))
    return {where: day for where, day in days.items() if day is not None}


def _increase(dates: dict[str, date]) -> Iterator[str]:
    for (before, first), (key, day) in pairwise(dates.items()):
        if day <= first:
            yield f"{key}: {day} is not right; write a day after {before} ({first})"


def _inside(dates: dict[str, date], start: date, stop: date) -> Iterator[str]:
    for key, day in dates.items():
        last = stop if key.endswith(".end") else stop - timedelta(days=1)
        if not start <= day <= last:
            change = "or change calendar.start or calendar.days"
            yield f"{key}: {day} is outside the calendar; write a day from {start} to {last} {change}"


def _exist(key: str, names: Iterable[str], known: list[str]) -> Iterator[str]:
    for name in names:
        if name not in known:
            yield f"{key}: '{name}' does not exist{nearest(str(name), known)}; known: {', '.join(known)}"


def _mapping(node: Config, key: str) -> Config:
    value = node.get(key)
    return value if isinstance(value, Mapping) else {}


def _number(value: Any) -> bool:
    return isinstance(value, int | float)


def indicators_fit(config: Config) -> Iterator[str]:
    """The scorecard's figures exist, its weights sum to one and its judgements agree."""
    if "evaluation" in config:
        from sim.results.scorecard.indicators import indicators

        try:
            indicators(config["evaluation"])
        except ValueError as error:
            yield str(error)


CROSS_CHECKS: tuple[Callable[[Config], Iterator[str]], ...] = (
    personas_share_everybody,
    seeds_differ,
    shops_sell_something,
    tiers_rise,
    campaigns_fit,
    campaigns_apart,
    campaign_offers_differ,
    indicators_fit,
)
