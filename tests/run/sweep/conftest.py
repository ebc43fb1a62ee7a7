"""Sweeps of a tiny market through the command line, in processes of their own or in this one."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.run.command import command

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
TINY = ("experiment=baseline", "calendar.days=4", "seeds=[0,1]")
Sweep = Callable[..., subprocess.CompletedProcess[str]]
Here = Callable[..., tuple[int, str]]


@pytest.fixture
def arguments(tmp_path: Path) -> Callable[..., list[str]]:
    """`-m hydra/launcher=<launcher> hydra.sweep.dir=<folder> ...`; the pricing rule `deadly` can be chosen."""
    rules = tmp_path / "conf" / "pricing"
    rules.mkdir(parents=True)
    (rules / "deadly.yaml").write_text(f"_target_: deadly.Deadly\nhow: fine\ndiary: {tmp_path / 'diary'}\n")
    found = ["--config-dir", str(rules.parent), "-m"]
    return lambda launcher, folder, *overrides: [
        *found, f"hydra/launcher={launcher}", f"hydra.sweep.dir={tmp_path / folder}", *TINY, *overrides
    ]  # fmt: skip


@pytest.fixture
def sweep(arguments: Callable[..., list[str]], tmp_path: Path) -> Sweep:
    """`python -m sim <arguments>` in a process of its own."""

    def call(*asked: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sim", *arguments(*asked)],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return call


@pytest.fixture
def sweep_here(
    arguments: Callable[..., list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Here:
    """The same with the launcher `serial` in this process, which has the market loaded; exit code and what it told."""

    def call(*asked: str) -> tuple[int, str]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["sim", *arguments("serial", *asked)])
        return command(), capsys.readouterr().err

    return call


def environment() -> dict[str, str]:
    """Processes find this checkout and the rule of these tests."""
    path = os.pathsep.join([str(ROOT), str(HERE), os.environ.get("PYTHONPATH", "")])
    return os.environ | {"PYTHONPATH": path}


def digests(folder: Path) -> dict[str, bytes]:
    """Everything that should be equal in equal sweeps: tables and configs, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".parquet", ".csv", ".yaml")
    }


def manifests(folder: Path) -> list[Path]:
    """The manifests of complete runs, each with its age."""
    return sorted(folder.glob("*/manifest.json"))
