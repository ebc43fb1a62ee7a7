"""What customers do next: transitions between shops, categories or channels from one purchase to the next (DATA-22)."""

import numpy as np
import pandas as pd

from sim.results.evaluation.retention import PERSON

END = "end"


def transitions(orders: pd.DataFrame, of: str = "shop") -> pd.DataFrame:
    """How often a purchase in one state is followed by one in another: rows from, columns to, counts.

    of: shop, category or channel. The last purchase of everybody is followed by `end` (of the run, or of the customer). Lines
    of one day follow each other in the order in which they were written.
    """
    bought = orders.loc[orders["units"] > 0, [*PERSON, "date", of]].sort_values(
        [*PERSON, "date"], kind="stable"
    )
    state = bought[of].astype(str)
    same = (bought[PERSON] == bought[PERSON].shift(-1)).all(axis=1)
    later = state.shift(-1).where(same, END)
    return pd.crosstab(state.rename("from"), later.rename("to"))


def chances(counts: pd.DataFrame) -> pd.DataFrame:
    """Transition matrix: each row of the counts as shares that sum to one."""
    return counts.div(counts.sum(axis=1), axis=0)


def drop_offs(counts: pd.DataFrame) -> pd.Series:
    """Share of purchases in each state after which the customer did not come back, the worst first."""
    return chances(counts)[END].sort_values(ascending=False, kind="stable").rename("drop_off")


def paths(orders: pd.DataFrame, of: str = "shop", length: int = 3, most: int = 10) -> pd.DataFrame:
    """The commonest beginnings of customers' purchase sequences: columns path (states joined by >), customers, share."""
    bought = orders.loc[orders["units"] > 0, [*PERSON, "date", of]].sort_values(
        [*PERSON, "date"], kind="stable"
    )
    place = bought.groupby(PERSON).cumcount()
    early = bought[place < length]
    path = early[of].astype(str).groupby([early[key] for key in PERSON]).agg(" > ".join)
    counts = path.value_counts()
    table = pd.DataFrame({"customers": counts, "share": counts / np.maximum(len(path), 1)})
    return table.head(most).rename_axis("path").reset_index()
