"""Revenue and profit of the whole market in every job of a sweep, with intervals over its seeds."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from sim.results import METRICS, Results
from sim.results.interval import interval
from sim.results.summary import MARKET
from sim.run.runs import Run

OUTCOMES = ("revenue", "profit")
_COLUMNS = {"revenue": ("incremental", "low", "high"), "profit": ("profit", "profit_low", "profit_high")}


def outcomes(runs: Sequence[Run]) -> pd.DataFrame:
    """A row per job and outcome: columns run, the swept keys, what, mean, low, high (cents).

    The outcome of a job with a contrast is the difference that it makes, of another the figure itself.
    """
    return pd.DataFrame([row for number, run in enumerate(runs) for row in _rows(number, run)])


def _rows(number: int, run: Run) -> Iterator[dict[str, Any]]:
    swept = {key: value.as_py() for key, value in run.swept.items()}
    for what in OUTCOMES:
        mean, low, high = _contrast(run, what) if len(run.arms) > 1 else _level(run, what)
        yield {"run": number, **swept, "what": what, "mean": mean, "low": low, "high": high}


def _contrast(run: Run, what: str) -> tuple[float, ...]:
    table = pd.read_csv(run.folder / "summary.csv")
    market = table[table["shop"] == MARKET]
    return tuple(float(market[column].iloc[0]) for column in _COLUMNS[what])


def _level(run: Run, what: str) -> tuple[float, ...]:
    (folder,) = run.arms.values()
    spread = interval(METRICS[what](Results.load(folder)).to_frame())
    return tuple(float(spread[column].iloc[0]) for column in ("mean", "low", "high"))
