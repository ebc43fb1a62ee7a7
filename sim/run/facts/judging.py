"""A fact is judged: the mean over seeds is held against the band."""

from dataclasses import dataclass

import pandas as pd

from sim.results.interval import interval
from sim.run.facts.fact import Fact


@dataclass(frozen=True)
class Finding:
    """Mean over seeds, its 95 % interval, whether the mean lies inside the band, and how many seeds there were."""

    mean: float
    low: float
    high: float
    inside: bool
    seeds: int


def judge(fact: Fact, values: pd.Series) -> Finding:
    """values: one number per seed; seeds in which nothing could be measured are left out."""
    known = values.dropna()
    spread = interval(known.astype(float).to_frame("all")).loc["all"]
    mean, low, high = (float(each) for each in spread[["mean", "low", "high"]].to_numpy())
    return Finding(mean, low, high, fact.band[0] <= mean <= fact.band[1], len(known))
