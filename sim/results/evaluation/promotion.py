"""Profit and loss of a promotion: by effect, and by who pays (EVAL-13)."""

from dataclasses import dataclass

import pandas as pd

PAYERS = ("shop", "platform", "brand")
EXTRAS = ("gift", "free_shipping", "cash_back")


@dataclass(frozen=True)
class PromotionEffect:
    """Change of profit that a price cut brings, in the money unit of the price.

    gross: on the product itself; cannibalised, borrowed: lost elsewhere and later (negative); halo: gained elsewhere;
    net: their sum; break_even: units that the cut product must sell to earn what it earned at the full price.
    """

    gross: float
    cannibalised: float
    borrowed: float
    halo: float
    net: float
    break_even: float


def promotion_effect(
    base_units: float,
    price: float,
    cost: float,
    depth: float,
    multiple: float,
    cannibalised: float = 0.0,
    borrowed: float = 0.0,
    halo: float = 0.0,
) -> PromotionEffect:
    """A cut of `depth` (share of the price) that multiplies sales by `multiple`.

    cannibalised: share of the extra units that own other products lose; borrowed: share bought ahead of time; both cost the full
    margin. halo: profit on other products, money. break_even is inf for a cut below cost.
    """
    margin, cut_margin = price - cost, price * (1 - depth) - cost
    extra = base_units * (multiple - 1)
    gross = base_units * multiple * cut_margin - base_units * margin
    lost, later = -cannibalised * extra * margin, -borrowed * extra * margin
    needed = base_units * margin / cut_margin if cut_margin > 0 else float("inf")
    return PromotionEffect(gross, lost, later, halo, gross + lost + later + halo, needed)


def reductions_by_payer(sales: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Who bears the difference between list value and what was paid, before returns.

    Rows shop; columns shop, platform, brand (cents, mean over seeds) and total = list value - paid value, their sum. The platform
    advances a brand's part, so its own is what it gave less what brands paid it.
    """
    seeds = sales["seed"].nunique()
    sums = sales.groupby("shop", observed=True)[
        ["discount_shop", "discount_platform", "list_value", "paid_value"]
    ].sum()
    from_brand = (ledger["payer"] == "brand") & (ledger["purpose"] == "subsidy")
    brand = ledger[from_brand].groupby("shop", observed=True)["cents"].sum().reindex(sums.index, fill_value=0)
    table = pd.DataFrame(
        {
            "shop": sums["discount_shop"],
            "platform": sums["discount_platform"] - brand,
            "brand": brand,
            "total": sums["list_value"] - sums["paid_value"],
        }
    )
    return table / seeds


def extras_by_payer(ledger: pd.DataFrame) -> pd.DataFrame:
    """What was given beside reductions of the price: rows shop, columns (purpose, payer), cents, mean over seeds.

    Purposes gift (at cost), free_shipping (waived at others' expense) and cash_back. The platform advances a brand's part, so its
    own is what it gave less what brands paid it.
    """
    given = ledger[ledger["purpose"].isin(EXTRAS) & ledger["payer"].isin(PAYERS) & (ledger["shop"] != "")]
    given = given.astype({"purpose": "str", "payer": "str", "payee": "str", "shop": "str"})
    advanced = given[given["payee"] == "platform"].assign(payer="platform", cents=lambda rows: -rows["cents"])
    table = pd.concat([given, advanced]).pivot_table(
        index="shop", columns=["purpose", "payer"], values="cents", aggfunc="sum", fill_value=0
    )
    return table / ledger["seed"].nunique()
