"""How often people buy: negative binomial over people, Dirichlet over brands (Goodhardt, Ehrenberg & Chatfield 1984)."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import betaln
from scipy.stats import nbinom

from sim.run.facts.measures.panel import counts, median_over_categories
from sim.run.facts.runs import Runs

Array = NDArray[np.float64]


def nbd_distance(runs: Runs) -> pd.Series:
    """Largest distance of the distribution of purchases in a year from the negative binomial, median over categories."""

    def distance(bought: pd.DataFrame, people: int) -> float:
        seen = _frequencies(counts(bought), people)
        return float(np.abs(np.cumsum(seen) - np.cumsum(_negative_binomial(seen))).max())

    return median_over_categories(runs, distance)


def dirichlet_penetration(runs: Runs) -> pd.Series:
    """Mean absolute error of the brands' penetrations, share of the people, median over categories."""

    def error(bought: pd.DataFrame, people: int) -> float:
        seen, fitted = _penetrations(counts(bought), people)
        return float(np.abs(seen - fitted).mean())

    return median_over_categories(runs, error)


def dirichlet_frequency(runs: Runs) -> pd.Series:
    """Mean absolute error of purchases per buyer, share of what is seen, median over categories."""

    def error(bought: pd.DataFrame, people: int) -> float:
        seen, fitted = _penetrations(counts(bought), people)
        return float(np.abs(seen / fitted - 1).mean())  # all that is bought of a brand over its buyers

    return median_over_categories(runs, error)


def _frequencies(panel: pd.DataFrame, people: int) -> Array:
    """Share of all people with 0, 1, 2 … purchases of the category."""
    found = np.bincount(panel.sum(axis=1)).astype(float)
    found[0] = people - len(panel)
    return found / people


def _negative_binomial(seen: Array) -> Array:
    """The same by a negative binomial with the mean that is seen and the shape of highest likelihood."""
    number = np.arange(len(seen))
    mean = float(seen @ number)

    def fitted(log_shape: float) -> Array:
        shape = np.exp(log_shape)
        return np.asarray(nbinom.pmf(number, shape, shape / (shape + mean)))

    def surprise(log_shape: float) -> float:
        return -float(seen @ np.log(fitted(log_shape) + 1e-300))

    return fitted(minimize_scalar(surprise, bounds=(-4, 4), method="bounded").x)


def _penetrations(panel: pd.DataFrame, people: int) -> tuple[Array, Array]:
    """Share of people who buy each brand at least once: as seen, and by the Dirichlet with the S that fits best."""
    seen, share = (panel > 0).sum().to_numpy() / people, panel.sum().to_numpy() / panel.to_numpy().sum()
    chance = _negative_binomial(_frequencies(panel, people))
    number = np.arange(len(chance))[:, None]

    def fitted(log_s: float) -> Array:
        own = np.exp(log_s) * share
        rest = np.exp(log_s) - own
        return np.asarray(1 - chance @ np.exp(betaln(own, rest + number) - betaln(own, rest)))

    def error(log_s: float) -> float:
        return float(((fitted(log_s) - seen) ** 2).sum())

    return seen, fitted(minimize_scalar(error, bounds=(-3, 5), method="bounded").x)
