"""What must agree to the cent or to the head, as figures for rows of evidence: the largest gap by day that a run shows."""

from collections.abc import Callable

import pandas as pd

from sim.results import Results
from sim.results.metrics import METRICS

DAYS = ["seed", "date"]
EARNED = ("sale", "refund")
COSTS = (
    *("goods", "commission", "delivery", "media", "fixed", "return_shipping", "gift", "free_shipping", "cash_back"),
    *("claw_back", "deposit", "install", "research", "service", "preparation", "activity", "prize", "settlement"),
    *("partner", "subsidy_return"),
)  # fmt: skip
"""Purposes in the ledger that are neither revenue nor shipping nor subsidy."""


def _stages(part: Results) -> pd.Series:
    """Consumers that the stages of a day lack or have too many."""
    held = part.stages.groupby(DAYS)["consumers"].sum()
    people = part.consumers.groupby("seed").size()
    return _largest(held - people.reindex(held.index, level="seed"))


def _sales(part: Results) -> pd.Series:
    """Cents by which a shop's sales by product differ from what consumers paid it on that day."""
    return _largest(_apart(METRICS["gmv"](part, ["date", "shop"]), _paid(part, "sale", "consumer")))


def _deductions(part: Results) -> pd.Series:
    """Cents by which all deductions of a shop and day differ from what it gave and what the platform paid it for them."""
    sold = part.sales.groupby([*DAYS, "shop"], observed=True)[["list_value", "discount_shop"]].sum()
    deducted = _apart(sold["list_value"], _paid(part, "sale", "consumer"))
    shares = sold["discount_shop"].add(_paid(part, "subsidy", "platform"), fill_value=0)
    return _largest(_apart(deducted, shares))


def _redeemed(part: Results) -> pd.Series:
    """Cents by which what was redeemed differs from what was deducted, by day and payer."""
    days = part.sales.groupby(DAYS)
    given = {payer: days[f"discount_{payer}"].sum() for payer in ("shop", "platform")}
    used = part.redemptions.groupby(["payer", *DAYS], observed=True)["cents"].sum()
    return _largest(_apart(pd.concat(given, names=["payer"]), used))


def _profit(part: Results) -> pd.Series:
    """Cents by which a shop's profit differs from revenue, shipping and subsidies of its sales less costs in the ledger."""
    sold = part.sales.groupby([*DAYS, "shop"], observed=True)
    sums = sold[["paid_value", "refunds", "shipping", "discount_platform"]].sum()
    earned = sums["paid_value"] - sums["refunds"] + sums["shipping"] + sums["discount_platform"]
    costs = _net(part, COSTS)
    return _largest(_apart(METRICS["profit"](part, ["date", "shop"]), earned.add(costs, fill_value=0)))


def _shares(part: Results) -> pd.Series:
    """Cents by which a shop's market share, times all revenue, differs from what the ledger says that it earned."""
    earned = _net(part, EARNED).groupby(["seed", "shop"], observed=True).sum()
    whole = METRICS["revenue"](part).reindex(earned.index, level="seed")
    return _largest(_apart(METRICS["share"](part, "shop") * whole, earned).round())


def _paid(part: Results, purpose: str, payer: str) -> pd.Series:
    """Cents that somebody paid for a purpose, by seed, day and shop."""
    ledger = part.ledger
    return _by_shop(ledger[(ledger["purpose"] == purpose) & (ledger["payer"] == payer)])


def _net(part: Results, purposes: tuple[str, ...]) -> pd.Series:
    """Cents that shops received less those that they paid, by seed, day and shop."""
    ledger = part.ledger[part.ledger["purpose"].isin(purposes)]
    received, spent = ledger[ledger["payee"] == "shop"], ledger[ledger["payer"] == "shop"]
    return _apart(_by_shop(received), _by_shop(spent))


def _by_shop(ledger: pd.DataFrame) -> pd.Series:
    return ledger.groupby([*DAYS, "shop"], observed=True)["cents"].sum()


def _apart(one: pd.Series, other: pd.Series) -> pd.Series:
    """Their difference; where one of them has nothing, it counts as zero."""
    return one.sub(other, fill_value=0)


def _largest(gap: pd.Series) -> pd.Series:
    return gap.abs().groupby(level="seed").max()


AGREEMENTS: dict[str, Callable[[Results], pd.Series]] = {
    "stages_gap": _stages,
    "sales_gap": _sales,
    "deductions_gap": _deductions,
    "redeemed_gap": _redeemed,
    "profit_gap": _profit,
    "shares_gap": _shares,
}
