"""New customers, where they came from and what they cost (EVAL-09), and who took part (EVAL-03)."""

import pandas as pd

from sim.results.cells import Day, window_of
from sim.results.evaluation.retention import PERSON


def new_customers(orders: pd.DataFrame, window: tuple[Day, Day], by: str = "channel") -> pd.DataFrame:
    """The window's buyers of each shop, new ones by where they first bought.

    New: the first purchase at the shop in the run lies in the window, so begin the window some weeks into the run. Columns shop,
    `by` (of the first line), new, share (of the shop's buyers in the window); means over seeds.
    """
    start, end = window_of(window)
    bought = orders[orders["units"] > 0].sort_values("date", kind="stable")
    person = ["seed", "shop", "consumer"]
    first = bought.drop_duplicates(person)
    new = first[(first["date"] >= start) & (first["date"] < end)]
    inside = bought[(bought["date"] >= start) & (bought["date"] < end)].drop_duplicates(person)
    seeds = orders["seed"].nunique()
    buyers = inside.groupby("shop", observed=True).size() / seeds
    counts = (new.groupby(["shop", by], observed=True).size() / seeds).rename("new").reset_index()
    return counts.assign(share=counts["new"] / counts["shop"].map(buyers).astype("float64"))


def acquisition_cost(new: pd.DataFrame, cost: pd.Series) -> pd.Series:
    """Cents per new customer of each shop: cost (by shop, cents) over `new_customers`; nan where nobody is new."""
    people = new.groupby("shop", observed=True)["new"].sum()
    people.index = people.index.astype(str)
    return (cost / people.reindex(cost.index).where(lambda count: count > 0)).rename("cost_per_new_customer")


def participation(orders: pd.DataFrame, window: tuple[Day, Day]) -> pd.DataFrame:
    """How many of the window's buyers paid less than the list price, by shop.

    Columns buyers, participants, rate (participants / buyers), repeated (share of participants who did so on several days);
    means of sums over seeds.
    """
    start, end = window_of(window)
    inside = orders[(orders["date"] >= start) & (orders["date"] < end) & (orders["units"] > 0)]
    reduced = inside[inside["paid_value"] < inside["list_value"]]
    person, seeds = ["shop", *PERSON], orders["seed"].nunique()
    buyers = inside.drop_duplicates(person).groupby("shop", observed=True).size()
    days = reduced.groupby(person, observed=True)["date"].nunique()
    taking_part = days.groupby(level="shop", observed=True)
    participants = taking_part.size().reindex(buyers.index, fill_value=0)
    table = {
        "buyers": buyers / seeds,
        "participants": participants / seeds,
        "rate": participants / buyers,
        "repeated": (days > 1).groupby(level="shop", observed=True).mean().reindex(buyers.index),
    }
    return pd.DataFrame(table)
