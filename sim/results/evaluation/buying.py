"""Figures of buyers, counted from order lines: how many, how often, how many came back, what they spent."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sim.results.metrics import METRICS, By, Metric, Ratio, keys_of

if TYPE_CHECKING:
    from sim.results.results import Results


@dataclass(frozen=True)
class Buyers:
    """Consumers who bought on at least `times` days, in each group; people are not additive over groups.

    With `occasions` their shopping days are counted instead. Source: the orders table.
    """

    times: int = 1
    occasions: bool = False
    unit: str = "consumers"
    additive: bool = False

    def __call__(self, results: "Results", by: By = None) -> pd.Series:
        keys = ["seed", *keys_of(by)]
        orders = results.orders
        bought = orders.loc[orders["units"] > 0, list(dict.fromkeys([*keys, "consumer", "date"]))]
        days = bought.drop_duplicates().groupby([*keys, "consumer"], observed=True).size()
        days = days[days >= self.times]
        people = days.groupby(level=keys, observed=True)
        counts = people.sum() if self.occasions else people.size()
        groups = bought[keys].drop_duplicates().sort_values(keys)
        return counts.reindex(pd.MultiIndex.from_frame(groups) if by else groups["seed"], fill_value=0)


_buyers = Buyers()
_occasions = Buyers(occasions=True, unit="days with a purchase")

BUYING: dict[str, Metric] = {
    "buyers": _buyers,
    "repeat_rate": Ratio(Buyers(times=2), _buyers, "share"),
    "frequency": Ratio(_occasions, _buyers, "days with a purchase per buyer"),
    "spend_per_buyer": Ratio(METRICS["gmv"], _buyers, "cents per buyer"),
}
