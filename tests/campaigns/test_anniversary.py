"""An anniversary thanks members: those who spent enough before it respond more than the others."""

import pandas as pd

import sim
from sim.results.interval import interval

SMALL = ("population.size=1500", "calendar.days=35", "campaign.anniversary.end=2025-10-26")
LAUNCH, AFTER = "2025-10-20", "2025-10-25"
SHOPS = ["convenience_1", "convenience_2"]


def bought(orders: pd.DataFrame) -> pd.Series:
    """Units by seed and consumer at the shops that celebrate, on the days of the sale."""
    inside = orders["date"].between(LAUNCH, AFTER, inclusive="left") & orders["shop"].isin(SHOPS)
    return orders[inside].groupby(["seed", "consumer"])["units"].sum()


def test_those_who_spent_before_respond_more_than_those_who_did_not() -> None:
    cfg = sim.compose("anniversary", *SMALL)
    arms = sim.fork("anniversary", *SMALL, seeds=range(8))
    treated, baseline = arms["treated"], arms["baseline"]
    before = (
        baseline.orders[baseline.orders["date"] < LAUNCH].groupby(["seed", "consumer"])["paid_value"].sum()
    )
    everybody = pd.MultiIndex.from_product([range(8), range(cfg.population.size)], names=["seed", "consumer"])
    member = before.reindex(everybody, fill_value=0) >= 100 * cfg.platform.tiers[0]
    assert 0.1 < member.mean() < 0.9
    extra = bought(treated.orders).reindex(everybody, fill_value=0) - bought(baseline.orders).reindex(
        everybody, fill_value=0
    )
    by_group = extra.groupby([everybody.get_level_values("seed"), member.to_numpy()]).mean().unstack()
    gap = interval((by_group[True] - by_group[False]).astype(float).to_frame("gap")).loc["gap"]
    assert gap["low"] > 0, by_group
