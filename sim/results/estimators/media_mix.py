"""Media mix: a shop's daily sales regressed on what it spent on media."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.results.cells import Day, window_of
from sim.results.estimators.estimate import Estimate, least_squares
from sim.results.estimators.panel import outcomes

if TYPE_CHECKING:
    from sim.results.results import Results

WEEK = 7


def media_mix(
    results: "Results",
    seed: int,
    shop: str,
    window: tuple[Day, Day],
    keep: float = 0.5,
    what: str = "paid_value",
) -> Estimate:
    """What all media together brought a shop inside the window, as a media-mix regression says.

    Daily sales on a constant, weekdays, and for each medium its adstock (spend plus `keep` of yesterday's adstock), over the
    whole run, errors robust against autocorrelation over a week. Media that were always bought in the same
    proportion cannot be told apart, but their sum can. Wrong in two directions: a shop that spends a share of its sales makes
    sales explain spend, and awareness that lasts longer than the adstock is not seen.
    """
    start, end = window_of(window)
    by_shop = outcomes(results, seed, "shop", what)
    if shop not in by_shop.index:
        raise ValueError(f"shop {shop} does not exist; known: {', '.join(by_shop.index)}")
    sales = by_shop.loc[shop]
    media = results.table("media")
    spend = media[(media["seed"] == seed) & (media["shop"] == shop)].pivot_table(
        index="date", columns="medium", values="cents", aggfunc="sum", observed=True, fill_value=0
    )
    stock = spend.reindex(sales.index, fill_value=0).to_numpy(dtype="float64", copy=True)
    if not stock.any():
        raise ValueError(f"{shop} bought no media in seed {seed}; there is nothing to explain")
    for day in range(1, len(stock)):
        stock[day] += keep * stock[day - 1]
    weekday = np.eye(WEEK)[pd.DatetimeIndex(sales.index).day_of_week][:, 1:]
    fit = least_squares(
        sales.to_numpy(dtype="float64"),
        np.column_stack([weekday, stock]),
        cov_type="HAC",
        cov_kwds={"maxlags": WEEK},
    )
    inside = (sales.index >= start) & (sales.index < end)
    total = np.r_[np.zeros(WEEK), stock[inside].sum(axis=0)]
    return Estimate(
        float(total @ fit.params), float(np.sqrt(total @ fit.cov_params() @ total)), float(fit.df_resid)
    )
