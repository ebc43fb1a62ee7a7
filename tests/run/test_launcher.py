"""What the launcher and its pool tell of jobs that went wrong; the jobs are made up."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from sim.run.sweep.jobs import Job
from sim.run.sweep.launcher import Jobs
from sim.run.sweep.pool import outcomes, pool
from sim.run.sweep.work import Outcome


def job(sweep: Path, number: int) -> Job:
    return Job(number, f"key{number}", (f"x={number}",), {"": {"results": {}}}, [0], sweep)


def test_what_failed_in_one_batch_is_still_told_after_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made_up(sets: Sequence[Sequence[str]], first: int, sweep: Path) -> list[Job]:
        return [job(sweep, number) for number, _ in enumerate(sets, first)]

    def first_fails(self: Jobs, jobs: list[Job]) -> dict[str, Outcome]:
        return {each.key: Outcome(each.key, 0.0, None if each.number else "too dear") for each in jobs}

    monkeypatch.setattr("sim.run.sweep.launcher.plan", made_up)
    monkeypatch.setattr(Jobs, "_run", first_fails)
    for failing in ([0], []):
        launcher = Jobs("serial")
        launcher.sweep = tmp_path
        for number in range(1 - len(failing), 4, 2):
            launcher.launch([["a"], ["b"]], number)
        told = tmp_path / "failed.json"
        assert told.exists() == bool(failing)
        if failing:
            assert [each["error"] for each in json.loads(told.read_text())["failed"]] == ["too dear"]


def test_a_module_that_a_job_misses_is_not_taken_for_one_of_the_launcher() -> None:
    with pytest.raises(ModuleNotFoundError, match="my_rules"), pool("serial", 1, None):
        raise ModuleNotFoundError("No module named 'my_rules'")


def test_who_is_lost_twice_says_what_ended_both_attempts(tmp_path: Path) -> None:
    words = iter(["cannot pickle the market", "the disk is full"])
    mine = job(tmp_path, 0)

    def lost(function: object, jobs: Sequence[Job]) -> object:
        (mine.partial / "attempt").mkdir(parents=True, exist_ok=True)
        raise OSError(next(words))
        yield

    (outcome,) = outcomes([mine], lost)
    assert "OSError: cannot pickle the market, then OSError: the disk is full" in str(outcome.error)
    assert "in lost" in outcome.trace
