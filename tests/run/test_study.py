"""Studies whose jobs are made up: what is tried, what has no value, and which question it belongs to."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.utils import JobReturn, JobStatus

from sim.run.sweep.failure import JobFailed
from sim.run.sweep.objective import Objective
from sim.run.sweep.study import Study

pytest.importorskip("optuna")
Profit = Callable[[float], float]


class MadeUpStudy(Study):
    """Looks for the x that has most profit. profit: of a job at x; it fails when that raises. key: of its config."""

    def __init__(
        self, folder: Path, profit: Profit, trials: int = 4, key: str = "k", direction: str = "maximize"
    ):
        super().__init__(trials, 2, 0, [{"column": "profit", "shop": "market", "direction": direction}])
        self.folder, self.profit, self.key = folder, profit, key
        self.batches: list[list[float]] = []

    def launch(self, sets: Sequence[Sequence[str]]) -> list[JobReturn]:
        assert len(self.batches) < 10, "a study that never ends"
        self.batches.append([float(overrides[-1].removeprefix("x=")) for overrides in sets])
        return [self._job(x) for x in self.batches[-1]]

    def measurable(self, wanted: Sequence[Objective], overrides: Sequence[str]) -> str:
        return self.key

    def start(self) -> "MadeUpStudy":
        self.explore(OverridesParser.create().parse_overrides(["seeds=[0]", "x=interval(0,1)"]))
        return self

    def best(self) -> float:
        return float(pd.read_csv(self.folder / "best.csv")["profit of market"].item())

    def _job(self, x: float) -> JobReturn:
        returned = JobReturn(status=JobStatus.COMPLETED)
        try:
            row = {"shop": ["market"], "profit": [self.profit(x)]}
            returned.return_value = self.folder / str(x)
            returned.return_value.mkdir(exist_ok=True)
            pd.DataFrame(row).to_csv(returned.return_value / "summary.csv", index=False)
        except ArithmeticError as error:
            returned.status = JobStatus.FAILED
            returned.return_value = JobFailed(0, (f"x={x}",), str(error))
        return returned


def fails(x: float) -> float:
    raise ArithmeticError("the price is too dear")


def test_a_trial_whose_objective_is_empty_ends_and_has_no_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = MadeUpStudy(tmp_path, lambda x: x if x > 0.6 else float("nan")).start()
    tried = [x for batch in found.batches for x in batch]
    assert len(tried) == 4
    assert found.best() == pytest.approx(max(tried))
    empty = sum(x <= 0.6 for x in tried)
    assert empty and capsys.readouterr().err.count("no value, as profit of market is empty") == empty


def test_trials_of_another_question_are_not_taken_for_those_of_this_one(tmp_path: Path) -> None:
    most = MadeUpStudy(tmp_path, lambda x: x).start().best()
    least = MadeUpStudy(tmp_path, lambda x: x, direction="minimize").start()
    assert len(least.batches) == 2 and least.best() < most
    sources_changed = MadeUpStudy(tmp_path, lambda x: -x, key="other").start()
    assert len(sources_changed.batches) == 2 and sources_changed.best() < 0
    again = MadeUpStudy(tmp_path, fails).start()
    assert [len(batch) for batch in again.batches] == [4]  # listed, and their values known
    assert again.best() == most


def test_a_trial_that_failed_is_asked_again_by_the_next_start_and_by_no_other(tmp_path: Path) -> None:
    first = MadeUpStudy(tmp_path, fails).start()
    tried = [x for batch in first.batches for x in batch]
    assert len(tried) == 4
    second = MadeUpStudy(tmp_path, lambda x: x).start()
    assert [x for batch in second.batches for x in batch] == tried
    assert second.best() == max(tried)
    third = MadeUpStudy(tmp_path, lambda x: x).start()
    assert third.batches == [tried]
