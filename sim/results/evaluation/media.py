"""What each medium did, what it cost, and which new customers it is credited with (EVAL-26)."""

import pandas as pd

from sim.results.cells import Day, window_of

CELL = ["seed", "date", "shop"]
SUMS = ["cents", "impressions", "reach", "noticed"]


def credited(media: pd.DataFrame, orders: pd.DataFrame, window: tuple[Day, Day]) -> pd.DataFrame:
    """The media table inside the window with a column new: the customers that each row is credited with.

    New: the first purchase at the shop in the run, so begin the window some weeks into it. All who are new to a shop on a day
    are shared among its media in proportion to what these got noticed on that day, whether or not a message brought them; on
    a day without messages nobody is credited. A rule for sharing credit, not a measure of cause: for that hold a medium out.
    """
    start, end = window_of(window)
    inside = media[(media["date"] >= start) & (media["date"] < end)].reset_index(drop=True)
    bought = orders[orders["units"] > 0].sort_values("date", kind="stable")
    first = bought.drop_duplicates(["seed", "shop", "consumer"])
    new = first.astype({"shop": str}).groupby(CELL).size().rename("new").reset_index()
    cells = inside[CELL].astype({"shop": str}).merge(new, on=CELL, how="left")["new"].fillna(0)
    whole = inside.groupby(CELL, observed=True)["noticed"].transform("sum")
    return inside.assign(new=cells * (inside["noticed"] / whole.where(whole > 0)).fillna(0))


def media_effect(media: pd.DataFrame, orders: pd.DataFrame, window: tuple[Day, Day]) -> pd.DataFrame:
    """Rows shop and medium, means over seeds: cents, impressions, reach (consumer-days), noticed and new of `credited`.

    And notice_rate (noticed per impression), cost_per_thousand (cents per thousand impressions), cost_per_new (cents per new
    customer credited; nan where none).
    """
    table = credited(media, orders, window)
    found = table.groupby(["shop", "medium"], observed=True)[[*SUMS, "new"]].sum() / media["seed"].nunique()
    return found.assign(
        notice_rate=found["noticed"] / found["impressions"].where(found["impressions"] > 0),
        cost_per_thousand=1000 * found["cents"] / found["impressions"].where(found["impressions"] > 0),
        cost_per_new=found["cents"] / found["new"].where(found["new"] > 0),
    )
