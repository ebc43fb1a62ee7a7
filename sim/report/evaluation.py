"""The figures that a campaign is judged by, for the whole market: with, without, and the difference."""

from sim.report.effect import effect_on
from sim.report.html import Markup
from sim.report.numbers import LEVEL, amount, rate
from sim.report.tables import table
from sim.results import Results, metric

NAMES = {
    "gmv": "GMV, before returns",
    "revenue": "revenue, after returns",
    "profit": "profit of all shops",
    "margin": "profit margin",
    "units": "units sold",
    "orders": "order lines",
    "visits": "visits",
    "conversion": "order lines per visit",
    "checkout_rate": "visits that reach the checkout",
    "basket_value": "value of a checkout",
    "price_paid": "price paid per unit",
    "depth": "depth of all discounts",
    "discount_shop": "discounts borne by shops",
    "subsidy": "discounts borne by the platform",
    "media": "media spend",
    "commission": "commission",
    "return_rate": "units returned",
    "stockout_rate": "demand refused for want of stock",
    "hhi": "concentration (HHI)",
}


def evaluation(treated: Results, baseline: Results | None) -> Markup:
    """One row per figure; docs/metrics.md defines each."""
    if baseline is None:
        rows = [
            (NAMES[name], amount(float(metric(name)(treated).mean()), metric(name).unit)) for name in NAMES
        ]
        return table(["figure", "mean over seeds"], rows, "Figures of the whole market")
    return table(
        ["figure", "baseline", "treated", "difference", LEVEL, "change"],
        [_row(name, treated, baseline) for name in NAMES],
        "Figures of the whole market, with and without",
    )


def _row(name: str, treated: Results, baseline: Results) -> list[str]:
    effect = effect_on(name, treated, baseline)
    return [
        NAMES[name],
        amount(effect.baseline, effect.unit),
        amount(effect.treated, effect.unit),
        amount(effect.incremental, effect.unit, signed=True),
        effect.interval,
        "" if effect.unit == "share" else rate(effect.lift),
    ]
