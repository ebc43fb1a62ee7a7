"""What an analyst reads from the tables, as figures for rows of evidence."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from sim.plots import timeline
from sim.results import Results
from sim.results.evaluation import (
    BASES,
    bought_after,
    chances,
    credited,
    explained,
    segments,
    transitions,
)
from sim.results.evaluation.retention import PERSON
from sim.results.evaluation.sequence import END
from sim.results.metrics import METRICS
from sim.results.series import daily

AHEAD = 14  # days that an analyst looks ahead
PICKED = 0.2  # share of the customers that the analyst picks


def _shares(part: Results, response: str) -> pd.DataFrame:
    """Rows seed, columns ground: share of the variance of units or cents saved that it explains, over all consumers."""
    orders = part.orders
    lines = orders[PERSON].assign(units=orders["units"], saved=orders["list_value"] - orders["paid_value"])
    people = part.consumers.merge(lines.groupby(PERSON, as_index=False).sum(), on=PERSON, how="left")
    people = people.fillna({response: 0})
    found = {
        seed: {basis: explained(segments(some, basis), some[response]) for basis in GROUNDS}
        for seed, some in people.groupby("seed")
    }
    return pd.DataFrame(found).T


def _leads(basis: str, response: str) -> Callable[[Results], pd.Series]:
    """By how much a ground explains more than the best of the other grounds."""

    def figure(part: Results) -> pd.Series:
        shares = _shares(part, response)
        return shares[basis] - shares.drop(columns=basis).max(axis=1)

    return figure


GROUNDS = tuple(name for name in BASES if name != "behavioural")
"""Grounds that are known before anybody buys; frequency explains purchases by itself."""


def _dropped_off(part: Results) -> pd.Series:
    """Share of purchases after which the customer did not come back."""
    orders = part.orders
    return pd.Series({seed: _lost(some) for seed, some in orders.groupby("seed")}, dtype=float)


def _lost(orders: pd.DataFrame) -> float:
    counts = transitions(orders)
    return float(counts[END].sum() / counts.to_numpy().sum())


def _stays(part: Results) -> pd.Series:
    """Chance that a purchase is followed by one at the same shop, mean over shops."""
    return pd.Series(
        {seed: _kept(some) for seed, some in part.orders.groupby("seed")},
        dtype=float,
    )


def _kept(orders: pd.DataFrame) -> float:
    table = chances(transitions(orders))
    return float(np.mean([table.loc[shop, shop] for shop in table.index if shop in table.columns]))


def _picked_return(part: Results) -> pd.Series:
    """Of the customers with the highest r + f two weeks before the end, share who buy again by then, less that of all."""
    found = {}
    for seed, orders in part.orders.groupby("seed"):
        evening = orders["date"].max() - pd.Timedelta(days=AHEAD)
        people = bought_after(orders, evening.date(), AHEAD)
        best = (people["r"] + people["f"]).nlargest(round(PICKED * len(people))).index
        found[seed] = people.loc[best, "again"].mean() - people["again"].mean()
    return pd.Series(found, dtype=float)


def _plotted_gap(part: Results) -> pd.Series:
    """Cents by which the line of daily sales in the picture differs from the metric, added up over days."""
    found = {}
    for seed in part.seeds:
        one = Results({"sales": part.of_seed("sales", seed)})
        axes = timeline(daily({"run": one}, "gmv"), "gmv")
        drawn = axes.lines[0].get_ydata()
        found[seed] = float(np.abs(np.asarray(drawn, float) - METRICS["gmv"](one, "date").to_numpy()).sum())
    return pd.Series(found, dtype=float)


def _baskets(part: Results, low: float, high: float, *keys: str) -> pd.Series:
    """Number of baskets worth `low` to less than `high` yuan at list prices; keys: what parts a consumer's day into baskets."""
    bought = part.orders[part.orders["units"] > 0]
    value = bought.groupby(["seed", "date", "consumer", *keys], observed=True)["list_value"].sum() / 100
    return ((value >= low) & (value < high)).groupby(level="seed").sum()


def _reduced_basket(part: Results) -> pd.Series:
    """Mean worth, in cents at list prices, of the baskets that cost less than that."""
    bought = part.orders[part.orders["units"] > 0]
    basket = bought.groupby(["seed", "date", "consumer"])[["list_value", "paid_value"]].sum()
    reduced = basket[basket["paid_value"] < basket["list_value"]]
    return reduced["list_value"].groupby(level="seed").mean()


ANALYSES: dict[str, Callable[[Results], pd.Series]] = {
    "age_leads": _leads("demographic", "units"),
    "region_leads": _leads("geographic", "saved"),
    "deals_lead": _leads("psychographic", "saved"),
    "dropped_off": _dropped_off,
    "stays": _stays,
    "picked_return": _picked_return,
    "plotted_gap": _plotted_gap,
    "shop_baskets": lambda part: _baskets(part, 0, np.inf, "shop"),
    "shop_baskets_below_100": lambda part: _baskets(part, 0, 100, "shop"),
    "shop_baskets_from_199": lambda part: _baskets(part, 199, 240, "shop"),
    "reduced_basket": _reduced_basket,
    "baskets_from_400": lambda part: _baskets(part, 400, 480),
}


def overcredit(treated: Results, baseline: Results, medium: str = "search") -> pd.Series:
    """New customers credited to a medium in the whole run, less those who are missing in the twin without it."""
    orders = treated.orders
    days = orders["date"].min(), orders["date"].max() + pd.Timedelta(days=1)
    given = credited(treated.table("media"), orders, days)
    credit = given[given["medium"] == medium].groupby("seed")["new"].sum()
    return credit - (_customers(treated) - _customers(baseline))


def _customers(results: Results) -> pd.Series:
    """Pairs of shop and customer."""
    bought = results.orders[results.orders["units"] > 0]
    return bought.drop_duplicates(["seed", "shop", "consumer"]).groupby("seed").size()
