"""The campaign of a config, as those who look at results need it: its phases, its days of sale and who took part."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.results.results import Results


def campaign_of(treated: "Results", baseline: "Results | None" = None) -> dict[str, Any]:
    """The campaign that runs are about: the first that `baseline` has not just so, else the first; empty without any."""
    mine = dict(treated.config.get("campaign") or {})
    theirs = mine if baseline is None else baseline.config.get("campaign") or {}
    own = [campaign for name, campaign in mine.items() if theirs.get(name) != campaign]
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
