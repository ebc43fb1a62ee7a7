"""The figures that a campaign is judged by: with, without, and the difference; of the market, and of each shop."""

import math
from collections.abc import Sequence
from typing import Any

from sim.report.html import Markup, details, join, tag
from sim.report.numbers import LEVEL, amount, interval, rate
from sim.report.tables import table
from sim.results import Results
from sim.results.evaluation import evaluate
from sim.results.summary import MARKET

NAMES = {"gmv": "GMV, before returns", "aov": "value of an order line", "hhi": "concentration (HHI)"}
GAIN = {"up": 1, "down": -1}


def evaluation(treated: Results, baseline: Results | None) -> Markup:
    """One row per figure that the runs' tables allow; docs/metrics.md defines each."""
    compared = baseline is not None
    parts = evaluate(treated, baseline).groupby("shop", sort=False)
    shops = {str(shop): part.to_dict("records") for shop, part in parts}
    whole = _figures(shops.pop(MARKET), "Figures of the whole market", compared)
    each = (details(shop, _figures(rows, f"Figures of {shop}", compared)) for shop, rows in shops.items())
    return join(whole, details("The same for each shop", *each))


def _figures(rows: Sequence[dict[Any, Any]], about: str, compared: bool) -> Markup:
    if compared:
        head = ["figure", "baseline", "treated", "difference", LEVEL, "change"]
        return table(head, [_compared(row) for row in rows], about)
    return table(
        ["figure", "mean over seeds"],
        [(_name(row), amount(row["value"], row["unit"])) for row in rows],
        about,
    )


def _compared(row: dict[Any, Any]) -> list[str]:
    unit, before = row["unit"], row["baseline"]
    change = (
        ""
        if unit == "share" or math.isnan(before)
        else rate(row["difference"] / before if before else math.nan)
    )
    return [
        _name(row),
        amount(before, unit),
        amount(row["value"], unit),
        tag("span", amount(row["difference"], unit, signed=True), class_=_mood(row)),
        interval(row["low"], row["high"], unit, signed=not math.isnan(before)),
        change,
    ]


def _name(row: dict[Any, Any]) -> str:
    kpi = str(row["kpi"])
    return NAMES.get(kpi, kpi.replace("_", " "))


def _mood(row: dict[Any, Any]) -> str | None:
    """gain or loss, where the interval leaves no doubt and one direction is better."""
    if math.isnan(row["difference"]) or not (row["low"] > 0 or row["high"] < 0) or row["better"] not in GAIN:
        return None
    return "gain" if GAIN[row["better"]] * row["difference"] > 0 else "loss"
