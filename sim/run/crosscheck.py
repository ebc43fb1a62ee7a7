"""Checks that need more than one key. Each takes the plain config and yields a line per problem.

A value of the wrong kind is reported by the table of rules; here it is passed over.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from importlib.util import find_spec
from itertools import pairwise
from math import isclose
from typing import Any

from sim.core.extra import missing
from sim.results.metrics import METRICS
from sim.run.errors import nearest
from sim.run.names import entries, exist, listed, mapping, shop_names
from sim.run.offers import coupons_reach_somebody, participants_exist, places_exist
from sim.run.values import as_date
from sim.world.actors import HOSTS

Config = Mapping[str, Any]
PHASES = ("prepare", "warm_up", "launch", "sustain", "after")
RULE_GROUPS = (("pricing", "pricing"), ("supply", "supply"), ("media", "media_plan"))  # key → folder of conf
EXAMPLES = {
    "pricing": "cost_plus",
    "supply": "order_up_to",
    "media": "constant_share",
    "learning": "by_event",
}
MOST_PAINS, MOST_CHANNELS = 16, 32  # bits of a consumer's sets
LONGEST = 36_525  # days of a calendar
OF_ALL_ARMS = ("population.size", "calendar.start", "calendar.days", "seed", "seeds", "until")
ROUNDING = 1e-6  # what a sum of shares written in decimals may miss 1 by


def personas_share_everybody(config: Config) -> Iterator[str]:
    """Shares of the personas sum to one."""
    personas = mapping(mapping(config, "population"), "personas")
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


def until_can_end(config: Config) -> Iterator[str]:
    """What `until` needs: its three keys, a metric that exists, a contrast, two seeds to begin with, room for more."""
    until = config.get("until")
    if until is None:
        return
    if not isinstance(until, Mapping) or set(until) != {"metric", "half_width", "max_seeds"}:
        yield f"until: {until!r} is not right; write {{metric: revenue, half_width: 0.01, max_seeds: 40}}, or null"
        return
    if until["metric"] not in METRICS:
        hint = nearest(str(until["metric"]), list(METRICS))
        yield f"until.metric: {until['metric']!r} is no metric{hint}; metrics are {', '.join(METRICS)}"
    if not config.get("contrast"):
        yield "until: there is no contrast, so no paired interval; write one, or until=null"
    seeds = [config["seed"]] if config.get("seed") is not None else config.get("seeds")
    if isinstance(seeds, list) and len(seeds) < 2:
        yield f"until: {len(seeds)} seed has no interval; write two or more seeds to begin with"
    elif isinstance(seeds, list) and _number(until["max_seeds"]) and until["max_seeds"] < len(seeds):
        yield f"until.max_seeds: {until['max_seeds']} is less than the {len(seeds)} seeds to begin with; write more"


def shops_sell_something(config: Config) -> Iterator[str]:
    """There is a shop; every shop has a product, and only categories, channels and media that exist."""
    shops = mapping(config, "shops")
    if not shops:
        yield "shops: there is none; write at least one shop"
    elif not any(keys.get("channels") for _, keys in entries(config, "shops")):
        yield "shops: none of them sells on a channel; write channels for at least one shop"
    for name, shop in shops.items():
        if not isinstance(shop, Mapping):
            yield f"shops.{name}: {shop!r} is not right; write the shop's keys"
            continue
        range_ = mapping(shop, "categories")
        if not any(range_.values()):
            yield f"shops.{name}.categories: no product at all; write at least one product in one category"
        known = list(mapping(mapping(config, "catalog"), "categories"))
        yield from exist(f"shops.{name}.categories", range_, known)
        yield from exist(f"shops.{name}.clearance", listed(shop, "clearance"), known)
        supply = mapping(shop, "supply")
        yield from exist(f"shops.{name}.supply.candidates", listed(supply, "candidates"), known)
        yield from exist(
            f"shops.{name}.channels", listed(shop, "channels"), list(mapping(config, "channels"))
        )
        media = list(mapping(config, "media"))
        if media:  # where there are none, nobody spends anything
            yield from exist(f"shops.{name}.media.split", mapping(mapping(shop, "media"), "split"), media)


def affinity_is_between_categories(config: Config) -> Iterator[str]:
    """What goes with what are categories that exist."""
    catalog = mapping(config, "catalog")
    known = list(mapping(catalog, "categories"))
    yield from exist("catalog.affinity", mapping(catalog, "affinity"), known)
    for name, others in mapping(catalog, "affinity").items():
        yield from exist(f"catalog.affinity.{name}", others if isinstance(others, Mapping) else (), known)


def pains_are_known(config: Config) -> Iterator[str]:
    """A set of pains holds few enough, and shops solve only pains that people may feel."""
    pains = list(mapping(mapping(config, "population"), "pains"))
    if len(pains) > MOST_PAINS:
        yield f"population.pains: {len(pains)} are too many; write at most {MOST_PAINS}"
    for name, shop in mapping(config, "shops").items():
        if isinstance(shop, Mapping):
            yield from exist(f"shops.{name}.solves", listed(shop, "solves"), pains)


def somebody_may_shop(config: Config) -> Iterator[str]:
    """Not every channel is closed to those who have installed nothing."""
    channels = [c for c in mapping(config, "channels").values() if isinstance(c, Mapping)]
    shares = [mapping(c, "install").get("share", 1) for c in channels]
    if shares and all(_number(share) and share < 1 for share in shares):
        yield "channels: every one must be installed first; write install.share: 1 for one that needs no installation"
    if len(channels) > MOST_CHANNELS:
        yield f"channels: {len(channels)} are too many; write at most {MOST_CHANNELS}"


def tiers_rise(config: Config) -> Iterator[str]:
    """Membership tiers are amounts of money that rise."""
    tiers = mapping(config, "platform").get("tiers", [])
    numbers = isinstance(tiers, list) and all(_number(tier) and tier >= 0 for tier in tiers)
    if not numbers or sorted(set(tiers)) != tiers:
        yield f"platform.tiers: {tiers!r} is not right; write amounts in yuan that rise, such as [500, 2000], or []"


def channels_open(config: Config) -> Iterator[str]:
    """A channel is open all day, or from one hour of a day to a later one."""
    for name, channel in mapping(config, "channels").items():
        hours = channel.get("hours") if isinstance(channel, Mapping) else None
        span = isinstance(hours, list) and len(hours) == 2 and all(_number(hour) for hour in hours)
        if hours is not None and not (span and 0 <= hours[0] < hours[1] <= 24):
            yield f"channels.{name}.hours: {hours!r} is not right; write [from, to] with 0 <= from < to <= 24, or null"


def campaigns_fit(config: Config) -> Iterator[str]:
    """The phases of each campaign are known, increase strictly and lie inside the calendar."""
    calendar = mapping(config, "calendar")
    start, days = as_date(calendar.get("start")), calendar.get("days")
    for name, campaign in mapping(config, "campaign").items():
        if not isinstance(campaign, Mapping):
            yield f"campaign.{name}: {campaign!r} is not right; write the campaign's keys"
            continue
        for phase in mapping(campaign, "phases"):
            if phase not in PHASES:
                yield f"campaign.{name}.phases.{phase}: no such phase; write one of {', '.join(PHASES)}"
        dates = _dates(f"campaign.{name}", campaign)
        yield from _increase(dates)
        if start is not None and isinstance(days, int) and 1 <= days <= LONGEST:
            yield from _inside(dates, start, start + timedelta(days=days))


def campaigns_apart(config: Config) -> Iterator[str]:
    """One campaign at a time: none begins before the one before it has ended."""
    found = {
        name: _dates(name, c) for name, c in mapping(config, "campaign").items() if isinstance(c, Mapping)
    }
    whole = {name: days for name, days in found.items() if len(days) > 1 and f"{name}.end" in days}
    spans = sorted((min(days.values()), name, days[f"{name}.end"]) for name, days in whole.items())
    for (_, before, end), (begins, name, _) in pairwise(spans):
        if begins < end:
            yield f"campaign.{name}: begins on {begins}, while '{before}' lasts to {end}; write dates that do not overlap"


def campaign_offers_differ(config: Config) -> Iterator[str]:
    """No two campaigns have an offer or activity of the same name: draws, coupons and uses are kept by name."""
    for kind, word in (("promotions", "an offer"), ("activities", "an activity")):
        owner: dict[str, str] = {}
        for campaign, keys in mapping(config, "campaign").items():
            for name in mapping(keys, kind) if isinstance(keys, Mapping) else ():
                first = owner.setdefault(name, campaign)
                if first != campaign:
                    yield f"campaign.{campaign}.{kind}.{name}: '{first}' has {word} of this name; write another name"


def offers_have_names(config: Config) -> Iterator[str]:
    """Offers and activities stand below names."""
    for section in ("campaign", "shops"):
        for owner, keys in entries(config, section):
            for kind in ("promotions", "activities"):
                value = keys.get(kind)
                if value is not None and not isinstance(value, Mapping):
                    yield f"{section}.{owner}.{kind}: {value!r} is not right; write a mapping: a name, then its terms"


def groups_have_friends(config: Config) -> Iterator[str]:
    """Group-buying asks the friends of word of mouth."""
    if mapping(mapping(config, "consumer"), "wom").get("enabled", 1):
        return
    for section in ("campaign", "shops"):
        for owner, keys in mapping(config, section).items():
            offers = mapping(keys, "promotions") if isinstance(keys, Mapping) else {}
            for name, offer in offers.items():
                if isinstance(offer, Mapping) and offer.get("level") == "group":
                    where = f"{section}.{owner}.promotions.{name}.level"
                    yield f"{where}: 'group' needs friends; write consumer.wom.enabled=1 or take the offer out"


def free_shops_exist(config: Config) -> Iterator[str]:
    """Shops that go by their rules are shops of the market."""
    free = config.get("free")
    if isinstance(free, list):
        yield from exist("free", free, shop_names(config))


def rules_are_chosen(config: Config) -> Iterator[str]:
    """A shop's pricing, supply and media, and what a campaign teaches, are rules; only pricing must be there."""
    slots = [
        *(
            (f"shops.{name}", kind, group)
            for name, _ in entries(config, "shops")
            for kind, group in RULE_GROUPS
        ),
        *((f"campaign.{name}", "learning", "campaign/learning") for name, _ in entries(config, "campaign")),
    ]
    for owner, kind, group in slots:
        section, _, name = owner.partition(".")
        keys = config[section][name]
        value = keys.get(kind)
        made = isinstance(value, Mapping) and "_target_" in value
        if kind in keys and not made and (value is not None or kind == "pricing"):
            option = value if isinstance(value, str) else EXAMPLES[kind]
            shown = "null" if value is None else repr(value)
            yield f"{owner}.{kind}: {shown} is not right; write {group}@{owner}.{kind}={option}"


def _dates(key: str, campaign: Config) -> dict[str, date]:
    """Dotted key → first day of each phase in their order, then the end; what is not a date is left out."""
    phases = mapping(campaign, "phases")
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


def hours_are_those_of_a_day(config: Config) -> Iterator[str]:
    """Visits are spread over the 24 hours."""
    hours = mapping(config, "population").get("hours", [1] * 24)
    right = (
        isinstance(hours, list) and len(hours) == 24 and all(_number(hour) and hour >= 0 for hour in hours)
    )
    if not right or not sum(hours):
        yield f"population.hours: {hours!r} is not right; write 24 numbers of at least 0, relative visits by hour of the day"


def regions_are_all(config: Config) -> Iterator[str]:
    """The regions' shares of the population sum to one."""
    shares = list(mapping(mapping(config, "population"), "regions").values())
    if shares and all(map(_number, shares)) and not isclose(sum(shares), 1, abs_tol=ROUNDING):
        yield f"population.regions: the shares sum to {sum(shares):g}; write shares that sum to 1"


def hosts_exist(config: Config) -> Iterator[str]:
    """Whom a channel's fees go to is a party of the ledger."""
    for name, channel in mapping(config, "channels").items():
        host = channel.get("host", HOSTS[0]) if isinstance(channel, Mapping) else HOSTS[0]
        if host not in HOSTS:
            yield f"channels.{name}.host: {host!r} is not known; write {' or '.join(HOSTS)}"


def arms_are_alike(config: Config) -> Iterator[str]:
    """The arms of a contrast have the same people, days and seeds: their runs are paired."""
    contrast = config.get("contrast")
    arms = contrast.values() if isinstance(contrast, Mapping) else [contrast]
    for each in (each for arm in arms if isinstance(arm, list) for each in arm):
        key = str(each).partition("=")[0].lstrip("+~")
        if key in OF_ALL_ARMS:
            yield f"contrast: {each!r} would give one arm a {key} of its own; all arms have the same people, days and seeds"


def ledgers_are_about_campaigns(config: Config) -> Iterator[str]:
    """What lift.csv and pictures are about are campaigns that there are."""
    named = mapping(config, "results").get("about")
    if isinstance(named, list) and config.get("campaign"):
        yield from exist("results.about", named, list(mapping(config, "campaign")))


def needs_can_wake(config: Config) -> Iterator[str]:
    """The strongest need that is felt is enough to go shopping for."""
    needs = mapping(mapping(config, "consumer"), "needs")
    wake, cap = needs.get("wake"), needs.get("cap")
    if isinstance(wake, int | float) and isinstance(cap, int | float) and wake > cap:
        yield f"consumer.needs.wake: {wake} would let nobody ever buy; write at most consumer.needs.cap, {cap}"


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


def tracking_works(config: Config) -> Iterator[str]:
    """`results.mlflow` names a server or a database, and the package is there."""
    uri = config["results"].get("mlflow") if "results" in config else None
    if not isinstance(uri, str):
        return
    if "://" not in uri or uri.startswith("file:"):
        yield f"results.mlflow: {uri!r} is not right; write http://host:5000, sqlite:///mlflow.db or null"
    elif find_spec("mlflow") is None:
        yield f"results.mlflow: {missing('mlflow')} or write null"


CROSS_CHECKS: tuple[Callable[[Config], Iterator[str]], ...] = (
    personas_share_everybody,
    seeds_differ,
    until_can_end,
    shops_sell_something,
    affinity_is_between_categories,
    pains_are_known,
    somebody_may_shop,
    needs_can_wake,
    hours_are_those_of_a_day,
    regions_are_all,
    hosts_exist,
    arms_are_alike,
    ledgers_are_about_campaigns,
    tiers_rise,
    channels_open,
    campaigns_fit,
    campaigns_apart,
    campaign_offers_differ,
    offers_have_names,
    groups_have_friends,
    indicators_fit,
    free_shops_exist,
    tracking_works,
    rules_are_chosen,
    participants_exist,
    places_exist,
    coupons_reach_somebody,
)
