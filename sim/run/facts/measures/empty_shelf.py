"""What people do whose order met an empty shelf (Gruen, Corsten & Bharadwaj 2002), followed for two weeks."""

import pandas as pd

from sim.run.facts.runs import Runs, within

PATIENCE = pd.Timedelta(days=14)
KEYS = ["seed", "consumer", "category"]


def other_shop(runs: Runs) -> pd.Series:
    """Share who bought in the category elsewhere on the same day."""
    return _share(runs, "elsewhere")


def same_shop(runs: Runs) -> pd.Series:
    """Share who took something else of the category at the same shop on the same day."""
    return _share(runs, "here")


def delayed(runs: Runs) -> pd.Series:
    """Share who bought in the category within two weeks, and not on the day."""
    return _share(runs, "later")


def dropped(runs: Runs) -> pd.Series:
    """Share who bought nothing of the category in two weeks."""
    return _share(runs, "never")


def _share(runs: Runs, answer: str) -> pd.Series:
    return (_answers(runs) == answer).groupby("seed").mean()


def _answers(runs: Runs) -> pd.Series:
    """What each refused person did, by seed; several refusals on one day are one."""
    orders = runs["scarce"].orders
    refused = within(orders[orders["lost"] > 0], runs.weeks(0, 7)).drop_duplicates([*KEYS, "date"])
    bought = orders.loc[orders["units"] > 0, [*KEYS, "date", "shop"]]
    pairs = refused[[*KEYS, "date", "shop"]].merge(bought, on=KEYS, suffixes=("", "_bought"))
    wait = pairs["date_bought"] - pairs["date"]
    pairs = pairs.assign(
        here=(wait == pd.Timedelta(0)) & (pairs["shop_bought"].astype(str) == pairs["shop"].astype(str)),
        elsewhere=(wait == pd.Timedelta(0)) & (pairs["shop_bought"].astype(str) != pairs["shop"].astype(str)),
        later=(wait > pd.Timedelta(0)) & (wait <= PATIENCE),
    )
    did = pairs.groupby([*KEYS, "date"], observed=True)[["elsewhere", "here", "later"]].any()
    every = pd.MultiIndex.from_frame(refused[[*KEYS, "date"]])
    did = did.reindex(every, fill_value=False)
    return did.assign(never=~did.any(axis=1)).idxmax(axis=1)
