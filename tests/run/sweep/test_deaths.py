"""Jobs that are killed: the others go on, and a second start does only what is missing."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TINY, Here, Sweep, digests, environment, manifests

from sim.run.command import command

DEADLY = ("pricing@shops.niche.pricing=deadly", "allow_targets=[deadly]", "population.size=200,210")


def _how(how: str) -> str:
    return f"shops.niche.pricing.how=fine,{how}"


def _ages(folder: Path) -> dict[str, int]:
    return {path.parent.name: path.stat().st_mtime_ns for path in manifests(folder)}


def test_who_kills_a_worker_twice_is_told_and_what_can_be_done_is_done(sweep: Sweep, tmp_path: Path) -> None:
    ended = sweep("loky", "out", *DEADLY[:2], "population.size=200", _how("kill"), "seeds=[0]")
    out, why = tmp_path / "out", "no answer from its worker, twice: TerminatedWorkerError: A worker process"
    assert ended.returncode == 1, ended.stderr
    assert "1 of 2 jobs failed" in ended.stderr
    assert why in ended.stderr.split("jobs failed")[1]
    (failed,) = json.loads((out / "failed.json").read_text())["failed"]
    assert failed["number"] == 1 and why in failed["error"]
    assert (tmp_path / "diary").read_text().count("x") == 2
    assert len(_ages(out)) == 1
    assert not (out / ".partial").exists()


def test_a_worker_that_is_killed_once_costs_nothing_but_time(sweep: Sweep, tmp_path: Path) -> None:
    ended = sweep("loky", "out", *DEADLY, _how("kill_once"), "seeds=[0]")
    assert ended.returncode == 0, ended.stderr
    assert len(manifests(tmp_path / "out")) == 4
    assert (tmp_path / "diary").read_text().count("x") > 2
    assert "at the second attempt" in ended.stderr
    assert not (tmp_path / "out" / "failed.json").exists()


def test_a_sweep_that_was_killed_goes_on_where_it_was(sweep: Sweep, sweep_here: Here, tmp_path: Path) -> None:
    killed = sweep("serial", "out", *DEADLY, _how("kill"))
    out = tmp_path / "out"
    assert killed.returncode == -9
    before = _ages(out)
    assert len(before) == 1
    (half,) = (out / ".partial").iterdir()
    assert half.name not in before

    code, told = sweep_here("out", *DEADLY)
    assert code == 0, told
    assert "2 jobs, 1 of them complete" in told
    assert _ages(out).items() >= before.items()
    assert not (out / ".partial").exists()


EVERY_DAY = "checkpoint.minutes=1e-9"


def test_a_job_that_was_killed_in_its_second_seed_goes_on_from_the_evening_before(
    sweep: Sweep, sweep_here: Here, tmp_path: Path
) -> None:
    long = (*DEADLY[:2], "shops.niche.pricing.how=kill_third", "results.orders=true", "population.size=200")
    diary = tmp_path / "diary"  # two lines for each seed that lived through its third day
    assert sweep("serial", "out", *long, EVERY_DAY).returncode == -9
    (seeds,) = (tmp_path / "out" / ".partial").glob("*/seeds")
    assert sorted(place.name for place in seeds.iterdir()) == ["0", "1"]
    assert diary.read_text().count("x") == 2 + 1

    rest = sweep("serial", "out", *long, EVERY_DAY)
    assert rest.returncode == 0, rest.stderr
    (told,) = (tmp_path / "out").glob("*/sim.log")
    lines = told.read_text()
    assert "seed 0: was there already" in lines and "seed 1: goes on after 2 days" in lines
    assert diary.read_text().count("x") == 3 + 2
    assert not (tmp_path / "out" / ".partial").exists()

    assert sweep_here("never_killed", *long, EVERY_DAY)[0] == 0
    assert diary.read_text().count("x") == 5 + 4
    assert digests(tmp_path / "out") == digests(tmp_path / "never_killed")


def test_a_single_run_that_was_killed_goes_on_when_it_is_asked_for_into_the_same_folder(
    arguments: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    how = ("shops.niche.pricing.how=kill_once", "population.size=200", EVERY_DAY, "results.orders=true")

    def asked(folder: str) -> list[str]:
        where = ("--config-dir", str(tmp_path / "conf"), f"hydra.run.dir={tmp_path / folder}")
        return [*where, *TINY, *DEADLY[:2], *how]

    def run(folder: str) -> int:
        start = [sys.executable, "-m", "sim", *asked(folder)]
        return subprocess.run(start, cwd=tmp_path, env=environment(), check=False).returncode

    assert run("out") == -9
    assert (tmp_path / "diary").read_text().count("x") == 1
    assert [path.parent.name for path in (tmp_path / "out").rglob("midway")] == ["0"]
    assert run("out") == 0
    assert "seed 0: goes on after 2 days" in (tmp_path / "out" / "sim.log").read_text()
    assert not (tmp_path / "out" / ".seeds").exists()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["sim", *asked("never_killed")])
    assert command() == 0
    files = [
        {name: content for name, content in digests(tmp_path / folder).items() if name[0] != "."}
        for folder in ("out", "never_killed")
    ]
    assert files[0] == files[1] and "orders.parquet" in files[0]
