"""Sweeps of a tiny market through the command line, in processes of their own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
TINY = ("experiment=baseline", "calendar.days=4", "seeds=[0,1]")
Sweep = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def sweep(tmp_path: Path) -> Sweep:
    """`python -m sim -m hydra/launcher=<launcher> hydra.sweep.dir=<folder> ...`; the pricing rule `deadly` can be chosen."""
    rules = tmp_path / "conf" / "pricing"
    rules.mkdir(parents=True)
    (rules / "deadly.yaml").write_text(f"_target_: deadly.Deadly\nhow: fine\ndiary: {tmp_path / 'diary'}\n")

    def call(launcher: str, folder: str, *overrides: str) -> subprocess.CompletedProcess[str]:
        arguments = ["--config-dir", str(rules.parent), "-m", f"hydra/launcher={launcher}"]
        return subprocess.run(
            [
                sys.executable,
                "-m",
                "sim",
                *arguments,
                f"hydra.sweep.dir={tmp_path / folder}",
                *TINY,
                *overrides,
            ],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

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
