"""One market, several futures: how many days arms share that differ in their campaigns."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sim.run.check import Config
from sim.run.free import FREE_TO_DIFFER


def shared_days(configs: Sequence[Config]) -> int:
    """Days from the start on which all arms are the same for certain; 0 when they differ in more than campaigns."""
    first, *others = configs
    keys = {key for config in configs for key in config if key not in FREE_TO_DIFFER}
    if any(config.get(key) != first.get(key) for config in others for key in keys):
        return 0
    return min((_days_before(config, first) for config in configs), default=0)


def _days_before(config: Config, other: Config) -> int:
    """Days of the calendar before any campaign acts that only one of two configs has."""
    start = date.fromisoformat(config["calendar"]["start"]).toordinal()
    acts = [start + int(config["calendar"]["days"])]
    for one, two in ((config, other), (other, config)):
        for name, campaign in one["campaign"].items():
            if two["campaign"].get(name) != campaign:
                acts.append(first_act(campaign) or start)
    return max(0, min(acts) - start)


def first_act(campaign: Mapping[str, Any]) -> int | None:
    """First day (ordinal) on which anything in a market can be another for this campaign; None when that is every day.

    Shops that learn from it look back on all days, an offer or activity for always has no first day, one for new customers
    looks at first purchases of any day, and points of a shop may expire by the campaign's rule.
    """
    acts = (campaign.get("activities") or {}).values()
    offers = [*campaign["promotions"].values(), *(act["coupon"] for act in acts if act.get("coupon"))]
    early = any(
        "always" in offer.get("phases", ())
        or offer.get("customers", "all") != "all"
        or offer.get("benefit") == "points"
        for offer in offers
    ) or any("always" in act["phases"] for act in acts)
    phases = [date.fromisoformat(day).toordinal() for day in campaign["phases"].values()]
    return None if early or campaign["learning"] is not None else min(phases)
