"""Rules, offers, activities and campaigns of a config, built before the market is, to hear what they refuse."""

import pickle
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from hydra.errors import HydraException
from hydra.utils import get_class, instantiate

from sim.run.names import Config, entries, mapping
from sim.run.offers import few_enough
from sim.run.targets import is_own, targets
from sim.strategies.activity import Activity
from sim.strategies.campaign import Campaign
from sim.strategies.promotion import Promotion

Make = Callable[[str, Any], Any]  # name and terms → part


class Outcome(NamedTuple):
    """A part, or what was wrong with its terms: `name`, under which the part speaks of itself, and its words."""

    part: Any
    name: str = ""
    refusal: str = ""


def problems(config: Config, told: set[str]) -> Iterator[str]:
    """A line for each part that refuses its terms, and for too many offers.

    told: dotted keys of which a problem is known; it is not told twice, and what cannot be built for it is passed over.
    """
    told, parts = set(told), dict[str, Any]()
    for key, make, node in _described(config):
        below = any(each == key or each.startswith(f"{key}.") for each in told)
        if below and make in (_rule, _campaign):
            continue
        outcome = built(make, key.rpartition(".")[2], node)
        line = _line(key, outcome)
        where = line.partition(": ")[0]
        if not line:
            parts[key] = outcome.part
        elif where not in told and not (where == key and below):
            told.add(where)
            yield line
    if not told:
        campaigns = {key: part for key, part in parts.items() if isinstance(part, Campaign)}
        offers = {key: part for key, part in parts.items() if isinstance(part, Promotion)}
        yield from few_enough(config, campaigns, offers)


def built(make: Make, name: str, node: Any) -> Outcome:
    """What `make` makes of a name and terms; kept, but for users' classes: most configs of a sweep have most parts in common."""
    if is_own(node):
        return _kept(pickle.dumps((make, name if make is not _rule else "", node)))
    return _built(make, name, node)


@lru_cache(maxsize=4096)
def _kept(pickled: bytes) -> Outcome:
    return _built(*pickle.loads(pickled))


def _built(make: Make, name: str, node: Any) -> Outcome:
    try:
        return Outcome(make(name, node))
    except HydraException as error:  # around what the class said
        cause = error.__cause__ or error
        return Outcome(None, str(node["_target_"]).rpartition(".")[2], _words(cause))
    except Exception as error:  # a class of the user's may raise anything
        return Outcome(
            None, str(node.get("name", name)) if isinstance(node, Mapping) else name, _words(error)
        )


def _described(config: Config) -> Iterator[tuple[str, Make, Any]]:
    """Dotted key, way to make it, and terms of each part; a campaign after what is in it."""
    campaigns = {f"campaign.{name}": keys for name, keys in entries(config, "campaign")}
    for key, node in targets(config):
        if key not in campaigns:
            yield key, _rule, node
    for section in ("campaign", "shops"):
        for owner, keys in entries(config, section):
            for name, terms in mapping(keys, "promotions").items():
                yield f"{section}.{owner}.promotions.{name}", _offer, terms
            for name, terms in mapping(keys, "activities").items():
                yield f"{section}.{owner}.activities.{name}", _activity, terms
                if isinstance(terms, Mapping) and isinstance(terms.get("coupon"), Mapping):
                    yield f"{section}.{owner}.activities.{name}.coupon", _coupon, terms["coupon"]
    for key, keys in campaigns.items():
        yield key, _campaign, keys


def _rule(_: str, node: Any) -> Any:
    return instantiate(node, _convert_="all")


def _offer(name: str, terms: Any) -> Promotion:
    return Promotion.build(name, {"name": name, **_mapping(name, terms)})


def _coupon(name: str, terms: Any) -> Promotion:
    return _offer(name, {"level": "coupon", **terms})


def _activity(name: str, terms: Any) -> Activity:
    return Activity.build(name, {"name": name, **_mapping(name, terms)})


def _campaign(name: str, keys: Any) -> Any:
    if "_target_" not in keys:
        raise ValueError(f"{name}: has no class; write _target_: {Campaign.__module__}.{Campaign.__name__}")
    given = {key: value for key, value in keys.items() if not key.startswith("_")}
    if isinstance(given.get("learning"), Mapping):
        given["learning"] = _rule("learning", given["learning"])
    return get_class(keys["_target_"])(**given)


def _mapping(name: str, terms: Any) -> Mapping[str, Any]:
    if not isinstance(terms, Mapping):
        raise ValueError(f"{name}: {terms!r} is not right; write the terms by name")
    return terms


def _words(error: BaseException) -> str:
    """What an error says; of another than ValueError also which it is."""
    text = " ".join(str(error).split())
    return text if isinstance(error, ValueError) else f"{type(error).__name__}: {text}"


def _line(key: str, outcome: Outcome) -> str:
    """What was refused under the whole key of a part, or an empty string."""
    name, text = outcome.name, outcome.refusal
    if not text:
        return ""
    for sign in (".", ": "):
        if text.startswith(f"{name}{sign}"):
            return f"{key}{text.removeprefix(name)}"
    return f"{key}: {text}"
