"""Buyers in an ordinary year: who buys most, who comes back."""

import numpy as np
import pandas as pd

from sim.run.facts.runs import Runs, within

YEAR = (0, 51)  # weeks
COHORT = (0, 3)  # weeks in which new customers are gathered, each then followed for a year


def heavy_share(runs: Runs) -> pd.Series:
    """Share of a brand's units that its best fifth of buyers bought in a year, mean over brands."""
    bought = within(runs["baseline"].orders, runs.weeks(*YEAR))
    units = bought.groupby(["seed", "shop", "category", "consumer"], observed=True)["units"].sum()
    units = units[units > 0]
    return units.groupby(level=[0, 1, 2], observed=True).agg(_best_fifth).groupby("seed").mean()


def comes_back(runs: Runs) -> pd.Series:
    """Share of a shop's new customers who buy there again within a year, mean over shops."""
    return _next_order(runs, 1, 365)


def comes_back_after_second(runs: Runs) -> pd.Series:
    """Share who place a third order within half a year of the second, as a multiple of the same after the first."""
    return _next_order(runs, 2, 180) / _next_order(runs, 1, 180)


def _best_fifth(units: pd.Series) -> float:
    ordered = np.sort(units.to_numpy())[::-1]
    whole, rest = divmod(len(ordered) * 0.2, 1)
    top = ordered[: int(whole)].sum() + rest * ordered[min(int(whole), len(ordered) - 1)]
    return float(top / ordered.sum())


def _next_order(runs: Runs, number: int, days: int) -> pd.Series:
    """Of new customers with this order at the shop, share with the next one within so many days of it; mean over shops.

    The second order counts when it came within as many days of the first.
    """
    keys, limit = ["seed", "shop", "consumer"], pd.Timedelta(days=days)
    bought = runs["baseline"].orders
    visits = bought.loc[bought["units"] > 0, [*keys, "date"]].drop_duplicates().sort_values([*keys, "date"])
    order = visits.groupby(keys, observed=True).cumcount() + 1
    dates = visits.assign(order=order)[order <= number + 1].pivot(index=keys, columns="order", values="date")
    start, end = runs.weeks(*COHORT)
    asked = (dates[1] >= start) & (dates[1] < end)
    for earlier in range(1, number):
        asked &= dates[earlier + 1] - dates[earlier] <= limit
    again = (dates[number + 1] - dates[number] <= limit)[asked]
    return again.groupby(["seed", "shop"], observed=True).mean().groupby("seed").mean()
