"""Pictures of the consumers: who buys, and where they stand."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from sim.plots.style import INK, ON_LIGHT, PALETTE, axis_in, canvas, grid, legend, mean_of, title
from sim.plots.time import days

FILLS = (*(PALETTE[place] for place in (0, 4, 2, 3, 5, 1)), "#999999", *PALETTE[6:])
MARKERS = "osD^vPX*p"  # a shape for each line, so that none is known by its colour alone
SHAPES = 8  # markers on a line


def segments(shares: pd.DataFrame, of: str = "spend", scenario: str = "", ax: Axes | None = None) -> Axes:
    """What part of each row belongs to each segment, as stacked bars with their per cent.

    shares: rows shops (or channels), columns segments, 0..1, rows sum to one (`sim.results.mix`).
    """
    ax = canvas(ax, height=2.0 + 0.36 * len(shares))
    rows = shares.iloc[::-1]
    reached = pd.Series(0.0, index=rows.index)
    places = range(len(rows))
    for number, segment in enumerate(rows.columns):
        width = rows[segment]
        colour = FILLS[number % len(FILLS)]
        label = str(segment).replace("_", " ")
        ax.barh(
            places,
            width,
            left=reached,
            height=0.72,
            color=colour,
            edgecolor="white",
            linewidth=1,
            label=label,
        )
        for place, part, left in zip(places, width, reached, strict=True):
            if part >= 0.05:
                ax.text(
                    left + part / 2,
                    place,
                    f"{part:.0%}",
                    ha="center",
                    va="center",
                    fontsize=9,
                    color=on(to_rgb(colour)),
                )
        reached = reached + width
    ax.set_yticks(places, [str(name) for name in rows.index])
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_xlim(0, 1)
    axis_in(ax, "x", "share")
    ax.set_xlabel(f"share of {of}", color=INK)
    legend(ax, bbox_to_anchor=(0.5, -0.55 / (0.36 * len(rows) + 0.5)))
    title(ax, f"Who makes up the {of}", mean_of(scenario))
    return ax


def stages(shares: pd.DataFrame, scenario: str = "", ax: Axes | None = None) -> Axes:
    """Share of consumers in each stage by day, one line per stage; a stage looks the same in every run.

    shares: rows date, columns all stages, 0..1 (`sim.results.stage_shares`).
    """
    ax = canvas(ax)
    last = shares.iloc[-1].sort_values(ascending=False, kind="stable")
    every = max(1, len(shares) // SHAPES)
    for stage in (each for each in last.index if shares[each].max() > 0):
        number = list(shares.columns).index(stage)
        look: dict[str, Any] = {
            "color": FILLS[number % len(FILLS)],
            "marker": MARKERS[number % len(MARKERS)],
            "markevery": (number % every, every),
        }
        ax.plot(shares.index, shares[stage], linewidth=2, label=str(stage).replace("_", " "), **look)
    days(ax, shares.index.to_series(), None, None)
    ax.set_ylim(bottom=0)
    axis_in(ax, "y", "share")
    grid(ax, "y")
    ax.set_ylabel("share of consumers", color=INK)
    legend(ax, ncols=5, bbox_to_anchor=(0.5, -0.17))
    title(ax, "Where consumers stand", mean_of(scenario))
    return ax


def on(colour: tuple[float, ...]) -> str:
    """Ink that reads on a colour of red, green and blue in 0...1: white on dark, dark on light (luminance, WCAG 2)."""
    red, green, blue = colour[:3]
    return "white" if 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 < 0.2 else ON_LIGHT
