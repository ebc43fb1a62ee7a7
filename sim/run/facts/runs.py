"""What a measure looks at: the arms of a setting, on the same seeds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sim.results import Results
from sim.run.facts.brands import Brands

Days = tuple[pd.Timestamp, pd.Timestamp]
"""First day and first day after."""


@dataclass(frozen=True)
class Runs:
    """The results of each arm, the day from which they differ, and the brands that were treated, if any."""

    arms: Mapping[str, Results]
    launch: pd.Timestamp
    brands: Brands

    def __getitem__(self, arm: str) -> Results:
        return self.arms[arm]

    def weeks(self, first: int, last: int) -> Days:
        """From the first to the last of these weeks; week 0 begins with the launch."""
        return self.launch + pd.Timedelta(weeks=first), self.launch + pd.Timedelta(weeks=last + 1)


def within(frame: pd.DataFrame, days: Days) -> pd.DataFrame:
    """The rows of these days."""
    return frame[(frame["date"] >= days[0]) & (frame["date"] < days[1])]


def sold(
    results: Results,
    days: Days,
    products: Collection[str] | None = None,
    by: Sequence[str] = (),
    what: str = "units",
) -> pd.Series:
    """Sum of a column of the sales by seed (and `by`), of all products or of these; 0 where there was none."""
    frame = within(results.sales, days)
    if products is not None:
        frame = frame[frame["product"].isin(list(products))]
    sums = frame.groupby(["seed", *by], observed=True)[what].sum().astype(float)
    return sums if by else sums.reindex(results.seeds, fill_value=0.0)


def price(results: Results, days: Days, products: Collection[str]) -> pd.Series:
    """Mean price that was posted for these products, cents, by seed."""
    frame = within(results.posts, days)
    return frame[frame["product"].isin(list(products))].groupby("seed")["deal_price"].mean()
