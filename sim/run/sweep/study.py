"""Optuna by ask and tell: find the values that do best, and go on another day."""

from collections.abc import Mapping, Sequence
from typing import Any

from hydra.core.override_parser.types import Override
from hydra.core.utils import JobReturn, JobStatus

from sim.core.replacing import replacing
from sim.run.errors import ConfigError
from sim.run.sweep.index import read_index
from sim.run.sweep.objective import Objective, objectives
from sim.run.sweep.space import Dimension, space
from sim.run.sweep.sweeper import OwnSweeper, fixed


class Study(OwnSweeper):
    """Trials in batches; what was tried stands in study.db (SQLite), so the same command goes on with what is missing.

    trials: number of trials in all. batch: trials that are asked for together, and run at once. seed: of the sampler.
    objectives: cells of summary.csv; one is optimised by TPE, several by NSGA-II. The best trials (of several objectives:
    the Pareto front) are written to best.csv.
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
        self.first = len(read_index(self.folder))
        study = self._study(wanted)
        for left in study.get_trials(
            states=[_optuna().trial.TrialState.RUNNING]
        ):  # by a sweep that was killed
            study.enqueue_trial(left.params)
            study.tell(left.number, state=_optuna().trial.TrialState.FAIL)
        while (missing := self.trials - _told(study)) > 0:
            asked = [study.ask() for _ in range(min(self.batch, missing))]
            jobs = [[*fixed(overrides), *(_suggested(trial, each) for each in dimensions)] for trial in asked]
            for trial, job in zip(asked, self.launch(jobs), strict=True):
                _tell(study, trial, job, wanted)
        self._report(study, wanted)

    def _study(self, wanted: Sequence[Objective]) -> Any:
        optuna = _optuna()
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self.folder.mkdir(parents=True, exist_ok=True)
        samplers = optuna.samplers
        study = optuna.create_study(
            storage=f"sqlite:///{self.folder / 'study.db'}",
            study_name="sweep",
            directions=[each.direction for each in wanted],
            load_if_exists=True,
        )
        sampler = samplers.TPESampler if len(wanted) == 1 else samplers.NSGAIISampler
        study.sampler = sampler(
            seed=self.seed + len(study.trials)
        )  # a later start must not draw the first trials again
        return study

    def _report(self, study: Any, wanted: Sequence[Objective]) -> None:
        import pandas as pd

        names = [f"{each.column} of {each.shop}" for each in wanted]
        rows = [
            {"trial": trial.number} | trial.params | dict(zip(names, trial.values, strict=True))
            for trial in study.best_trials
        ]
        table = pd.DataFrame(rows)
        with replacing(self.folder / "best.csv") as partial:
            table.to_csv(partial, index=False)
        print(table.to_string(index=False))


def _told(study: Any) -> int:
    """Trials that ended in this study, well or not; a trial that was cut short is asked again under a new number."""
    state = _optuna().trial.TrialState
    failed = [each for each in study.get_trials(states=[state.FAIL]) if "why" in each.user_attrs]
    return len(study.get_trials(states=[state.COMPLETE])) + len(failed)


def _tell(study: Any, trial: Any, job: JobReturn, wanted: Sequence[Objective]) -> None:
    if job.status is JobStatus.COMPLETED:
        study.tell(trial, [each(job.return_value) for each in wanted])
    else:
        trial.set_user_attr("why", str(job._return_value))
        study.tell(trial, state=_optuna().trial.TrialState.FAIL)


def _suggested(trial: Any, dimension: Dimension) -> str:
    key, low, high = dimension.key, dimension.low, dimension.high
    if dimension.values:
        return dimension.override(trial.suggest_categorical(key, dimension.values))
    if dimension.whole:
        return dimension.override(trial.suggest_int(key, int(low), int(high), log=dimension.log))
    return dimension.override(trial.suggest_float(key, low, high, log=dimension.log))


def _optuna() -> Any:
    try:
        import optuna
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"hydra/sweeper=study: {error.name} is not installed; pip install 'bazaar-sim[analysis]'"
        ) from error
    return optuna
