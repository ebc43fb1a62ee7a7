"""Pictures of a sweep: what a swept key does."""

import pandas as pd
from matplotlib.axes import Axes

from sim.plots.style import INK, PALETTE, axis_in, canvas, grid, title, unit_text

JOINED = 12
"""Up to as many different values are joined by a line through their means."""
LETTERS = 36


def by_key(outcomes: pd.DataFrame, key: str, what: str, unit: str = "cents", ax: Axes | None = None) -> Axes:
    """An outcome of every job over one swept key, with its interval, and a line through the mean of each value.

    outcomes: a row per job; columns `key`, mean, low, high (low and high nan without an interval).
    """
    ax = canvas(ax, height=3.8)
    values = outcomes[key]
    numbers = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    names = sorted(values.dropna().unique()) if numbers else [str(name) for name in dict.fromkeys(values)]
    places = values if numbers else values.astype(str).map(names.index)
    ax.vlines(places, outcomes["low"], outcomes["high"], color=PALETTE[0], linewidth=2, alpha=0.55)
    if len(names) <= JOINED:
        middle = outcomes["mean"].groupby(places).mean()
        ax.plot(middle.index, middle, color=PALETTE[0], linewidth=1.6, zorder=2)
        ax.set_xticks(list(middle.index), [f"{name:g}" if numbers else str(name) for name in names])
    ax.plot(places, outcomes["mean"], "o", color=PALETTE[0], markersize=6, markeredgecolor="white", zorder=3)
    ax.axhline(0, color=INK, linewidth=1)
    ax.margins(x=0.06)
    axis_in(ax, "y", unit, signed=True)
    grid(ax, "y")
    ax.set_xlabel(_end(key), color=INK)
    ax.set_ylabel(f"{what}, {unit_text(unit)}", color=INK)
    intervals = outcomes["low"].notna().any()
    title(
        ax,
        what.capitalize(),
        "each job; line: 95 % interval over its seeds" if intervals else "each job; one seed",
    )
    return ax


def _end(key: str) -> str:
    """As many of the last parts of a dotted key as have room below a narrow picture."""
    parts = key.split(".")
    while len(".".join(parts)) > LETTERS and len(parts) > 1:
        del parts[0]
    return ".".join(parts)[-LETTERS:]
