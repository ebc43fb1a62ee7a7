"""The main job from the command line, once more in another process: every file is the same, byte by byte."""

import json
import os
import subprocess
import sys
from pathlib import Path

SMALL = ("experiment=double11", "population.size=4500", "seeds=[0]", "results.snapshots=28")
TELL_OF_THE_RUN = {"sim.log", "config.yaml", "treated/config.yaml", "baseline/config.yaml"}


def _files(folder: Path, *overrides: str, hashes: str) -> dict[str, str]:
    """Digest of every file that a run leaves, but of those that hold its own overrides and times."""
    asked = [sys.executable, "-m", "sim", *SMALL, f"hydra.run.dir={folder}", *overrides]
    subprocess.run(
        asked,
        cwd=folder.parent,
        env={**os.environ, "PYTHONHASHSEED": hashes},
        check=True,
        capture_output=True,
        timeout=300,
    )
    found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    return {name: digest for name, digest in found.items() if name not in TELL_OF_THE_RUN}


def test_two_processes_one_with_two_threads_leave_identical_files(tmp_path: Path) -> None:
    one = _files(tmp_path / "one", hashes="1")
    assert {"summary.csv", "lift.csv", "timeline.png"} <= one.keys()
    tables = ("sales", "orders", "ledger", "snapshots")
    assert {f"{arm}/{table}.parquet" for arm in ("treated", "baseline") for table in tables} <= one.keys()
    assert _files(tmp_path / "two", "threads=2", hashes="2") == one
