"""Pictures with days on the horizontal axis."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sim.plots.style import (
    BASELINE,
    INK,
    PALETTE,
    TREATED,
    Phases,
    axis_in,
    canvas,
    grid,
    legend,
    mean_of,
    shade,
    title,
    unit_text,
)
from sim.results.campaign import spans


def timeline(
    daily: pd.DataFrame,
    what: str = "revenue",
    unit: str = "cents",
    phases: Phases | None = None,
    end: str | date | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A metric by day, one line per scenario with its interval band, phases shaded.

    phases: first day by phase of one campaign that lasts until `end`, or the spans of several.
    daily: columns scenario, date, mean, low, high (`sim.results.daily`); the first scenario is drawn on top.
    """
    ax = canvas(ax)
    names = list(dict.fromkeys(daily["scenario"]))
    colours = (TREATED, BASELINE) if len(names) > 1 else (PALETTE[0],)
    for place, name in reversed(list(enumerate(names))):
        rows = daily[daily["scenario"] == name]
        colour = colours[place] if place < len(colours) else PALETTE[place]
        single, wider = len(rows) == 1, 5 * place
        look: dict[str, Any] = {"color": colour, "marker": "o" if single else None, "markersize": 6 + wider}
        ax.plot(rows["date"], rows["mean"], linewidth=2, label=name, zorder=5 - place, **look)
        if single:
            bar: dict[str, Any] = {"color": colour, "alpha": 0.5, "linewidth": 4 + wider}
            ax.vlines(rows["date"], rows["low"], rows["high"], zorder=3 - place, **bar)
        elif rows["low"].notna().any():
            ax.fill_between(
                rows["date"], rows["low"], rows["high"], color=colour, alpha=0.2, linewidth=0, zorder=2
            )
    ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]) if (daily["mean"] < 0).any() else 0.0)
    axis_in(ax, "y", unit)
    ax.set_ylabel(f"{what.replace('_', ' ')} a day, {unit_text(unit)}", color=INK)
    lift = days(ax, daily["date"], phases, end)
    bands = "mean over seeds; band: 95 % interval" if daily["low"].notna().any() else "one seed"
    title(ax, f"{what.replace('_', ' ').capitalize()} by day", bands, lift)
    if len(names) > 1:
        legend(ax, bbox_to_anchor=(0.5, -0.17))
    return ax


def hours(intraday: pd.DataFrame, scenario: str = "", ax: Axes | None = None) -> Axes:
    """The first launch day by the hour: sessions that were served, and those that the server lost.

    intraday: the table of docs/tables.md; mean over seeds.
    """
    ax = canvas(ax)
    day = intraday[intraday["date"] == intraday["date"].min()]
    mean = day.groupby("hour")[["sessions", "dropped", "bounced"]].mean()
    lost = mean["dropped"] + mean["bounced"]
    served = mean["sessions"] - lost
    ax.bar(mean.index, served, width=0.8, color=PALETTE[0], label="served")
    if lost.any():
        ax.bar(
            mean.index,
            lost,
            width=0.8,
            bottom=served,
            color=PALETTE[1],
            label="refused, or gone while waiting",
        )
        legend(ax, bbox_to_anchor=(0.5, -0.17))
    ax.set_xticks(range(0, 24, 3), [f"{hour}:00" for hour in range(0, 24, 3)])
    axis_in(ax, "y", "sessions")
    ax.set_ylabel("sessions an hour", color=INK)
    grid(ax, "y")
    first = pd.Timestamp(intraday["date"].min())
    title(ax, "The first day of the launch by the hour", f"{first.day} {first:%B}, {mean_of(scenario)}")
    return ax


def days(ax: Axes, dates: pd.Series, phases: Phases | None, end: str | date | None) -> float:
    """Date axis over the days drawn, phases shaded if given; returns the room that their names need, in points."""
    beside = pd.Timedelta(hours=12 if dates.min() == dates.max() else 0)
    ax.set_xlim(dates.min() - beside, dates.max() + beside)
    figure = ax.get_figure(root=True)
    assert figure is not None
    many = 8 * figure.get_size_inches()[0] / 9
    step = max(1, round(float((dates.max() - dates.min()) / pd.Timedelta(days=1)) / many))
    ticks = pd.date_range(dates.min(), dates.max(), freq=pd.Timedelta(days=step))
    ax.set_xticks(ticks.to_pydatetime(), [f"{day.day} {day:%b}" for day in ticks])
    years = dict.fromkeys(str(day.year) for day in (dates.min(), dates.max()))
    ax.set_xlabel(" to ".join(years), color=INK)
    ax.tick_params(axis="x", pad=8)
    grid(ax, "y")
    if isinstance(phases, Mapping):
        phases = spans(phases, end) if end else ()
    return shade(ax, phases or ())
