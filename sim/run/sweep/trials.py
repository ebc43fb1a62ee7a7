"""Trials of one question, in study.db: asked of Optuna, told their values, and asked again when they have none."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.run.errors import extra_for
from sim.run.sweep.space import Dimension


class Trials:
    """One study of the database `path`; studies of other questions may stand beside it.

    directions: maximize or minimize, of each objective; one is looked for by TPE, several by NSGA-II. seed: of the sampler.
    Trials of an earlier start that have no value, as their job failed or was cut short, are asked for first.
    """

    def __init__(self, path: Path, question: str, directions: Sequence[str], seed: int) -> None:
        optuna = extra_for("hydra/sweeper=study", "optuna")
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._states = optuna.trial.TrialState
        self._study = optuna.create_study(
            storage=f"sqlite:///{path}", study_name=question, directions=list(directions), load_if_exists=True
        )
        sampler = optuna.samplers.TPESampler if len(directions) == 1 else optuna.samplers.NSGAIISampler
        self._study.sampler = sampler(seed=seed + len(self._study.trials))  # not the first trials once more
        self._without = 0
        self._ask_again()

    @property
    def told(self) -> int:
        """Trials that have a value, and those of this start that ended without one."""
        return len(self.finished) + self._without

    @property
    def finished(self) -> list[Any]:
        """Trials that have a value, in the order in which they were asked."""
        return self._in("COMPLETE")

    @property
    def best(self) -> list[Any]:
        """The trial with the best value; the Pareto front of several objectives."""
        return list(self._study.best_trials)

    def ask(self, dimensions: Sequence[Dimension]) -> Any:
        """A new trial, whose params hold a value for each dimension."""
        trial = self._study.ask()
        for each in dimensions:
            if each.values:
                trial.suggest_categorical(each.key, each.values)
            elif each.whole:
                trial.suggest_int(each.key, int(each.low), int(each.high), log=each.log)
            else:
                trial.suggest_float(each.key, each.low, each.high, log=each.log)
        return trial

    def tell(self, trial: Any, values: Sequence[float]) -> None:
        """A trial has these values, one of each objective."""
        self._study.tell(trial, list(values))

    def give_up(self, trial: Any, why: str) -> None:
        """A trial ended without a value."""
        trial.set_user_attr("why", why)
        self._study.tell(trial, state=self._states.FAIL)
        self._without += 1

    def _ask_again(self) -> None:
        known = [each.params for each in self.finished]
        known += [each.system_attrs.get("fixed_params") for each in self._in("WAITING")]
        for left in self._in("RUNNING"):
            self._study.tell(left.number, state=self._states.FAIL)
        for left in self._in("FAIL"):
            if left.params and left.params not in known:
                known.append(left.params)
                self._study.enqueue_trial(left.params)

    def _in(self, state: str) -> list[Any]:
        return list(self._study.get_trials(states=[self._states[state]]))
