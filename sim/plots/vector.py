"""A picture as a piece of a web page: lines and text whose colours follow the page, light or dark."""

import re
from collections.abc import Callable
from io import StringIO
from typing import Any, NamedTuple

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import AutoLocator

from sim.plots.style import BASELINE, GRID, INK, NOTE, PALETTE, QUIET, SHADES, TOTAL

PAPER = "#FFFFFF"
DARK = {
    PAPER: "#171B20",
    INK: "#E6E9EC",
    GRID: "#2B3138",
    BASELINE: "#A6B0BA",
    QUIET: "#56606A",
    TOTAL: "#8A949D",
    SHADES[0]: "#1D2228",
    SHADES[1]: "#232A31",
    **dict(
        zip(
            PALETTE,
            ("#4EA3DD", "#EE7D2B", "#2FBF95", "#D98CB8", "#E69F00", "#8CCFF4", "#F0E442", "#F2F4F5"),
            strict=True,
        )
    ),
}
"""What each colour of the house becomes on dark paper: contrast with the paper is 3 to 1 or more for what carries data."""

NARROW = 4.2  # inches; a picture for a column of a phone


Draw = Callable[..., Axes]
"""Draws into the Axes given as `ax`, or into a new figure when none is given."""


class Sheet(NamedTuple):
    """A drawn picture: what stood above it, taken off so that the page can set it as text, and an `<svg>` element."""

    title: str
    note: str
    svg: str


def wide(draw: Draw, name: str) -> Sheet:
    """A picture for a wide column, on a page that has `colours`. name: tells it from the others there."""
    return _sheet(draw(), name)


def narrow(draw: Draw, name: str) -> Sheet:
    """The same for a column of a phone."""
    height = _figure(draw()).get_size_inches()[1]
    figure = Figure(figsize=(NARROW, height), layout="constrained")
    FigureCanvasAgg(figure)
    ax = draw(ax=figure.add_subplot())
    _fit(ax, figure)
    return _sheet(ax, f"{name} narrow")


def colours() -> str:
    """CSS that gives every colour of the house its value on light and on dark paper."""
    light = "".join(f"{_variable(colour)}:{colour};" for colour in DARK)
    dark = "".join(f"{_variable(colour)}:{other};" for colour, other in DARK.items())
    return f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


_METADATA = ("Date", "Creator", "Format", "Type")
_KNOWN = {colour.lower(): colour for colour in DARK}


def _variable(colour: str) -> str:
    return f"--c{colour.removeprefix('#').lower()}"


def _fit(ax: Axes, figure: Figure) -> None:
    """Fewer ticks and columns of the legend; names of steps aslant, their labels upright."""
    legend = ax.get_legend()
    if legend is not None:
        handles, labels = ax.get_legend_handles_labels()
        columns = max(1, min(4, int(NARROW * 72 / (5.6 * max(map(len, labels)) + 40))))
        look: dict[str, Any] = {"frameon": False, "fontsize": 10, "labelcolor": INK}
        legend.remove()
        figure.legend(handles, labels, loc="outside lower center", ncols=columns, **look)
    if isinstance(ax.xaxis.get_major_locator(), AutoLocator):
        ax.locator_params(axis="x", nbins=5)
    steps = [label.get_text() for label in ax.get_xticklabels()]
    if any("\n" in step for step in steps):
        names = [step.replace("\n", " ") for step in steps]
        ax.set_xticks(ax.get_xticks(), names, rotation=50, ha="right", rotation_mode="anchor", fontsize=9)
        ax.margins(y=0.22)
        for text in ax.texts:
            if text.get_gid() != NOTE:
                text.set(fontsize=8, rotation=90)


def _sheet(ax: Axes, name: str) -> Sheet:
    title = ax.get_title(loc="left")
    ax.set_title("", loc="left")
    notes = [text for text in ax.texts if text.get_gid() == NOTE]
    for note in notes:
        note.remove()
    sheet = StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        _figure(ax).savefig(sheet, format="svg", transparent=True, metadata=dict.fromkeys(_METADATA))
    return Sheet(title, " ".join(note.get_text() for note in notes), _cleaned(sheet.getvalue()))


def _figure(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure


def _cleaned(text: str) -> str:
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    assert size is not None
    text = re.sub(
        r"^.*?<svg[^>]*>",
        f'<svg viewBox="0 0 {size[1]} {size[2]}" aria-hidden="true">',
        text,
        count=1,
        flags=re.DOTALL,
    )
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'<g id="[^"]*"', "<g", text)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"font: (?:(\d+) )?([\d.]+)px [^;\"]*", _font, text)
    text = re.sub(r"; font-family: [^;\"]*", "", text)
    text = re.sub(r"#[0-9a-fA-F]{6}\b", _colour, text)
    return re.sub(r"\s*\n\s*", "\n", text)


def _font(found: re.Match[str]) -> str:
    """Size and weight; the family is the page's."""
    weight = f"; font-weight: {found[1]}" if found[1] else ""
    return f"font-size: {found[2]}px{weight}"


def _colour(found: re.Match[str]) -> str:
    known = _KNOWN.get(found[0].lower())
    return f"var({_variable(known)})" if known else found[0]
