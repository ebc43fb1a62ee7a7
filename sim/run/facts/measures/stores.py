"""Carts, thresholds, coupons and returns."""

import pandas as pd

from sim.results import Results
from sim.run.facts.runs import Days, Runs, within

THRESHOLD, SIDE = 300_00, 30_00  # cents: of the reduction, and how far above and below baskets are counted


def cart_abandonment(runs: Runs) -> pd.Series:
    """Share of the lines put into a cart that were not bought, in an ordinary year."""
    funnel = within(runs["baseline"].funnel, runs.weeks(0, 51)).groupby("seed")[["carts", "orders"]].sum()
    return 1 - funnel["orders"] / funnel["carts"]


def bunching(runs: Runs) -> pd.Series:
    """Baskets just above the threshold over those just below it."""
    return _above_to_below(runs["threshold"], runs.weeks(0, 1))


def bunching_without_offer(runs: Runs) -> pd.Series:
    """The same in the twin without the offer."""
    return _above_to_below(runs["baseline"], runs.weeks(0, 1))


def redeemed(runs: Runs) -> pd.Series:
    """Coupons used as a share of those that were claimed."""
    used = runs["coupon"].redemptions
    uses = used[used["promotion"] == "it"].groupby("seed")["uses"].sum()
    return uses / runs["coupon"].table("touches").groupby("seed").size()


def apparel_returns(runs: Runs) -> pd.Series:
    """Share of the units of apparel sold on platforms and sites that came back."""
    return _returned(runs, ["marketplace", "app", "own_site", "live"])


def apparel_returns_in_stores(runs: Runs) -> pd.Series:
    """The same in stores."""
    return _returned(runs, ["store"])


def apparel_returns_live_to_shelf(runs: Runs) -> pd.Series:
    """The share of live rooms as a multiple of that of the marketplace."""
    return _returned(runs, ["live"]) / _returned(runs, ["marketplace"])


def _returned(runs: Runs, channels: list[str]) -> pd.Series:
    sales = within(runs["baseline"].sales, runs.weeks(0, 51))
    ours = sales[(sales["category"] == "apparel_shoes") & sales["channel"].isin(channels)]
    units = ours.groupby("seed")[["returns", "units"]].sum()
    return units["returns"] / units["units"]


def _above_to_below(results: Results, days: Days) -> pd.Series:
    """Of what consumers took to the till at once, at list prices."""
    bought = within(results.orders, days)
    basket = bought[bought["units"] > 0].groupby(["seed", "consumer", "date"])["list_value"].sum()
    above = basket.between(THRESHOLD, THRESHOLD + SIDE, inclusive="left")
    below = basket.between(THRESHOLD - SIDE, THRESHOLD, inclusive="left")
    return above.groupby("seed").sum().astype(float) / below.groupby("seed").sum()
