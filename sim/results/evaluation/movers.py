"""What moved most: the strengths and weaknesses of a campaign, for the next plan (EVAL-20, EVAL-21)."""

import numpy as np
import pandas as pd

from sim.results.summary import MARKET


def movers(evaluation: pd.DataFrame, shop: str = MARKET, most: int = 5) -> pd.DataFrame:
    """The figures of one shop that changed most in proportion to their baseline, best and worst.

    evaluation: `sim.evaluate` with a baseline. Only changes whose interval excludes zero (all of them when there is one seed),
    and only figures that have a better and a worse direction. Columns kpi, baseline, value, change (share of the baseline),
    verdict (better or worse); first the better ones, each side by the size of the change, at most `most` rows a side.
    """
    rows = evaluation[(evaluation["shop"] == shop) & (evaluation["better"] != "")].copy()
    if rows.empty:
        raise ValueError(
            f"no rows of {shop!r}; shops are {', '.join(sorted(set(evaluation['shop'].astype(str))))}"
        )
    rows["change"] = rows["difference"] / rows["baseline"].abs().where(rows["baseline"] != 0)
    unsure = (rows["low"] <= 0) & (rows["high"] >= 0)
    rows = rows[rows["change"].notna() & (rows["change"] != 0) & ~unsure]
    good = (rows["change"] > 0) == (rows["better"] == "up")
    rows["verdict"] = np.where(good, "better", "worse")
    largest = rows.sort_values("change", key=np.abs, ascending=False, kind="stable")
    sides = [largest[largest["verdict"] == side].head(most) for side in ("better", "worse")]
    return pd.concat(sides)[["kpi", "baseline", "value", "change", "verdict"]].reset_index(drop=True)
