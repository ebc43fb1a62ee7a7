"""All pictures that a run's tables allow, as files."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from sim.plots.effects import effects, waterfall
from sim.plots.market import prices, shares
from sim.plots.people import segments, stages
from sim.plots.time import hours, timeline
from sim.results import compare, daily, lift_ledger, mix, price_index, stage_shares

if TYPE_CHECKING:
    from sim.results import Results

DPI = 150


def report(treated: "Results", baseline: "Results | None", folder: str | Path) -> list[Path]:
    """Draw every picture that the data allow into `folder` (PNG, 150 dpi) and return the paths.

    baseline: the same seeds without the treatment, or None. Phases, end and participants are taken from
    treated.config["campaign"], the first one (keys phases, end, shops) when it is there.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, ax in _pictures(treated, baseline, _campaign(treated.config)):
        figure = ax.get_figure(root=True)
        assert figure is not None
        figure.savefig(folder / f"{name}.png", dpi=DPI, metadata={"Software": None})
        written.append(folder / f"{name}.png")
    return written


def _pictures(
    treated: "Results", baseline: "Results | None", campaign: dict[str, Any]
) -> Iterator[tuple[str, Axes]]:
    phases, end = campaign.get("phases"), campaign.get("end")
    runs = {"treated": treated} if baseline is None else {"treated": treated, "baseline": baseline}
    yield "timeline", timeline(daily(runs), phases=phases, end=end)
    yield "prices", prices(price_index(treated), phases, end)
    if baseline is None:
        yield "shares", shares(treated.summary()[["share"]])
    else:
        yield "effects", effects(compare(treated, baseline))
        yield "profit", effects(compare(treated, baseline, "profit"), "profit")
        yield "shares", shares(compare(treated, baseline, "share"))
    if "orders" in treated:
        yield "segments", segments(mix(treated))
    else:
        yield "segments", segments(mix(treated, within="channel", what="orders"), "orders")
    if len(treated.stages):
        yield "stages", stages(stage_shares(treated))
    if "intraday" in treated and len(treated.intraday):
        yield "hours", hours(treated.intraday)
    window = _window(campaign)
    if baseline is not None and window and "orders" in treated and "orders" in baseline:
        shops = campaign.get("shops", "all")
        yield "lift", waterfall(lift_ledger(treated, baseline, window, None if shops == "all" else shops))


def _campaign(config: dict[str, Any]) -> dict[str, Any]:
    """The campaign of a config, which names it: campaign.<name>.phases; empty when there is none."""
    return dict(next(iter((config.get("campaign") or {}).values()), {}))


def _window(campaign: dict[str, Any]) -> tuple[object, object] | None:
    """First day of the launch and first day after the sale."""
    phases = campaign.get("phases") or {}
    end = phases.get("after", campaign.get("end"))
    return (phases["launch"], end) if "launch" in phases and end else None
