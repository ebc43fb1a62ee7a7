"""Pictures of what a treatment changed."""

from collections.abc import Callable, Sequence
from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sim.plots.style import (
    BASELINE,
    GAIN,
    INK,
    LOSS,
    QUIET,
    TOTAL,
    above,
    axis_in,
    canvas,
    count,
    grid,
    title,
    unit_text,
    yuan,
)
from sim.results.lift import GAINS, LOSSES

STEPS = {"subsidy": -1, "repriced": 1, **dict.fromkeys(GAINS, 1), **dict.fromkeys(LOSSES, -1)}
"""Parts of a lift ledger between the baseline and the treated sales, with their sign."""
TOTALS = ("incremental", "whole_run")


def effects(effect: pd.DataFrame, what: str = "revenue", unit: str = "cents", ax: Axes | None = None) -> Axes:
    """The increment of each row with its interval, largest on top; hollow where the interval has zero.

    effect: rows shops (or any split), columns incremental, low, high (`sim.results.compare`).
    """
    rows = effect.sort_values("incremental", kind="stable")
    ax = canvas(ax, height=1.7 + 0.34 * len(rows))
    cells = zip(rows["low"], rows["incremental"], rows["high"], strict=True)
    for place, (low, mean, high) in enumerate(cells):
        clear = not low <= 0 <= high
        colour = BASELINE if not clear else GAIN if mean > 0 else LOSS
        face = colour if clear else "white"
        ax.plot([low, high], [place, place], color=colour, linewidth=2.2, solid_capstyle="round", zorder=2)
        ax.plot(mean, place, "o", markersize=8, color=colour, markerfacecolor=face, zorder=3)
    ax.axvline(0, color=INK, linewidth=1)
    ax.set_yticks(range(len(rows)), [str(name) for name in rows.index])
    ax.set_ylim(-0.7, len(rows) - 0.3)
    axis_in(ax, "x", "points" if unit == "share" else unit, signed=True)
    grid(ax, "x")
    measured = "" if unit == "share" else f", {unit_text(unit)}"
    ax.set_xlabel(f"incremental {what.replace('_', ' ')}{measured} over the run", color=INK)
    note = "difference to the baseline, same seeds; line: 95 % interval; hollow: interval includes zero"
    note = note if effect["low"].notna().any() else "one seed, no interval"
    title(ax, f"Effect on {what.replace('_', ' ')}", note)
    return ax


def waterfall(lift: pd.DataFrame, what: str = "value", ax: Axes | None = None) -> Axes:
    """Where the increment came from: the parts of a lift ledger as steps to it, and from it to that of the whole run.

    lift: `sim.results.lift_ledger`; what: value (cents) or units. Parts in which nothing happened are left out.
    """
    money = what == "value"
    sizes = {str(part): float(size) for part, size in lift[what].items()}
    rungs = [part for part in STEPS if sizes[part]] + ["incremental"]
    if sizes["other_days"]:
        rungs += ["other_days", "whole_run"]
    ax = canvas(ax, width=1.5 + 0.95 * max(len(rungs), 9), height=4.8)
    write = yuan if money else count
    reached = 0.0
    for place, part in enumerate(rungs):
        if part in TOTALS:
            _total(ax, place, lift.loc[[part]].iloc[0], what, write)
        else:
            step = STEPS.get(part, 1) * sizes[part]
            look: dict[str, Any] = {"color": GAIN} if step >= 0 else {"color": LOSS, "hatch": "///"}
            ax.bar(place, step, bottom=reached, width=0.62, edgecolor="white", **look)
            _label(ax, place, sorted((reached, reached + step)), write(step, True))
            reached += step
        if place < len(rungs) - 1:
            ax.plot([place - 0.31, place + 1.31], [reached] * 2, color=QUIET, linewidth=1, zorder=1)
    ax.set_xticks(range(len(rungs)), [fill(part.replace("_", " "), 12) for part in rungs])
    ax.axhline(0, color=INK, linewidth=1)
    ax.use_sticky_edges = False
    ax.margins(y=0.1)
    axis_in(ax, "y", "cents" if money else "units", signed=True)
    grid(ax, "y")
    ax.set_ylabel("sales, ¥" if money else "sales, units", color=INK)
    base, now = write(sizes["baseline"]), write(sizes["treated"])
    title(
        ax,
        "Where the extra sales came from",
        f"participants in the days of the sale: {base} in the baseline, {now} treated",
    )
    return ax


def _total(ax: Axes, place: int, part: pd.Series, what: str, write: Callable[[float, bool], str]) -> None:
    """A bar from zero with the interval of what the steps before it come to."""
    mean = float(part[what])
    low, high = (mean if pd.isna(part[end]) else float(part[end]) for end in (f"{what}_low", f"{what}_high"))
    ax.bar(place, mean, width=0.62, color=TOTAL)
    if high > low:
        ax.errorbar(place, mean, yerr=[[mean - low], [high - mean]], color=INK, capsize=4, linewidth=1.6)
    _label(ax, place, [min(0.0, low), max(0.0, high)], write(mean, True))


def _label(ax: Axes, place: float, ends: Sequence[float], text: str) -> None:
    """Write the size of a step above it, or below what hangs from the zero line: so that none crosses that line."""
    low, high = ends
    hangs = high <= 0
    label = above(ax, text, (place, low if hangs else high), (0, -4 if hangs else 4), align="center")
    label.set(va="top" if hangs else "bottom", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})
