"""Pictures of an evaluation: funnel, retention, customers by recency and frequency, scorecard, front of goals."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from sim.plots.people import FILLS, on
from sim.plots.style import (
    BASELINE,
    INK,
    PALETTE,
    QUIET,
    TREATED,
    above,
    apart,
    axis_in,
    canvas,
    count,
    grid,
    legend,
    mean_of,
    title,
    unit_text,
)

SHADE = LinearSegmentedColormap.from_list("shade", ["#F4F8FB", PALETTE[0]])
LOOKS = ("-", "--", "-.", ":")


def funnel(table: pd.DataFrame, scenario: str = "", ax: Axes | None = None) -> Axes:
    """Bars of the steps from visits to orders, with the share that each keeps of the step before.

    table: `sim.results.evaluation.funnel` without split.
    """
    rows = table.iloc[::-1].reset_index(drop=True)
    ax = canvas(ax, height=3.4)
    for place, (_, row) in enumerate(rows.iterrows()):
        first = row["of_first"] == 1
        width = float(row["of_first"])
        colour = FILLS[0] if row["chain"] == "visits" else FILLS[2]
        ax.barh(place, width, height=0.66, color=colour)
        kept = "" if first else f" · {row['of_previous']:.0%} of the step before"
        above(ax, f"{count(row['count'])}{kept}", (width, place), (6, -5))
    ax.set_yticks(range(len(rows)), [str(step) for step in rows["step"]])
    ax.set_xlim(0, 1.3)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axis_in(ax, "x", "share")
    grid(ax, "x")
    ax.set_xlabel("share of visits, and of products looked at", color=INK)
    title(ax, "From visits to orders", f"{mean_of(scenario)}; a visit may bring several lines")
    return ax


def retention(curves: Mapping[str, pd.DataFrame], ax: Axes | None = None) -> Axes:
    """Share of customers who are still active, by days since the first purchase, one curve per shop or scenario.

    curves: name -> `sim.results.evaluation.retention_curve`.
    """
    ax = canvas(ax)
    for number, (name, curve) in enumerate(curves.items()):
        look: dict[str, Any] = {
            "color": PALETTE[number % len(PALETTE)],
            "linestyle": LOOKS[number % len(LOOKS)],
        }
        ax.step(curve.index, curve["retained"], where="post", linewidth=2, label=name, **look)
    ax.set_ylim(0, 1.02)
    ax.set_xlim(0, max(curve.index.max() for curve in curves.values()))
    axis_in(ax, "y", "share")
    grid(ax, "y")
    ax.set_xlabel("days since the first purchase", color=INK)
    ax.set_ylabel("share still active", color=INK)
    if len(curves) > 1:
        legend(ax, bbox_to_anchor=(0.5, -0.15))
    title(ax, "Who stays", "Kaplan–Meier estimate; all seeds together")
    return ax


def rfm_map(cells: pd.DataFrame, what: str = "customers", unit: str = "", ax: Axes | None = None) -> Axes:
    """Heat map of recency against frequency scores, the best customers at the top right.

    cells: `sim.results.evaluation.rfm_grid`; unit: of the values ("cents" writes yuan).
    """
    ax = canvas(ax, width=6.2, height=5.2)
    values = cells.to_numpy(dtype="float64")
    top = float(pd.Series(values.ravel()).max())
    ax.imshow(values, cmap=SHADE, vmin=0, vmax=top, origin="lower", aspect="auto")
    for i in range(values.shape[0]):
        for j in range(values.shape[1]):
            if values[i, j] == values[i, j]:
                colour = on(tuple(SHADE(values[i, j] / top)[:3]) if top else (1.0, 1.0, 1.0))
                text = count(values[i, j] / 100) if unit.startswith("cents") else count(values[i, j])
                ax.text(j, i, text, ha="center", va="center", fontsize=10, color=colour)
    ax.set_xticks(range(values.shape[1]), [str(name) for name in cells.columns])
    ax.set_yticks(range(values.shape[0]), [str(name) for name in cells.index])
    ax.spines["bottom"].set_visible(False)
    ax.set_xlabel("frequency score, 5 buys most often", color=INK)
    ax.set_ylabel("recency score, 5 bought last", color=INK)
    label = f"{what}, {unit_text(unit)}" if unit else what
    title(ax, "Customers by recency and frequency", label)
    return ax


def scorecard(card: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Marks of each shop and goal as bars, the best shop on top, with score and grade at the right.

    card: `sim.results.scorecard.scorecard`.
    """
    goals = [str(name) for name in card.columns if name not in ("score", "fuzzy", "grade")]
    rows = card.iloc[::-1]
    ax = canvas(ax, height=2.0 + 0.16 * len(goals) * len(rows))
    width = 0.8 / len(goals)
    for number, goal in enumerate(goals):
        places = [place + 0.4 - width * (number + 0.5) for place in range(len(rows))]
        ax.barh(
            places, rows[goal].fillna(0), height=width * 0.9, color=FILLS[number % len(FILLS)], label=goal
        )
    for place, (_, row) in enumerate(rows.iterrows()):
        ax.plot([row["score"]] * 2, [place - 0.42, place + 0.42], color=INK, linewidth=2.2)
        above(ax, f"{row['score']:.0f} {row['grade']}", (101, place), (4, -5))
    ax.set_yticks(range(len(rows)), [str(name) for name in rows.index])
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_xlim(0, 118)
    ax.set_xticks(range(0, 101, 25))
    grid(ax, "x")
    ax.set_xlabel("marks, 0 to 100", color=INK)
    legend(ax, bbox_to_anchor=(0.5, -0.55 / (0.16 * len(goals) * len(rows) + 0.4)))
    title(ax, "Scorecard", "line: weighted score")
    return ax


def front(
    table: pd.DataFrame,
    x: str,
    y: str,
    on_front: pd.Series,
    units: tuple[str, str] = ("", ""),
    ax: Axes | None = None,
) -> Axes:
    """Each shop or scenario by two goals; those that nobody beats on both are filled and named.

    table: columns x and y; on_front: `sim.results.scorecard.undominated`; units: of x and y.
    """
    ax = canvas(ax, height=5.0)
    beaten, best = table[~on_front], table[on_front].sort_values(x)
    ax.plot(beaten[x], beaten[y], "o", color=QUIET, markersize=8, markerfacecolor="white", label="beaten")
    ax.plot(best[x], best[y], "o", color=TREATED, markersize=9, label="on the front", zorder=3)
    ax.plot(best[x], best[y], "--", color=TREATED, linewidth=1.2, zorder=2)
    ax.margins(0.12)
    low, high = ax.get_ylim()
    named = pd.concat([best, beaten])
    heights = apart([float(value) for value in named[y]], (high - low) * 0.045)
    for number, ((name, row), height) in enumerate(zip(named.iterrows(), heights, strict=True)):
        colour = INK if number < len(best) else BASELINE
        above(ax, str(name), (float(row[x]), height), (9, -5), size=9, colour=colour)
    for axis, name, unit in (("x", x, units[0]), ("y", y, units[1])):
        label = f"{name.replace('_', ' ')}, {unit_text(unit)}" if unit else name.replace("_", " ")
        if unit:
            axis_in(ax, "x" if axis == "x" else "y", unit)
        (ax.set_xlabel if axis == "x" else ax.set_ylabel)(label, color=INK)
    grid(ax, "y")
    legend(ax, bbox_to_anchor=(0.5, -0.14))
    title(ax, "Two goals at once", "filled: none is as good on both and better on one")
    return ax
