"""Who is better off by a campaign: profits and surplus beside the sales that are usually shown."""

from typing import TYPE_CHECKING

import pandas as pd

from sim.results.compare import paired
from sim.results.interval import interval
from sim.results.metrics import Metric, Sum

if TYPE_CHECKING:
    from sim.results.results import Results

SURPLUS = Sum(("surplus",), ("surplus",), "cents")
"""What the goods that consumers bought and kept are worth to them, less all cash that they paid; by date or persona."""
IN_KIND = ("gift", "prize")
"""Purposes of payments for what consumers get without paying; worth to them what it costs (assumption)."""
SHOPS, CONSUMERS, TOTAL = "all shops", "consumers", "total"
MEASURES = {
    "platform": "profit",
    "brand": "profit",
    "carrier": "income",
    "medium": "income",
    "supplier": "income",
}
"""What is known of each party: of an income the costs are not."""


def welfare(treated: "Results", baseline: "Results", level: float = 0.95) -> pd.DataFrame:
    """What the treatment changed for everybody, in cents, paired by seed.

    Rows: each shop, all shops, platform, brand, carrier, medium, supplier, consumers, and the total of shops, platform,
    brand and consumers. Columns: measure (profit, income, surplus, or sum), gmv, gmv_low, gmv_high (sales before returns in
    which the party has a part), gain, gain_low, gain_high (of the measure); means and t intervals over the seeds.
    Consumers' surplus and with it the total are nan unless both runs kept it (`results.surplus=true`). Cash counts for both
    sides of a payment, so what only moves from one of the parties in the total to another leaves the total as it is.
    """
    gmv, gain = _gmv(treated, baseline), _gains(treated, baseline)
    rows = [str(name) for name in gain.columns]
    table = pd.DataFrame({"measure": [_measure(name) for name in rows]}, pd.Index(rows, name="who"))
    for name, differences in (("gmv", gmv), ("gain", gain)):
        spread = interval(differences, level).reindex(rows)
        table[[name, f"{name}_low", f"{name}_high"]] = spread[["mean", "low", "high"]]
    return table


def income(results: "Results") -> pd.DataFrame:
    """(seeds, parties but shops and consumers) cents received less cents paid, whatever the purpose."""
    ledger = results.ledger[["seed", "payer", "payee", "cents"]]
    flows = [
        sign * ledger.groupby(["seed", side], observed=True)["cents"].sum().unstack(fill_value=0)
        for sign, side in ((1, "payee"), (-1, "payer"))
    ]
    net = flows[0].add(flows[1], fill_value=0)
    net.columns = net.columns.astype(str)
    return net.reindex(index=results.seeds, columns=list(MEASURES), fill_value=0)


def _gmv(treated: "Results", baseline: "Results") -> pd.DataFrame:
    shops = _difference(treated, baseline, "gmv")
    whole = shops.sum(axis=1)
    return shops.assign(**{SHOPS: whole, "platform": whole, CONSUMERS: whole, TOTAL: whole})


def _gains(treated: "Results", baseline: "Results") -> pd.DataFrame:
    shops = _difference(treated, baseline, "profit")
    others = income(treated) - income(baseline)
    gains = shops.assign(**{SHOPS: shops.sum(axis=1)}).join(others)
    gains[CONSUMERS] = float("nan")
    if "surplus" in treated and "surplus" in baseline:
        gains[CONSUMERS] = _surplus(treated) - _surplus(baseline)
    return gains.assign(**{TOTAL: gains[[SHOPS, "platform", "brand", CONSUMERS]].sum(axis=1, skipna=False)})


def _surplus(results: "Results") -> pd.Series:
    """(seeds,) cents that consumers gained, gifts and prizes included."""
    ledger = results.ledger[["seed", "payee", "purpose", "cents"]]
    bought = ledger["purpose"].isin(IN_KIND) & (ledger["payee"] == "supplier")
    given = ledger[bought].groupby("seed")["cents"].sum()
    gained: pd.Series = SURPLUS(results) + given.reindex(results.seeds, fill_value=0)
    return gained


def _difference(
    treated: "Results", baseline: "Results", what: str | Metric, by: str | None = "shop"
) -> pd.DataFrame:
    with_, without = paired(treated, baseline, what, by)
    return with_ - without


def _measure(who: str) -> str:
    return {CONSUMERS: "surplus", TOTAL: "sum"}.get(who, MEASURES.get(who, "profit"))
