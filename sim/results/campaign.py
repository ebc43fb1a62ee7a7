"""The campaign of a config, as those who look at results need it: its phases, its days of sale and who took part."""

from collections.abc import Mapping
from typing import Any


def campaign_of(config: Mapping[str, Any], other: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The campaign that a config is about: the first that `other` has not just so, else its first; empty without any."""
    mine, theirs = (dict((each or {}).get("campaign") or {}) for each in (config, other))
    own = [campaign for name, campaign in mine.items() if other is not None and theirs.get(name) != campaign]
    return dict(next(iter([*own, *mine.values()]), {}))


def window_of(campaign: Mapping[str, Any]) -> tuple[object, object] | None:
    """First day of the launch and first day after the sale."""
    phases = campaign.get("phases") or {}
    end = phases.get("after", campaign.get("end"))
    return (phases["launch"], end) if "launch" in phases and end else None


def participants_of(campaign: Mapping[str, Any]) -> list[str] | None:
    """Names of the shops that take part; None for all."""
    shops = campaign.get("shops", "all")
    return None if shops == "all" else list(shops)
