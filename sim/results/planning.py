"""Before a test: how many seeds it needs. And whether a test that should find nothing finds nothing."""

import warnings
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.core.extra import extra
from sim.results.compare import both_results, paired
from sim.results.metrics import By, Metric
from sim.results.significance import p_value

if TYPE_CHECKING:
    from sim.results.results import Results

FEWEST = 2
FAILURES = "statsmodels.tools.sm_exceptions"


def power(
    treated: "Results",
    baseline: "Results",
    effect: float,
    what: str | Metric = "revenue",
    by: By = None,
    power: float = 0.8,
    level: float = 0.95,
) -> pd.DataFrame:
    """How many seeds a test needs to find an effect, from a pilot that was run on a few.

    effect: to be found, as a share of the baseline. power: chance to find it. level: 1 less the chance of a false finding.
    Rows by; columns effect (in the metric's unit), sd (of the paired differences), d (effect / sd), seeds (for the paired
    test; each is one run of both scenarios), seeds_unpaired (for the same test on scenarios with seeds of their own, each
    arm). Two-sided t tests; at least 2 seeds. Needs statsmodels (`pip install 'bazaar-sim[analysis]'`).
    """
    if not isinstance(effect, int | float) or not 0 < abs(effect) <= 1:
        raise ValueError(
            f"effect {effect!r}: write a share of the baseline other than 0, such as 0.02 for 2 %"
        )
    if not 0 < power < 1 or not 0 < level < 1:
        raise ValueError(f"power {power}, level {level}: write shares in between 0 and 1")
    both_results(treated, baseline)
    if len(baseline.seeds) < FEWEST:
        raise ValueError(
            f"a pilot of {len(baseline.seeds)} seed has no variance; run it with two or more seeds"
        )
    solver = extra("statsmodels.stats.power")
    with_, without = paired(treated, baseline, what, by)
    wanted = (effect * without.mean()).abs()
    sd = (with_ - without).std(ddof=1)
    pooled = np.sqrt((with_.var(ddof=1) + without.var(ddof=1)) / 2)

    def seeds(test: str, d: float) -> float:
        if not d > 0:
            return float("nan")
        if np.isinf(d) or getattr(solver, test)().power(d, FEWEST, 1 - level) >= power:
            return FEWEST
        with warnings.catch_warnings(action="ignore", category=extra(FAILURES).ConvergenceWarning):
            found = getattr(solver, test)().solve_power(d, alpha=1 - level, power=power)
        if np.isfinite(found):
            return float(ceil(found))
        few = range(FEWEST + 1, 100)  # the solver fails where very few are enough
        return next((n for n in few if getattr(solver, test)().power(d, n, 1 - level) >= power), float("nan"))

    return pd.DataFrame(
        {
            "effect": wanted,
            "sd": sd,
            "d": wanted / sd,
            "seeds": [seeds("TTestPower", d) for d in wanted / sd],
            "seeds_unpaired": [seeds("TTestIndPower", d) for d in wanted / pooled],
        }
    )


def check_aa(
    results: "Results",
    what: str | Metric = "revenue",
    by: By = "shop",
    level: float = 0.95,
    splits: int = 1000,
) -> pd.DataFrame:
    """How often a test finds a difference where there is none: a scenario against itself, with other seeds.

    The seeds are split at random into two halves that are paired at random, again and again. Rows by; columns `found`,
    the share of splits with p below 1 - level, and `nominal`, 1 - level. Much more found than nominal means that the metric
    is too skewed for t tests on that many seeds. (With equal seeds nothing differs at all.) At least 4 seeds.
    """
    values, _ = paired(results, results, what, by)
    half = len(values) // 2
    if half < FEWEST:
        raise ValueError(f"an A/A check splits the seeds in two; {len(values)} are too few, run at least 4")
    rng, table = np.random.default_rng(0), values.to_numpy()
    found = np.zeros(table.shape[1])
    for _ in range(splits):
        order = rng.permutation(len(table))
        difference = pd.DataFrame(table[order[:half]] - table[order[half : 2 * half]])
        found += (p_value(difference) < 1 - level).to_numpy()
    return pd.DataFrame({"found": found / splits, "nominal": 1 - level}, index=values.columns)
