"""Several goals at once: who is beaten by nobody on all of them, and the balance of two (EVAL-27, EVAL-30)."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.results.evaluation.kpis import Better


def undominated(table: pd.DataFrame, goals: Mapping[str, Better]) -> pd.Series:
    """Whether each row is on the Pareto front: no other is at least as good on all goals and better on one.

    goals: column -> up or down. Rows with a missing goal are never on the front.
    """
    signs = np.array([1.0 if goals[name] == "up" else -1.0 for name in goals])
    x = table[list(goals)].to_numpy(dtype=np.float64) * signs
    at_least = (x[:, None] >= x[None]).all(axis=2)
    better = (x[:, None] > x[None]).any(axis=2)
    front = ~(at_least & better).any(axis=0) & ~np.isnan(x).any(axis=1)
    return pd.Series(front, table.index, name="front")


def balance(profit: pd.Series, benefit: pd.Series, alpha: float) -> pd.Series:
    """(1 - alpha) x profit + alpha x consumers' benefit, both first put on 0...1 over the alternatives; alpha 0...1."""
    if not 0 <= alpha <= 1:
        raise ValueError(f"alpha is {alpha}; write a weight of the consumers from 0 to 1")
    return (1 - alpha) * _scaled(profit) + alpha * _scaled(benefit)


def _scaled(values: pd.Series) -> pd.Series:
    spread = values.max() - values.min()
    return (values - values.min()) / spread if spread > 0 else values * 0.0
