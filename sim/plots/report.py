"""All pictures that a run's tables allow, as files."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from sim.plots.effects import effects, waterfall
from sim.plots.market import prices, shares
from sim.plots.people import segments, stages
from sim.plots.switches import switches
from sim.plots.time import timeline
from sim.results import compare, daily, lift_ledger, mix, price_index, stage_shares, switch_matrix
from sim.results.campaign import campaign_of, participants_of, window_of

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
    for name, ax in _pictures(treated, baseline, campaign_of(treated.config)):
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
    window, shops = window_of(campaign), participants_of(campaign)
    if baseline is not None and window and "orders" in treated and "orders" in baseline:
        yield "lift", waterfall(lift_ledger(treated, baseline, window, shops))
        yield "switched", switches(switch_matrix(treated, baseline, window, shops))
