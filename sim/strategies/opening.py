"""How suddenly a campaign opens: a share of the first day's visitors comes at once, the rest as on any day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.core import check

MINUTES = 1440  # of a day


@dataclass(frozen=True)
class Opening:
    """A rush on the first day of the launch: ``weight`` of the day's visitors arrive within about ``tau`` minutes.

    F(t) = weight (1 - exp(-((t - t0) / tau)^shape)) + (1 - weight) ordinary(t), t0 the opening and nobody of the rush before
    it. Source: fitted to the cumulative sales that Alibaba announced on the day (Double 11 of 2018 and 2019).
    """

    weight: float  # share of the day's visitors who come for the opening, 0 none
    tau: float  # minutes, time scale of the rush
    shape: float  # 1: the rush fades exponentially; above: it builds up first
    hour: float  # hour of the day at which the launch opens

    @classmethod
    def build(cls, key: str, terms: Mapping[str, Any]) -> Self:
        """From a mapping of a config; ValueError naming what is wrong."""
        opening = cls(**check.fields(key, terms, ("weight", "tau", "shape", "hour")))
        check.number(f"{key}.weight", opening.weight, 0, 1)
        check.number(f"{key}.tau", opening.tau, 0.01, MINUTES)
        check.number(f"{key}.shape", opening.shape, 0.1, 10)
        check.number(f"{key}.hour", opening.hour, 0, 23)
        return opening

    def __call__(self, ordinary: NDArray[np.float64]) -> NDArray[np.float64]:
        """(1440,) share of the day's visitors who have come by the end of each minute, ``ordinary`` being that of other days."""
        since = np.maximum(0.0, np.arange(1, MINUTES + 1) - 60 * self.hour)
        rush = 1 - np.exp(-((since / self.tau) ** self.shape))
        return np.asarray(self.weight * rush / rush[-1] + (1 - self.weight) * ordinary)
