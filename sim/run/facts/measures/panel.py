"""A year of ordinary days as a household panel: who bought which brand how often."""

from collections.abc import Callable
from functools import lru_cache

import pandas as pd

from sim.results import Results
from sim.run.facts.runs import Days, Runs, within

YEAR = (0, 51)  # weeks


def median_over_categories(runs: Runs, figure: Callable[[pd.DataFrame, int], float]) -> pd.Series:
    """By seed. figure: of the purchases of a category, one row each with brand, consumer and day, and the number of people."""
    results, days = runs["baseline"], runs.weeks(*YEAR)
    people = int(results.config["population"]["size"])
    figures = {cell: figure(bought, people) for cell, bought in _purchases(results, days).items()}
    return pd.Series(figures).groupby(level=0).median()


def counts(bought: pd.DataFrame) -> pd.DataFrame:
    """(buyers of the category, brands) purchases of each."""
    return bought.groupby(["consumer", "brand"]).size().unstack("brand", fill_value=0)


@lru_cache(maxsize=1)
def _purchases(results: Results, days: Days) -> dict[tuple[int, str], pd.DataFrame]:
    """By seed and category; what is bought of a brand on one day is one purchase. A shop's offers in a category are a brand."""
    orders = within(results.orders, days)
    kept = orders.loc[orders["units"] > 0, ["seed", "category", "shop", "consumer", "date"]]
    kept = kept.astype({"category": str, "shop": str}).drop_duplicates().sort_values("date", kind="stable")
    kept = kept.assign(brand=kept["shop"], day=(kept["date"] - days[0]).dt.days)
    return {
        (int(seed), category): kept[(kept["seed"] == seed) & (kept["category"] == category)]
        for seed in results.seeds
        for category in sorted(kept["category"].unique())
    }
