"""Optuna by ask and tell: find the values that do best, and go on another day."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from math import isfinite
from typing import Any

import pandas as pd
from hydra.core.override_parser.types import Override
from hydra.core.utils import JobReturn, JobStatus

from sim.core.replacing import replacing
from sim.run.errors import ConfigError
from sim.run.sweep.key import DIGITS
from sim.run.sweep.objective import Objective, objectives
from sim.run.sweep.space import Dimension, space
from sim.run.sweep.sweeper import OwnSweeper, fixed
from sim.run.sweep.trials import Trials


class Study(OwnSweeper):
    """Trials in batches; what was tried stands in study.db (SQLite), so the same command goes on with what is missing.

    trials: number of trials in all. batch: trials that are asked for together, and run at once. seed: of the sampler.
    objectives: cells of summary.csv; one is optimised by TPE, several by NSGA-II. The best trials (of several objectives:
    the Pareto front) are written to best.csv. Trials belong to their question: with other objectives, another space,
    config or sources a study begins anew.
    """

    def __init__(
        self,
        trials: int,
        batch: int,
        seed: int,
        objectives: Sequence[Mapping[str, Any]],
        params: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(params)
        self.trials, self.batch, self.seed, self.objectives = trials, batch, seed, list(objectives)

    def explore(self, overrides: Sequence[Override]) -> None:
        wanted, dimensions = objectives(self.objectives), space(overrides)
        if not wanted:
            raise ConfigError(
                "hydra.sweeper.objectives: there is none; write [{column: profit, shop: market}]"
            )
        same = fixed(overrides)
        key = self.measurable(wanted, [*same, *(each.at(0.5) for each in dimensions)])
        directions = [each.direction for each in wanted]
        trials = Trials(self.folder / "study.db", _question(wanted, dimensions, key), directions, self.seed)
        if trials.finished:  # lists them, and makes again what was lost
            self.launch([[*same, *_point(dimensions, each)] for each in trials.finished])
        while (missing := self.trials - trials.told) > 0:
            asked = [trials.ask(dimensions) for _ in range(min(self.batch, missing))]
            returned = self.launch([[*same, *_point(dimensions, each)] for each in asked])
            for trial, job in zip(asked, returned, strict=True):
                _tell(trials, trial, job, wanted)
        self._report(trials, wanted)

    def _report(self, trials: Trials, wanted: Sequence[Objective]) -> None:
        names = [f"{each.column} of {each.shop}" for each in wanted]
        rows = [
            {"trial": trial.number} | trial.params | dict(zip(names, trial.values, strict=True))
            for trial in trials.best
        ]
        table = pd.DataFrame(rows)
        with replacing(self.folder / "best.csv") as partial:
            table.to_csv(partial, index=False)
        print(table.to_string(index=False))


def _question(wanted: Sequence[Objective], dimensions: Sequence[Dimension], key: str) -> str:
    """Hexadecimal digest of objectives and space, and of the config and sources of a job (its key)."""
    told = [[asdict(each) for each in wanted], [asdict(each) for each in dimensions], key]
    return sha256(json.dumps(told).encode()).hexdigest()[:DIGITS]


def _point(dimensions: Sequence[Dimension], trial: Any) -> list[str]:
    return [each.override(trial.params[each.key]) for each in dimensions]


def _tell(trials: Trials, trial: Any, job: JobReturn, wanted: Sequence[Objective]) -> None:
    if job.status is not JobStatus.COMPLETED:
        trials.give_up(trial, str(job._return_value))
        return
    values = {f"{each.column} of {each.shop}": each(job.return_value) for each in wanted}
    empty = [name for name, value in values.items() if not isfinite(value)]
    if empty:
        print(f"trial {trial.number}: no value, as {', '.join(empty)} is empty", file=sys.stderr)
        trials.give_up(trial, f"{', '.join(empty)} is empty")
    else:
        trials.tell(trial, list(values.values()))
