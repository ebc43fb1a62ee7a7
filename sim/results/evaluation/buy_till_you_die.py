"""Customers who buy at their own rate until they silently leave: BG/NBD for orders, gamma-gamma for their value.

Sources: Fader, Hardie & Lee (2005), Marketing Science 24(2), 275-284; Fader & Hardie (2013), note on the gamma-gamma model.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaln, gammaln, hyp2f1

from sim.results.evaluation.retention import PERSON, shopping_days

Numbers = NDArray[np.float64]
FAR = np.log(1000.0)


@dataclass(frozen=True)
class BgNbd:
    """r, alpha: gamma of the purchase rates (alpha in units of time); a, b: beta of the chance to leave after a purchase."""

    r: float
    alpha: float
    a: float
    b: float

    def expected(self, periods: float, repeats: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Numbers:
        """Orders expected in the next `periods`, given repeat orders x, time of the last one t_x and age T. Needs a != 1."""
        x, last, whole = (np.asarray(each, np.float64) for each in (repeats, recency, age))
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        z = periods / (alpha + whole + periods)
        tail = (1 - z) ** (a - 1) * hyp2f1(a + b - 1 - r, a - 1, a + b + x - 1, z)
        return np.asarray((a + b + x - 1) / (a - 1) * (1 - tail) * self.alive(x, last, whole))

    def alive(self, repeats: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Numbers:
        """Probability, 0...1, that the customer has not left; 1 by assumption for one who never came back."""
        x, last, whole = (np.asarray(each, np.float64) for each in (repeats, recency, age))
        left = (
            self.a
            / (self.b + np.maximum(x, 1) - 1)
            * ((self.alpha + whole) / (self.alpha + last)) ** (self.r + x)
        )
        return 1 / (1 + np.where(x > 0, left, 0.0))

    def likelihood(self, x: Numbers, last: Numbers, whole: Numbers) -> float:
        """Logarithm of the likelihood of customers' histories."""
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        stayed = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + whole)
        later = np.maximum(x, 1)
        gone = betaln(a + 1, b + later - 1) - betaln(a, b) - (r + x) * np.log(alpha + last)
        return float(np.sum(common + np.logaddexp(stayed, np.where(x > 0, gone, -np.inf))))


@dataclass(frozen=True)
class GammaGamma:
    """p: shape of one order's value; q and scale: gamma of its rate among customers (scale in money)."""

    p: float
    q: float
    scale: float

    @property
    def mean(self) -> float:
        """Mean order value of the population; inf unless q > 1."""
        return self.p * self.scale / (self.q - 1) if self.q > 1 else float("inf")

    def expected(self, orders: ArrayLike, mean: ArrayLike) -> Numbers:
        """Order value expected of customers whose `orders` so far were worth `mean` on average."""
        x, seen = np.asarray(orders, np.float64), np.asarray(mean, np.float64)
        return np.asarray(self.p * (self.scale + x * seen) / (self.p * x + self.q - 1))

    def likelihood(self, x: Numbers, seen: Numbers) -> float:
        """Logarithm of the likelihood of mean order values."""
        shape = self.p * x
        each = gammaln(shape + self.q) - gammaln(shape) - gammaln(self.q) + self.q * np.log(self.scale)
        each += (
            (shape - 1) * np.log(seen) + shape * np.log(x) - (shape + self.q) * np.log(self.scale + x * seen)
        )
        return float(np.sum(each))


def fit_orders(repeats: ArrayLike, recency: ArrayLike, age: ArrayLike) -> BgNbd:
    """Maximum likelihood, parameters within a factor of 1000 of a rough guess; one number per customer in each array.

    Where nobody ever leaves b goes to its bound, and the model becomes the negative binomial. Raises RuntimeError when the
    search does not converge.
    """
    x, last, whole = (np.asarray(each, np.float64) for each in (repeats, recency, age))
    start = np.log([1.0, whole.mean() / max(x.mean(), 0.1), 1.0, 3.0])
    return BgNbd(*_best(lambda log: -BgNbd(*np.exp(log)).likelihood(x, last, whole), start))


def fit_values(orders: ArrayLike, mean: ArrayLike) -> GammaGamma:
    """Maximum likelihood over customers with at least one order of positive mean value."""
    x, seen = np.asarray(orders, np.float64), np.asarray(mean, np.float64)
    return GammaGamma(
        *_best(lambda log: -GammaGamma(*np.exp(log)).likelihood(x, seen), np.log([2.0, 3.0, seen.mean()]))
    )


def histories(orders: pd.DataFrame) -> pd.DataFrame:
    """What the models need, per seed and consumer: repeats, recency, age (days), value (mean cents of a shopping day)."""
    visits = shopping_days(orders)
    people = visits.groupby(PERSON)["date"].agg(["min", "max", "size"])
    spent = orders[orders["units"] > 0].groupby(PERSON)["paid_value"].sum()
    table = {
        "repeats": people["size"] - 1,
        "recency": (people["max"] - people["min"]).dt.days,
        "age": (orders["date"].max() - people["min"]).dt.days,
        "value": spent / people["size"],
    }
    return pd.DataFrame(table)


def customer_values(orders: pd.DataFrame, days: float, margin: float) -> pd.DataFrame:
    """`histories` of a shop's customers with what the next `days` should bring.

    margin: share of the paid value that is left. Adds alive (0...1), expected_orders, expected_value and lifetime_value
    (cents; without discounting within the horizon).
    """
    people = histories(orders)
    buying = fit_orders(people["repeats"], people["recency"], people["age"])
    paid = people["value"] > 0  # goods for points alone say nothing of what is paid
    spending = fit_values(people.loc[paid, "repeats"] + 1, people.loc[paid, "value"])
    history = (people["repeats"].to_numpy(), people["recency"].to_numpy(), people["age"].to_numpy())
    expected = buying.expected(days, *history)
    value = spending.expected(people["repeats"] + 1, people["value"])
    return people.assign(
        alive=buying.alive(*history),
        expected_orders=expected,
        expected_value=value,
        lifetime_value=margin * expected * value,
    )


def _best(loss: Callable[[Numbers], float], start: Numbers) -> Numbers:
    from scipy.optimize import minimize  # takes a while, and most runs never fit a model

    bounds = [(value - FAR, value + FAR) for value in start]
    options = {"maxiter": 4000, "xatol": 1e-4, "fatol": 1e-4}
    found = minimize(loss, start, method="Nelder-Mead", bounds=bounds, options=options)
    if not found.success:
        raise RuntimeError(f"the model could not be fitted: {found.message}")
    return np.asarray(np.exp(found.x))
