"""A fact is judged: the mean over seeds is held against the band."""

from dataclasses import dataclass

import pandas as pd

from sim.results.interval import interval
from sim.run.facts.fact import Fact


@dataclass(frozen=True)
class Finding:
    """Mean over seeds, its 95 % interval, whether the mean lies inside the band, and how many seeds there were.

    sure: the whole interval lies on the same side of the band's ends as the mean.
    """

    mean: float
    low: float
    high: float
    inside: bool
    sure: bool
    seeds: int


def judge(fact: Fact, values: pd.Series) -> Finding:
    """values: one number per seed; seeds in which nothing could be measured are left out."""
    known = values.dropna()
    spread = interval(known.astype(float).to_frame("all")).loc["all"]
    mean, low, high = (float(each) for each in spread[["mean", "low", "high"]].to_numpy())
    lowest, highest = fact.band
    inside = lowest <= mean <= highest
    sure = lowest <= low and high <= highest if inside else high < lowest or highest < low
    return Finding(mean, low, high, inside, sure, len(known))
