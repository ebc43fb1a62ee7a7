"""Designs of experiments from SALib: where in a space to look, and which key matters."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from hydra.core.override_parser.types import Override
from hydra.core.utils import JobStatus

from sim.core.replacing import replacing
from sim.run.errors import ConfigError, extra_for
from sim.run.sweep.objective import objectives
from sim.run.sweep.space import Dimension, space
from sim.run.sweep.sweeper import OwnSweeper, fixed

METHODS = ("sobol", "morris", "latin")


class Design(OwnSweeper):
    """Jobs at the points of a Sobol, Morris or Latin hypercube design.

    samples: base samples of Sobol (samples × (keys + 2) jobs), trajectories of Morris (samples × (keys + 1) jobs), jobs of
    a Latin hypercube. seed: of the design. objectives: cells of summary.csv whose sensitivity indices (Sobol, Morris) are
    written to sensitivity.csv.
    """

    def __init__(
        self,
        method: str,
        samples: int,
        seed: int,
        objectives: Sequence[Mapping[str, Any]] = (),
        params: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(params)
        if method not in METHODS:
            raise ConfigError(f"hydra.sweeper.method: {method!r} is not right; write {', '.join(METHODS)}")
        self.method, self.samples, self.seed, self.objectives = method, samples, seed, list(objectives)

    def explore(self, overrides: Sequence[Override]) -> None:
        wanted, dimensions = objectives(self.objectives), space(overrides)
        problem = {
            "num_vars": len(dimensions),
            "names": [each.key for each in dimensions],
            "bounds": [[0.0, 1.0]] * len(dimensions),
        }
        if wanted:
            self.measurable(wanted, [*fixed(overrides), *(each.at(0.5) for each in dimensions)])
        places = self._sample(problem)
        returned = self.launch([[*fixed(overrides), *_point(dimensions, row)] for row in places])
        if wanted and self.method != "latin" and all(each.status is JobStatus.COMPLETED for each in returned):
            parts = {
                f"{each.column} of {each.shop}": self._indices(
                    problem, places, [each(job.return_value) for job in returned]
                )
                for each in wanted
            }
            table = pd.concat(parts, names=["objective", "key"])
            with replacing(self.folder / "sensitivity.csv") as partial:
                table.to_csv(partial)
            print(table.to_string())

    def _sample(self, problem: dict[str, Any]) -> np.ndarray:
        sample = self._salib("sample").sample
        extra = {"calc_second_order": False} if self.method == "sobol" else {}
        return np.asarray(sample(problem, self.samples, seed=self.seed, **extra))

    def _indices(self, problem: dict[str, Any], places: np.ndarray, values: Sequence[float]) -> pd.DataFrame:
        analyze, outcome = self._salib("analyze").analyze, np.array(values)
        if self.method == "sobol":
            found = analyze(problem, outcome, calc_second_order=False, seed=self.seed)
            columns = ("S1", "S1_conf", "ST", "ST_conf")
        else:
            found = analyze(problem, places, outcome, seed=self.seed)
            columns = ("mu", "mu_star", "mu_star_conf", "sigma")
        return pd.DataFrame({name: np.asarray(found[name]) for name in columns}, index=problem["names"])

    def _salib(self, part: str) -> Any:
        return extra_for("hydra/sweeper=design", f"SALib.{part}.{self.method}")


def _point(dimensions: Sequence[Dimension], places: np.ndarray) -> list[str]:
    return [each.at(float(place)) for each, place in zip(dimensions, places, strict=True)]
