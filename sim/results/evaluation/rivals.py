"""How shops stand beside their rivals during an event (EVAL-23), and what each part of the range gave (EVAL-24, EVAL-26)."""

from typing import TYPE_CHECKING

import pandas as pd

from sim.results.cells import Day, window_of
from sim.results.compare import compare
from sim.results.evaluation.views import by_day

if TYPE_CHECKING:
    from sim.results.results import Results


def rivals(results: "Results", window: tuple[Day, Day]) -> pd.DataFrame:
    """Shares of revenue and of voice (impressions) before the window and in it.

    Rows shop; columns share_before, share_during, share_change, voice_before, voice_during, voice_change (0...1, of sums
    over days and seeds); the changes sum to zero. Before: all days of the run before the window.
    """
    start, end = window_of(window)
    table: dict[str, pd.Series] = {}
    for name, what in (("share", "revenue"), ("voice", "impressions")):
        days = by_day(results, what)
        inside, earlier = days[(days.index >= start) & (days.index < end)], days[days.index < start]
        before, during = (part.sum() / part.to_numpy().sum() for part in (earlier, inside))
        table |= {f"{name}_before": before, f"{name}_during": during, f"{name}_change": during - before}
    return pd.DataFrame(table).fillna(0.0)


def contributions(
    treated: "Results", baseline: "Results", what: str = "revenue", by: str = "category", level: float = 0.95
) -> pd.DataFrame:
    """`compare` with a column part: what share of the whole increment each category, channel or persona brought.

    Only for additive metrics; parts sum to one when the whole increment is not zero.
    """
    effect = compare(treated, baseline, what, by, level)
    whole = effect["incremental"].sum()
    return effect.assign(part=effect["incremental"] / whole if whole else float("nan"))
