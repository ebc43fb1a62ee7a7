"""What a firm would believe of the coupon of `experiment=sent_coupon`, as figures for rows of evidence."""

from collections.abc import Callable

import pandas as pd

from sim.results import Results
from sim.results.estimators import ESTIMATORS, panel

WINDOW, FAKE = ("2025-10-27", "2025-11-03"), ("2025-10-20", "2025-10-27")
"""The week in which the coupon can be used, and the week before it: a placebo."""


def _believed(name: str, window: tuple[str, str] = WINDOW) -> Callable[[Results], pd.Series]:
    def figure(part: Results) -> pd.Series:
        estimator = ESTIMATORS["consumer"][name]
        effects = {
            seed: estimator(panel(part, seed, "consumer", "mailing", window, what="units")).effect
            for seed in part.seeds
        }
        return pd.Series(effects, dtype=float)

    return figure


BELIEFS = {f"believed_{name}": _believed(name) for name in ESTIMATORS["consumer"]} | {
    "believed_placebo": _believed("matched", FAKE)
}
