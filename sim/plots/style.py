"""One look for all pictures: colours that colour-blind readers can tell apart, light grids, readable type."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.ticker import FuncFormatter

from sim.results.campaign import Span

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000")
"""Okabe and Ito (2008), Color Universal Design; darkest hues first, black last."""

TREATED, BASELINE, QUIET = PALETTE[1], "#5A6570", "#B4BBC2"
GAIN, LOSS, TOTAL = PALETTE[0], PALETTE[1], "#8A949D"
INK, GRID = "#22282E", "#E3E6E9"
SHADES = ("#F1F3F5", "#E4E9EE")
ON_LIGHT = "#1B2025"  # ink on a light fill, by day and by night
NOTE = "note"  # mark of the line below a title

Phases = Mapping[str, str | date] | Sequence[Span]
"""First day by phase of one campaign, or the spans of all phases of one or several (`sim.results.campaign.spans_of`)."""


def canvas(ax: Axes | None, width: float = 9.0, height: float = 4.5) -> Axes:
    """`ax` in house style, or the only Axes of a new Figure of width x height inches."""
    if ax is None:
        figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
        FigureCanvasAgg(figure)
        ax = figure.add_subplot()
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(QUIET)
    ax.tick_params(colors=INK, labelsize=10, length=0)
    ax.set_axisbelow(True)
    return ax


def title(ax: Axes, text: str, note: str = "", lift: float = 0.0) -> None:
    """What the picture shows, flush left, with a smaller line below it; `lift` in points makes room for labels."""
    ax.set_title(text, loc="left", fontsize=13, fontweight="bold", color=INK, pad=lift + (24 if note else 10))
    if note:
        above(ax, note, (0, 1), (0, lift + 8), "axes fraction", 10, BASELINE).set_gid(NOTE)


def mean_of(scenario: str, over: str = "seeds") -> str:
    """The note of a picture that shows means of one scenario; "" when there is only one."""
    return f"{scenario}, mean over {over}" if scenario else f"mean over {over}"


def above(
    ax: Axes,
    text: str,
    at: tuple[float, float],
    points: tuple[float, float],
    coordinates: str | tuple[str, str] = "data",
    size: float = 10,
    colour: str = INK,
    align: Literal["left", "center", "right"] = "left",
) -> Annotation:
    """Write text a few points (right, up) from `at`."""
    where: dict[str, Any] = {"xytext": points, "textcoords": "offset points", "xycoords": coordinates}
    return ax.annotate(text, at, fontsize=size, color=colour, ha=align, va="bottom", **where)


def grid(ax: Axes, axis: Literal["x", "y"]) -> None:
    """Light lines across the axis `x` or `y` that carries the quantity."""
    ax.grid(axis=axis, color=GRID, linewidth=0.9)


def legend(ax: Axes, **where: Any) -> None:
    """A legend without a frame; below the axes unless placed elsewhere."""
    place: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.12), "ncols": 4} | where
    ax.legend(frameon=False, fontsize=10, labelcolor=INK, **place)


def yuan(cents: float, signed: bool = False) -> str:
    """Cents as short text in yuan: 123456 -> ¥1.2k, and +¥1.2k when signed."""
    value = abs(cents) / 100
    scale, letter = next(((size, name) for size, name in _SCALES if value >= 0.9995 * size), (1.0, ""))
    digits = 0 if value >= 99.95 * scale or (not letter and value >= 10) else 1
    text = f"{value / scale:.{digits}f}".removesuffix(".0")
    sign = "\N{MINUS SIGN}" if cents < 0 and text != "0" else "+" if signed and text != "0" else ""
    return f"{sign}¥{text}{letter}"


_SCALES = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


def count(value: float, signed: bool = False) -> str:
    """A number of things as short text: 12345 -> 12.3k."""
    return yuan(100 * value, signed).replace("¥", "")


def axis_in(ax: Axes, axis: Literal["x", "y"], unit: str, signed: bool = False) -> None:
    """Write the ticks in a metric's unit: yuan for cents, per cent for shares, else a short number."""

    def text(value: float, _: object) -> str:
        if unit.startswith("cents"):
            return yuan(value, signed)
        if unit == "points":
            return f"{100 * value:.3g} pp".replace("-", "\N{MINUS SIGN}")
        if unit == "share":
            return f"{100 * value:.3g}%".replace("-", "\N{MINUS SIGN}")
        return count(value, signed)

    (ax.xaxis if axis == "x" else ax.yaxis).set_major_formatter(FuncFormatter(text))


def unit_text(unit: str) -> str:
    """The unit as it stands in an axis label."""
    return unit.replace("cents", "¥", 1)


def shade(ax: Axes, phases: Sequence[Span]) -> float:
    """Shade the phases and name them above the axes, in as many rows as keep names apart.

    Call it when the x limits stand. Returns the height of the names in points.
    """
    left, right = ax.get_xlim()
    figure = ax.get_figure(root=True)
    assert figure is not None
    points = figure.get_size_inches()[0] * 72 * 0.88 * ax.get_position().width / 0.775
    rows: list[float] = []
    for number, (name, start, stop) in enumerate(phases):
        first, last = max(_day(start), left), min(_day(stop), right)
        if first >= last:
            continue
        ax.axvspan(first, last, color=SHADES[number % 2], linewidth=0, zorder=0)
        ax.axvline(first, color=QUIET, linewidth=0.8, zorder=1)
        text = name.replace("_", " ")
        at = (first - left) / (right - left) * points
        row = next((row for row, taken in enumerate(rows) if at >= taken), len(rows))
        rows[row : row + 1] = [at + 5.3 * len(text) + 3]
        above(ax, text, (first, 1), (1, 4 + 12 * row), ("data", "axes fraction"), 9)
    return 12.0 * len(rows)


def _day(when: pd.Timestamp) -> float:
    return float((when - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1))


def apart(heights: Sequence[float], gap: float) -> list[float]:
    """Heights for labels that want to stand at `heights`, moved as little as keeps them `gap` apart."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    blocks: list[tuple[float, int]] = []
    for index in order:
        blocks.append((heights[index], 1))
        while len(blocks) > 1 and blocks[-1][0] - blocks[-2][0] < gap * (blocks[-1][1] + blocks[-2][1]) / 2:
            (one, size), (other, more) = blocks[-2], blocks[-1]
            blocks[-2:] = [((one * size + other * more) / (size + more), size + more)]
    placed = [middle + gap * (place - (size - 1) / 2) for middle, size in blocks for place in range(size)]
    result = [0.0] * len(heights)
    for index, height in zip(order, placed, strict=True):
        result[index] = height
    return result
