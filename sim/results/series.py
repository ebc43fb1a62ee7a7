"""Tables that pictures are drawn from: days, price paths, shares."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from sim.results.interval import interval
from sim.results.metrics import metric

if TYPE_CHECKING:
    from sim.results.results import Results


def daily(runs: Mapping[str, "Results"], what: str = "revenue", level: float = 0.95) -> pd.DataFrame:
    """A metric by day in each scenario, mean over seeds.

    Columns scenario, date, mean, low, high (unit of the metric; low and high nan with one seed).
    """
    parts = []
    for name, results in runs.items():
        spread = (
            interval(metric(what)(results, "date").unstack("date"), level).rename_axis("date").reset_index()
        )
        parts.append(spread.assign(scenario=name))
    return pd.concat(parts, ignore_index=True)[["scenario", "date", "mean", "low", "high"]]


def price_index(results: "Results") -> pd.DataFrame:
    """How dear each shop is against its own first day: columns shop, date, index (1 = its first list prices).

    Every product's deal price is divided by its first list price; mean over the shop's products and the seeds.
    """
    posts = results.posts[["seed", "date", "shop", "product", "list_price", "deal_price"]]
    first = posts.groupby(["seed", "shop", "product"], observed=True)["list_price"].transform("first")
    relative = posts.assign(index=posts["deal_price"] / first)
    return relative.groupby(["shop", "date"], observed=True)["index"].mean().reset_index()


def mix(results: "Results", of: str = "persona", within: str = "shop", what: str = "gmv") -> pd.DataFrame:
    """Who makes up each group: rows `within`, columns `of`, shares of the metric that sum to one (mean over seeds).

    `mix(results)` needs the orders table; `mix(results, within="channel", what="orders")` does not.
    """
    values = metric(what)(results, [within, of]).groupby(level=[within, of], observed=True).mean().unstack(of)
    values = values.fillna(0)
    return values.div(values.sum(axis=1), axis=0)


def stage_shares(results: "Results") -> pd.DataFrame:
    """Share of consumers in each stage: rows date, columns stage; mean over seeds."""
    counts = (
        results.stages.groupby(["date", "stage"], observed=True)["consumers"]
        .mean()
        .unstack("stage")
        .fillna(0)
    )
    return counts.div(counts.sum(axis=1), axis=0)


def books(results: "Results") -> pd.DataFrame:
    """Profit and loss of each shop: rows shop, columns purpose, cents received less cents paid; rows sum to the profit.

    Mean over seeds.
    """
    ledger = results.ledger[results.ledger["shop"] != ""]
    inward = (ledger["payee"] == "shop").astype("int64") - (ledger["payer"] == "shop").astype("int64")
    net = ledger.assign(net=inward * ledger["cents"]).pivot_table(
        index="shop", columns="purpose", values="net", aggfunc="sum", observed=True, fill_value=0
    )
    return net / len(results.seeds)
