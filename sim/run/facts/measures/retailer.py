"""What a shop has of putting one product on deal (Ailawadi et al. 2007): each deal alone, against the twin."""

from collections.abc import Callable

import pandas as pd

from sim.results import Results
from sim.run.facts.runs import Days, Runs, sold, within

Amount = Callable[[Results, str, str], pd.Series]
"""(results, shop, category) → an amount of that shop by seed; the category is the one with the deal."""


def incremental_to_shop(runs: Runs) -> pd.Series:
    """Units that the shop sold more in the week and six weeks after, per unit of gross lift."""
    days = runs.weeks(0, 6)
    return _per_gross(runs, lambda results, shop, category: _units(results, days, shop))


def halo(runs: Runs) -> pd.Series:
    """Units of other categories that the shop sold more in the week, per unit of gross lift."""
    week = runs.weeks(0, 0)
    return _per_gross(
        runs,
        lambda results, shop, category: _units(results, week, shop) - _units(results, week, shop, category),
    )


def unprofitable_share(runs: Runs) -> pd.Series:
    """Share of the deals with which the shop has earned less after six weeks, all but media counted."""
    days = runs.weeks(0, 6)
    return (_more(runs, lambda results, shop, category: _margin(results, days, shop)) < 0).mean(axis=1)


def _per_gross(runs: Runs, amount: Amount) -> pd.Series:
    """An amount per unit that the product itself sold more in its week, all deals together."""
    products, week = dict(zip(runs.brands.shops, runs.brands.product, strict=True)), runs.weeks(0, 0)
    gross = _more(runs, lambda results, shop, category: sold(results, week, [products[category]]))
    return _more(runs, amount).sum(axis=1) / gross.sum(axis=1)


def _more(runs: Runs, amount: Amount) -> pd.DataFrame:
    """(seeds, deals) what each deal's arm has more than the twin."""
    return pd.DataFrame(
        {
            category: amount(runs[f"deal_{number}"], shop, category)
            - amount(runs["baseline"], shop, category)
            for number, (category, shop) in enumerate(runs.brands.shops.items(), 1)
        }
    )


def _units(results: Results, days: Days, shop: str, category: str | None = None) -> pd.Series:
    start = f"{shop}/{category}/" if category else f"{shop}/"
    names = results.sales["product"].unique()
    return sold(results, days, [name for name in names if str(name).startswith(start)])


def _margin(results: Results, days: Days, shop: str) -> pd.Series:
    """What the shop received less what it paid, cents."""
    ledger = within(results.ledger, days)
    mine = ledger[(ledger["shop"] == shop) & (ledger["purpose"] != "media")]
    received = mine["cents"].where(mine["payee"] == "shop", 0) - mine["cents"].where(
        mine["payer"] == "shop", 0
    )
    return received.groupby(mine["seed"]).sum()
