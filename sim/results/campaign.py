"""The campaign of a config, as those who look at results need it: its phases, its days of sale and who took part."""

from collections.abc import Mapping
from typing import Any


def campaign_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """The first campaign of a config, which names it: campaign.<name>.phases; empty when there is none."""
    return dict(next(iter((config.get("campaign") or {}).values()), {}))


def window_of(campaign: Mapping[str, Any]) -> tuple[object, object] | None:
    """First day of the launch and first day after the sale."""
    phases = campaign.get("phases") or {}
    end = phases.get("after", campaign.get("end"))
    return (phases["launch"], end) if "launch" in phases and end else None


def participants_of(campaign: Mapping[str, Any]) -> list[str] | None:
    """Names of the shops that take part; None for all."""
    shops = campaign.get("shops", "all")
    return None if shops == "all" else list(shops)
