"""What the command line prints: one row per shop."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from sim.results.compare import compare, paired
from sim.results.interval import interval

if TYPE_CHECKING:
    from sim.results.results import Results

MARKET = "market"
_MEANS = ("revenue", "units", "orders", "share", "profit")
_COUNTS = ("units", "orders")
_SHARES = ("share", "lift", "share_treated")
_FACTORS = ("variance_reduction",)


def summary(results: "Results") -> pd.DataFrame:
    """Means over seeds per shop (rows, by name).

    Columns: revenue, revenue_se, profit, profit_se (cents), units, orders, share (of revenue, 0..1).
    """
    columns: dict[str, pd.Series] = {}
    for name in _MEANS:
        spread = interval(paired(results, results, name, "shop")[0])
        columns[name] = spread["mean"]
        if name in ("revenue", "profit"):
            columns[f"{name}_se"] = spread["se"]
    return pd.DataFrame(columns).fillna(dict.fromkeys(_MEANS, 0.0))


def summary_contrast(treated: "Results", baseline: "Results", level: float = 0.95) -> pd.DataFrame:
    """Who won and who lost: one row per shop, the largest winner first, and a last row for the market.

    Columns in cents: baseline, treated, incremental, low, high (revenue), profit, profit_low, profit_high (incremental
    profit with its interval); lift is a share of the baseline; variance_reduction is that of the revenue by pairing.
    """
    shops = _contrast(treated, baseline, "shop", level).sort_values(
        "incremental", ascending=False, kind="stable"
    )
    return pd.concat([shops, _contrast(treated, baseline, None, level).rename(index={"total": MARKET})])


def as_text(table: pd.DataFrame) -> str:
    """A summary for the terminal: money in whole yuan, shares in per cent."""
    shown = {str(name): table[name].map(_format(str(name))) for name in table.columns}
    return pd.DataFrame(shown).to_string()


def _contrast(treated: "Results", baseline: "Results", by: str | None, level: float) -> pd.DataFrame:
    revenue = compare(treated, baseline, "revenue", by, level)
    profit = compare(treated, baseline, "profit", by, level)
    table = revenue[["baseline", "treated", "incremental", "low", "high", "lift"]]
    return table.join(
        profit[["incremental", "low", "high"]].set_axis(["profit", "profit_low", "profit_high"], axis=1)
    ).join(revenue["variance_reduction"])


def _format(column: str) -> Callable[[float], str]:
    if column in _SHARES:
        return lambda value: "" if pd.isna(value) else f"{value:z.1%}"
    if column in _COUNTS:
        return lambda value: f"{value:,.0f}"
    if column in _FACTORS:
        return lambda value: "" if pd.isna(value) else f"{value:.1f}"
    return lambda value: "" if pd.isna(value) else f"¥{value / 100:z,.0f}".replace("¥-", "-¥")
