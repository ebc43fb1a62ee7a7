"""Pictures of competition: price paths and market shares."""

from datetime import date
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sim.plots.style import (
    BASELINE,
    INK,
    PALETTE,
    QUIET,
    TREATED,
    Phases,
    apart,
    axis_in,
    canvas,
    grid,
    legend,
    mean_of,
    title,
)
from sim.plots.time import days

NAMED = 6
"""Shops drawn in colour and named; the others stay grey in the background."""


def prices(
    index: pd.DataFrame,
    phases: Phases | None = None,
    end: str | date | None = None,
    scenario: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Deal prices of each shop over time; the shops that moved them most are named at the right end.

    index: columns shop, date, index (`sim.results.price_index`).
    """
    ax = canvas(ax)
    paths = index.assign(shop=index["shop"].astype(str)).pivot(index="date", columns="shop", values="index")
    paths.loc[paths.index[-1] + pd.Timedelta(days=1)] = paths.iloc[-1]
    moved = (paths.max() - paths.min()).sort_values(ascending=False, kind="stable")
    named = list(moved.index[moved > 0][:NAMED])
    for shop in paths.columns.difference(named):
        ax.plot(paths.index, paths[shop], color=QUIET, linewidth=1, drawstyle="steps-post", zorder=2)
    for place, shop in enumerate(named):
        look: dict[str, Any] = {
            "color": PALETTE[place],
            "linestyle": _STYLES[place],
            "drawstyle": "steps-post",
        }
        ax.plot(paths.index, paths[shop], linewidth=2, zorder=3, **look)
    lift = days(ax, paths.index.to_series(), phases, end)
    low, high = ax.get_ylim()
    heights = apart([float(paths[shop].iloc[-1]) for shop in named], (high - low) * 0.055)
    for place, (shop, height) in enumerate(zip(named, heights, strict=True)):
        up = (height - low) / (high - low)
        ax.text(1.012, up, shop, transform=ax.transAxes, color=PALETTE[place], fontsize=10, va="center")
    ax.set_ylim(low, high)
    axis_in(ax, "y", "share")
    ax.set_ylabel("deal price, share of the first day's list price", color=INK)
    others = len(paths.columns) - len(named)
    those = f"{'other ' if named else ''}shop{'s' if others > 1 else ''}"
    rest = f"; grey: {others} {those}{'' if named else ', no price moved'}" if others else ""
    title(ax, "Price paths", f"{mean_of(scenario, 'products and seeds')}{rest}", lift)
    return ax


def shares(table: pd.DataFrame, what: str = "revenue", ax: Axes | None = None) -> Axes:
    """Market share of each shop, without and (if the table has it) with the treatment, joined by a line.

    table: rows shops, columns baseline and treated, or only share; 0..1.
    """
    before = "baseline" if "baseline" in table else "share"
    rows = table.sort_values(before, kind="stable")
    ax = canvas(ax, height=1.9 + 0.34 * len(rows))
    for place, (_, row) in enumerate(rows.iterrows()):
        if "treated" in table:
            ax.plot([row[before], row["treated"]], [place, place], color=QUIET, linewidth=3, zorder=2)
    places = range(len(rows))
    if "treated" in table:
        ax.plot(
            rows[before],
            places,
            "o",
            color=BASELINE,
            markerfacecolor="white",
            markersize=8,
            clip_on=False,
            label="baseline",
        )
        ax.plot(rows["treated"], places, "o", color=TREATED, markersize=8, clip_on=False, label="treated")
        legend(ax, bbox_to_anchor=(0.5, -0.5 / (0.34 * len(rows) + 0.5)))
    else:
        ax.plot(rows[before], places, "o", color=PALETTE[0], markersize=8, clip_on=False)
    ax.set_yticks(places, [str(name) for name in rows.index])
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.set_xlim(left=0)
    axis_in(ax, "x", "share")
    grid(ax, "x")
    ax.set_xlabel(f"share of {what}", color=INK)
    title(ax, "Market shares", "mean over seeds")
    return ax


_STYLES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)))
