"""Each buyer of a campaign: what they would have bought anyway, and what the rest was."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.results.cells import Integers, Window, pair
from sim.results.compare import same_seeds
from sim.results.flows import Flows, flows
from sim.results.lift import GAINS, split

if TYPE_CHECKING:
    from sim.results.results import Results

LABELS = ("anyway", *GAINS)
"""What a buyer's units were; docs/metrics.md defines each. Of equally many units the first label counts."""


def buyers(
    treated: "Results",
    baseline: "Results",
    window: Window,
    participants: Sequence[str] | None = None,
) -> pd.DataFrame:
    """A row for each consumer, category and shop with a purchase inside the window at a participant.

    Columns seed, consumer, category, shop, units, the units of each of LABELS (they sum to units), label (that of most
    units), switched_from (the shop that most switched units left, "" none), paid and subsidy (cents: what was paid for all
    units; reductions given on the units of `anyway` beyond those without the campaign).
    """
    return pd.concat(buyers_by_seed(treated, baseline, window, participants), ignore_index=True)


def buyers_by_seed(
    treated: "Results",
    baseline: "Results",
    window: Window,
    participants: Sequence[str] | None = None,
) -> Iterator[pd.DataFrame]:
    """The table of `buyers` seed by seed: of results that stand on disk no more than one seed is held in memory."""
    for seed in same_seeds(treated, baseline):
        of = pair(treated, baseline, seed, window, participants)
        found = flows(of)
        parts = split(found, together=False)
        rows = np.flatnonzero(found.ours & (parts["treated"][0] > 0))
        units = {"anyway": found.kept, **{name: parts[name][0] for name in GAINS}}
        consumer, category = np.divmod(found.cell[rows], max(1, len(of.categories)))
        most = np.argmax([units[label][rows] for label in LABELS], axis=0)
        yield pd.DataFrame(
            {
                "seed": seed,
                "consumer": consumer,
                "category": pd.Categorical.from_codes(category, pd.Index(of.categories)),
                "shop": pd.Categorical.from_codes(found.shop[rows], pd.Index(of.shops)),
                "units": parts["treated"][0][rows],
                **{label: units[label][rows] for label in LABELS},
                "label": pd.Categorical.from_codes(most, pd.Index(LABELS)),
                "switched_from": pd.Categorical.from_codes(
                    1 + _left(found, len(of.shops))[rows], pd.Index(["", *of.shops])
                ),
                "paid": parts["treated"][1][rows],
                "subsidy": parts["subsidy"][1][rows],
            }
        )


def _left(of: Flows, shops: int) -> Integers:
    """(places,) the shop that most of the units which moved to the place had left, -1 none."""
    left, taken = of.shop[of.moves[:, 0]], of.moves[:, 1]
    key, units = np.unique(taken * shops + left, return_counts=True)
    order = np.lexsort((-key, units))  # the last of each place: most units, then the first shop
    most = np.full(len(of.shop), -1)
    most[key[order] // shops] = key[order] % shops
    return most
