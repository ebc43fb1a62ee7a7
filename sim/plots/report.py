"""All pictures that a run's tables allow, as files."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from sim.plots.effects import effects, waterfall
from sim.plots.market import prices, shares
from sim.plots.people import segments, stages
from sim.plots.switches import switches
from sim.plots.time import hours, timeline
from sim.results import compare, daily, lift_ledger, mix, price_index, stage_shares, switch_matrix
from sim.results.campaign import campaigns_of, participants_of, sales_of, spans_of

if TYPE_CHECKING:
    from sim.results import Results

DPI = 150


def report(treated: "Results", baseline: "Results | None", folder: str | Path) -> list[Path]:
    """Draw every picture that the data allow into `folder` (PNG, 150 dpi) and return the paths.

    baseline: the same seeds without the treatment, or None. Phases, end and participants are taken from
    treated.config["campaign"], those campaigns that the baseline lacks (keys phases, end, shops).
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, draw in pictures(treated, baseline):
        figure = draw().get_figure(root=True)
        assert figure is not None
        figure.savefig(folder / f"{name}.png", dpi=DPI, metadata={"Software": None})
        written.append(folder / f"{name}.png")
    return written


def pictures(treated: "Results", baseline: "Results | None") -> Iterator[tuple[str, Callable[..., Axes]]]:
    """Name and drawing of every picture that the data allow; a drawing takes the Axes to draw into, `ax`, or makes its own."""
    campaigns = campaigns_of(treated, baseline)
    phases = spans_of(campaigns)
    runs = {"treated": treated} if baseline is None else {"treated": treated, "baseline": baseline}
    yield "timeline", partial(timeline, daily(runs), phases=phases)
    scenario = "" if baseline is None else "treated"
    yield "prices", partial(prices, price_index(treated), phases, scenario=scenario)
    if baseline is None:
        yield "shares", partial(shares, treated.summary()[["share"]])
    else:
        yield "effects", partial(effects, compare(treated, baseline))
        yield "profit", partial(effects, compare(treated, baseline, "profit"), "profit")
        yield "shares", partial(shares, compare(treated, baseline, "share"))
    if "orders" in treated:
        yield "segments", partial(segments, mix(treated), scenario=scenario)
    else:
        yield "segments", partial(segments, mix(treated, within="channel", what="orders"), "orders", scenario)
    if len(treated.stages):
        yield "stages", partial(stages, stage_shares(treated), scenario)
    if "intraday" in treated and len(treated.intraday):
        yield "hours", partial(hours, treated.intraday, scenario)
    window, shops = sales_of(campaigns), participants_of(campaigns)
    if baseline is not None and window and "orders" in treated and "orders" in baseline:
        yield "lift", partial(waterfall, lift_ledger(treated, baseline, window, shops))
        yield "switched", partial(switches, switch_matrix(treated, baseline, window, shops))
