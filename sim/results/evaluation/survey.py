"""A survey: only some are asked, fewer answer, and those who feel strongly answer more often (EVAL-05, EVAL-19, DATA-02)."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.core.rng import base_key, mix, personal_key, uniform
from sim.results.interval import quantile

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Answers:
    """What a survey found. true: mean of everybody; se: sampling error of the estimate, for a finite population."""

    asked: int
    answered: int
    estimate: float
    se: float
    low: float
    high: float
    true: float


def survey(
    people: pd.DataFrame,
    column: str = "satisfaction",
    asked: int = 500,
    response: float = 1.0,
    bias: float = 0.0,
    seed: int = 0,
    level: float = 0.95,
    known: str | None = None,
) -> Answers:
    """Ask some of `people` about a column with values 0...1.

    people: one row per person with a column consumer; who is asked and who answers are keyed draws, so that the same people
    are asked in two scenarios. response: chance of an answer; bias (0...1): how much lower it is for those at the neutral 0.5
    than for those at 0 or 1. known: a column that the shop's log holds of everybody, such as orders; what goes along with it is
    then no longer left to sampling (regression estimator, Cochran 1977, ch. 7). Raises ValueError when fewer than two answer,
    and fewer than three when something is known.
    """
    if not 1 <= asked <= len(people) or not 0 < response <= 1 or not 0 <= bias <= 1:
        raise ValueError(
            f"asked {asked}, response {response}, bias {bias}: write 1 to {len(people)} people and shares 0...1"
        )
    key = personal_key(base_key(seed, "survey"), people["consumer"].to_numpy())
    chosen = np.argsort(key, kind="stable")[:asked]
    values = people[column].to_numpy(dtype=np.float64)
    strength = 2 * np.abs(values[chosen] - 0.5)
    answering = chosen[uniform(mix(key[chosen])) < response * (1 - bias * (1 - strength))]
    n, free = len(answering), len(answering) - 1 - (known is not None)
    if free < 1:
        raise ValueError(f"only {n} of {asked} answered; ask more people, or raise response")
    mean, rest = _told(values[answering])
    if known is not None:
        log = people[known].to_numpy(dtype=np.float64)
        mean, rest = _regressed(values[answering], log[answering], float(log.mean()))
    se = sqrt(float(rest @ rest) / free / n) * sqrt(1 - n / len(people))
    half = se * quantile(free + 1, level)
    return Answers(asked, n, mean, se, mean - half, mean + half, float(values.mean()))


def _told(answers: Numbers) -> tuple[float, Numbers]:
    """The mean of the answers, and what each is beyond it."""
    mean = float(answers.mean())
    return mean, answers - mean


def _regressed(answers: Numbers, log: Numbers, everybody: float) -> tuple[float, Numbers]:
    """The mean of answers on their line through `log`, where that is as everybody's; and what each is off it."""
    mean, x = float(answers.mean()), log - log.mean()
    slope = float(x @ answers / (x @ x)) if x.any() else 0.0
    return mean + slope * (everybody - float(log.mean())), answers - mean - slope * x
