"""How an experiment was set up."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.report.folder import Experiment
from sim.report.html import Markup, join, tag
from sim.report.tables import facts, table
from sim.results.campaign import Campaign, campaigns_of, participants_of, spans_of


def design(found: Experiment) -> Markup:
    """Market, days, seeds, scenarios and the phases of the campaign."""
    config, days = found.treated.config, found.treated.sales["date"]
    campaigns, shops = campaigns_of(found.treated, found.baseline), found.treated.posts["shop"].nunique()
    told = [
        ("market", f"{config['population']['size']:,} consumers, {shops} shops"),
        ("days", f"{days.nunique()}, {_day(days.min())} to {_day(days.max())}"),
        ("seeds", f"{len(found.treated.seeds)}: {', '.join(map(str, found.treated.seeds))}"),
        ("campaign", ", ".join(config.get("campaign") or {})),
        ("participants", _participants(campaigns)),
        *baselines(config),
    ]
    why = (
        "Every seed is lived through twice, with and without, by the same people with the same luck; the effect is the"
        " mean of the differences, its interval Student's t over the seeds."
    )
    phases = [
        [name.replace("_", " "), _day(start), _day(stop - pd.Timedelta(days=1))]
        for name, start, stop in spans_of(campaigns)
    ]
    return join(
        facts(told),
        tag("p", why) if found.baseline is not None else "",
        table(["phase", "from", "to"], phases, "Phases of the campaign", texts=3),
    )


def baselines(config: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the experiment is held against: a line for each arm of its contrast."""
    contrast = config.get("contrast") or {}
    arms = contrast if isinstance(contrast, Mapping) else {"baseline": contrast}
    told = [(f"{arm.replace('_', ' ')} is", " ".join(changes)) for arm, changes in arms.items()]
    return told or [("baseline is", "not there: one scenario only")]


def _participants(campaigns: Sequence[Campaign]) -> str:
    shops = participants_of(campaigns)
    return ", ".join(shops) if shops else "all shops" if campaigns else ""


def _day(when: pd.Timestamp) -> str:
    return f"{when:%a} {when.day} {when:%b %Y}"
