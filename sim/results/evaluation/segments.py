"""Grounds on which to cut a market into segments, and how much each explains (DATA-12, DATA-21)."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.core.extra import extra
from sim.results.evaluation.retention import PERSON
from sim.results.evaluation.rfm import segment

Basis = Callable[[pd.DataFrame], pd.Series]


def _thirds(values: pd.Series) -> pd.Series:
    """low, middle or high third of the people by rank."""
    rank = values.rank(method="first", pct=True)
    return pd.Series(np.select([rank <= 1 / 3, rank <= 2 / 3], ["low", "middle"], "high"), values.index)


def _demographic(people: pd.DataFrame) -> pd.Series:
    age = pd.cut(people["age"], [0, 25, 35, 50, 200], labels=["to_25", "to_35", "to_50", "older"]).astype(str)
    return age + np.where(people["female"] > 0, "/female/", "/male/") + _thirds(people["income"])


def _psychographic(people: pd.DataFrame) -> pd.Series:
    return _thirds(people["deal_proneness"]) + " deal/" + _thirds(people["price_sensitivity"]) + " price"


def _behavioural(people: pd.DataFrame) -> pd.Series:
    return pd.Series(segment(people["r"], people["f"]), people.index).astype(str)


BASES: dict[str, Basis] = {
    "demographic": _demographic,
    "geographic": lambda people: people["region"].astype(str),
    "psychographic": _psychographic,
    "behavioural": _behavioural,
}
"""Basis -> segment of every person. psychographic: taste for deals and price sensitivity; behavioural needs r and f of `rfm`."""


def segments(people: pd.DataFrame, basis: str) -> pd.Series:
    """The segment of every row of the consumers table (behavioural: joined with `rfm`). ValueError for an unknown basis."""
    if basis not in BASES:
        raise ValueError(f"basis {basis!r} is unknown; bases are {', '.join(BASES)}")
    return BASES[basis](people).rename("segment")


def explained(groups: pd.Series, response: pd.Series) -> float:
    """Share of the variance of a response that lies between the groups (eta squared), 0...1."""
    means = response.groupby(groups, observed=True).transform("mean")
    whole = float(response.var(ddof=0))
    return float(means.var(ddof=0)) / whole if whole > 0 else 0.0


class Clusters(NamedTuple):
    """Cluster of every row (0 ... k-1, the largest first) and the mean silhouette, -1...1 (Rousseeuw 1987)."""

    cluster: pd.Series
    silhouette: float


def kmeans(
    people: pd.DataFrame, features: Sequence[str], k: int, seed: int = 0, sample: int = 2000
) -> Clusters:
    """k-means on standardised features; the silhouette is that of at most `sample` people, since it compares all pairs."""
    method = extra("sklearn.cluster").KMeans
    silhouette = extra("sklearn.metrics").silhouette_score
    x = people[list(features)].to_numpy(dtype=np.float64)
    spread = x.std(axis=0)
    x = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1)
    found = method(n_clusters=k, n_init=10, random_state=seed).fit_predict(x)
    order = np.argsort(-np.bincount(found, minlength=k), kind="stable")
    cluster = np.argsort(order)[found]
    part = np.random.default_rng(seed).permutation(len(x))[:sample]
    return Clusters(
        pd.Series(cluster, people.index, name="cluster"), float(silhouette(x[part], cluster[part]))
    )


def described(people: pd.DataFrame, cluster: pd.Series, features: Sequence[str]) -> pd.DataFrame:
    """Rows cluster; columns people and the mean of each feature."""
    table = people[list(features)].groupby(cluster.to_numpy()).mean()
    table.insert(0, "people", np.bincount(cluster.to_numpy()))
    return table.rename_axis("cluster")


def with_rfm(consumers: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """The consumers who bought, with their RFM columns."""
    return consumers.merge(scores.reset_index(), on=PERSON, validate="one_to_one")
