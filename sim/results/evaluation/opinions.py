"""Figures of what consumers think of shops, from the scores at the end of a run."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sim.results.metrics import By, Metric, keys_of

if TYPE_CHECKING:
    from sim.results.results import Results

TOP = 10
PROMOTER, DETRACTOR = 7, 3  # lowest score of the one and highest of the other; assumption


@dataclass(frozen=True)
class MeanScore:
    """Mean of one opinion, 0...1, over the memories that consumers have of the shops (satisfaction: of those who judged).

    Source: the opinions table (scores are rounded to a tenth).
    """

    about: str
    unit: str = "0...1"
    additive: bool = False

    def __call__(self, results: "Results", by: By = None) -> pd.Series:
        scores = _scores(results, self.about, by)
        weighted = scores.mul(scores.columns.to_numpy() / TOP, axis=1).sum(axis=1)
        total = scores.sum(axis=1)
        return weighted / total.where(total > 0)


@dataclass(frozen=True)
class NetPromoters:
    """Promoters (satisfaction 7 to 10) less detractors (0 to 3) as a share of those who judged the shop.

    A score like the net promoter score (Reichheld 2003), whose question is about recommending; here the cuts lie
    on both sides of the neutral 5. -1...1. Source: the opinions table.
    """

    unit: str = "share"
    additive: bool = False

    def __call__(self, results: "Results", by: By = None) -> pd.Series:
        scores = _scores(results, "satisfaction", by)
        score = scores.columns.to_numpy()
        net = scores.loc[:, score >= PROMOTER].sum(axis=1) - scores.loc[:, score <= DETRACTOR].sum(axis=1)
        total = scores.sum(axis=1)
        return net / total.where(total > 0)


def _scores(results: "Results", about: str, by: By) -> pd.DataFrame:
    """(groups, scores) consumers."""
    table = results.opinions[results.opinions["about"] == about]
    keys = ["seed", *keys_of(by)]
    return table.groupby([*keys, "score"], observed=True)["consumers"].sum().unstack("score", fill_value=0)


OPINIONS: dict[str, Metric] = {
    "satisfaction": MeanScore("satisfaction"),
    "net_promoters": NetPromoters(),
    "awareness": MeanScore("awareness"),
    "loyalty": MeanScore("loyalty"),
    "trust": MeanScore("trust"),
}
