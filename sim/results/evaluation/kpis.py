"""The figures that a manager judges a market by: what each measures, and which way is better."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.results.evaluation.buying import BUYING
from sim.results.evaluation.opinions import OPINIONS
from sim.results.metrics import METRICS, Metric

if TYPE_CHECKING:
    from sim.results.results import Results

Better = Literal["up", "down", ""]


@dataclass(frozen=True)
class Kpi:
    """One figure. better: which way a shop wants it to move ("" neither); table: what it is read from.

    split: shop and market, or only one of them.
    """

    measure: Metric
    better: Better
    table: str = "sales"
    split: Literal["both", "shop", "market"] = "both"


def _metric(
    name: str, better: Better, table: str = "sales", split: Literal["both", "shop", "market"] = "both"
) -> Kpi:
    return Kpi(METRICS[name], better, table, split)


KPIS: dict[str, Kpi] = {
    "revenue": _metric("revenue", "up"),
    "gmv": _metric("gmv", "up"),
    "orders": _metric("orders", "up"),
    "units": _metric("units", "up"),
    "baskets": _metric("baskets", "up", "shops"),
    "profit": _metric("profit", "up", "ledger"),
    "margin": _metric("margin", "up", "ledger"),
    "share": _metric("share", "up", split="shop"),
    "hhi": _metric("hhi", "", split="market"),
    "aov": _metric("aov", "up"),
    "order_value": _metric("order_value", "up", "shops"),
    "units_per_order": _metric("units_per_order", "up"),
    "price_paid": _metric("price_paid", ""),
    "depth": _metric("depth", ""),
    "discount_shop": _metric("discount_shop", "down"),
    "subsidy": _metric("subsidy", ""),
    "media": _metric("media", "down", "ledger"),
    "cost_per_order": _metric("cost_per_order", "down", "ledger"),
    "impressions": _metric("impressions", "up", "shops"),
    "clicks": _metric("clicks", "up", "clicks"),
    "click_rate": _metric("click_rate", "up", "clicks"),
    "cost_per_click": _metric("cost_per_click", "down", "clicks"),
    "click_orders": _metric("click_orders", "up", "clicks"),
    "visits": _metric("visits", "up", "funnel", "market"),
    "views": _metric("views", "up"),
    "checkout_rate": _metric("checkout_rate", "up", "funnel", "market"),
    "view_conversion": _metric("view_conversion", "up"),
    "cart_abandonment": _metric("cart_abandonment", "down", "funnel", "market"),
    "till_abandonment": _metric("till_abandonment", "down"),
    "return_rate": _metric("return_rate", "down"),
    "stockout_rate": _metric("stockout_rate", "down"),
    "rating": _metric("rating", "up", "shops"),
    **{name: Kpi(measure, "up", "opinions") for name, measure in OPINIONS.items()},
    **{name: Kpi(measure, "up", "orders") for name, measure in BUYING.items()},
}
"""Name → figure; docs/metrics.md defines each one."""


def held(results: "Results") -> dict[str, Kpi]:
    """The figures whose tables the run kept."""
    return {name: kpi for name, kpi in KPIS.items() if kpi.table in results}
