"""The campaigns of a config, as those who look at results need them: their phases, their days of sale and who took part."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from sim.results.results import Results

Campaign = Mapping[str, Any]
Span = tuple[str, pd.Timestamp, pd.Timestamp]


def campaigns_of(treated: "Results", baseline: "Results | None" = None) -> list[Campaign]:
    """The campaigns that runs are about, in order of time.

    Those that `results.about` of the config names; else those that `baseline` has not just so; else all.
    """
    mine: dict[str, Campaign] = dict(treated.config.get("campaign") or {})
    theirs = mine if baseline is None else baseline.config.get("campaign") or {}
    named = (treated.config.get("results") or {}).get("about")
    own = [each for name, each in mine.items() if (name in named if named else theirs.get(name) != each)]
    return sorted(
        own or mine.values(), key=lambda campaign: min(map(str, _phases(campaign).values()), default="")
    )


def sales_of(campaigns: Iterable[Campaign]) -> list[tuple[object, object]]:
    """First day of the launch and first day after the sale, of every campaign that has both."""
    sales = [
        (phases["launch"], phases.get("after", campaign.get("end")))
        for campaign in campaigns
        if "launch" in (phases := _phases(campaign))
    ]
    return [(first, after) for first, after in sales if after]


def participants_of(campaigns: Iterable[Campaign]) -> list[str] | None:
    """Names of the shops that take part in any of them; None for all."""
    shops = [campaign.get("shops", "all") for campaign in campaigns]
    return None if "all" in shops or not shops else sorted({name for names in shops for name in names})


def spans_of(campaigns: Iterable[Campaign]) -> list[Span]:
    """(name, first day, first day after) of every phase, campaign by campaign."""
    return [
        span
        for campaign in campaigns
        if _phases(campaign) and campaign.get("end")
        for span in spans(_phases(campaign), campaign["end"])
    ]


def spans(phases: Mapping[str, Any], end: Any) -> list[Span]:
    """(name, first day, first day after) of every phase of one campaign, in order of time."""
    starts = sorted((pd.Timestamp(day), name) for name, day in phases.items())
    ends = [*(day for day, _ in starts[1:]), pd.Timestamp(end)]
    return [(name, day, stop) for (day, name), stop in zip(starts, ends, strict=True)]


def _phases(campaign: Campaign) -> Mapping[str, Any]:
    return campaign.get("phases") or {}
