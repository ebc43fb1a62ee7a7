"""A survey: only some are asked, fewer answer, and those who feel strongly answer more often (EVAL-05, EVAL-19, DATA-02)."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from sim.core.rng import base_key, mix, personal_key, uniform
from sim.results.interval import quantile


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
) -> Answers:
    """Ask some of `people` about a column with values 0...1.

    people: one row per person with a column consumer; who is asked and who answers are keyed draws, so that the same people
    are asked in two scenarios. response: chance of an answer; bias (0...1): how much lower it is for those at the neutral 0.5
    than for those at 0 or 1. Raises ValueError when fewer than two answer.
    """
    if not 1 <= asked <= len(people) or not 0 < response <= 1 or not 0 <= bias <= 1:
        raise ValueError(
            f"asked {asked}, response {response}, bias {bias}: write 1 to {len(people)} people and shares 0...1"
        )
    key = personal_key(base_key(seed, "survey"), people["consumer"].to_numpy())
    chosen = np.argsort(key, kind="stable")[:asked]
    values = people[column].to_numpy(dtype=np.float64)
    strength = 2 * np.abs(values[chosen] - 0.5)
    answers = values[chosen][uniform(mix(key[chosen])) < response * (1 - bias * (1 - strength))]
    n = len(answers)
    if n < 2:
        raise ValueError(f"only {n} of {asked} answered; ask more people, or raise response")
    se = float(answers.std(ddof=1)) / sqrt(n) * sqrt(1 - n / len(people))
    mean, half = float(answers.mean()), se * quantile(n, level)
    return Answers(asked, n, mean, se, mean - half, mean + half, float(values.mean()))
