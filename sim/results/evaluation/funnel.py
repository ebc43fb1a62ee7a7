"""From visits to orders, step by step, by channel and by persona (EVAL-02, EVAL-12)."""

import pandas as pd

from sim.results.metrics import By, keys_of

CHAINS: dict[str, tuple[str, ...]] = {
    "visits": ("visits", "checkouts"),
    "lines": ("views", "carts", "orders"),
}
"""Two chains, since a visit may bring several lines: of visits, and of products looked at."""


def funnel(table: pd.DataFrame, by: By = None) -> pd.DataFrame:
    """Counts of each step and the share that reaches it.

    table: the funnel table, of any number of seeds; by: channel, persona, date or several.
    Columns `by`, chain, step, count (mean over seeds), of_previous and of_first (shares of the step before and of the
    chain's first step; nan where nobody began). Counts never rise within a chain.
    """
    keys = keys_of(by)
    steps = [step for chain in CHAINS.values() for step in chain]
    seeds = table["seed"].nunique()
    sums = (
        table.groupby(keys, observed=True)[steps].sum() if keys else table[steps].sum().to_frame().T
    ) / seeds
    parts = []
    for chain, names in CHAINS.items():
        first, previous = sums[names[0]], sums[names[0]]
        for step in names:
            part = pd.DataFrame({"chain": chain, "step": step, "count": sums[step]})
            part["of_previous"] = sums[step] / previous.where(previous > 0)
            part["of_first"] = sums[step] / first.where(first > 0)
            parts.append(part)
            previous = sums[step]
    whole = pd.concat(parts)
    return whole.reset_index(names=keys) if keys else whole.reset_index(drop=True)
