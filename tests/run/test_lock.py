"""A folder of a sweep belongs to one process at a time."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hydra.core.override_parser.types import Override

from sim.run.errors import ConfigError
from sim.run.sweep.lock import NAME, held
from sim.run.sweep.sweeper import OwnSweeper


class Explored(OwnSweeper):
    """Notes who held the folder while it was explored."""

    def explore(self, overrides: Sequence[Override]) -> None:
        self.holder = json.loads((self.folder / NAME).read_text())


def lock_of(folder: Path, pid: int, host: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / NAME).write_text(json.dumps({"pid": pid, "host": host}))
    return folder


def ended() -> int:
    """The number of a process that is no more."""
    with subprocess.Popen([sys.executable, "-S", "-c", ""]) as process:
        process.wait()
    return process.pid


@pytest.mark.parametrize(
    ("pid", "host"),
    [(os.getppid(), socket.gethostname()), (os.getpid(), "elsewhere"), (1, socket.gethostname())],
    ids=["its parent", "another machine", "the first process"],
)
def test_a_second_start_is_refused_with_who_holds_the_folder(tmp_path: Path, pid: int, host: str) -> None:
    lock_of(tmp_path, pid, host)
    with pytest.raises(ConfigError, match=f"process {pid} on {host} works in"), held(tmp_path):
        raise AssertionError("two at once")
    assert (tmp_path / NAME).exists()


def test_what_is_being_locked_is_held_by_somebody(tmp_path: Path) -> None:
    (tmp_path / NAME).touch()
    with pytest.raises(ConfigError, match="another process works in"), held(tmp_path):
        raise AssertionError("two at once")


def test_the_folder_of_a_process_that_is_gone_is_taken_over_and_let_go(tmp_path: Path) -> None:
    sweeper = Explored()
    for holder in (ended(), os.getpid()):  # or had the number that this one has now
        sweeper.folder = lock_of(tmp_path / "sweep", holder, socket.gethostname())
        (sweeper.folder / "a result").touch()
        sweeper.sweep([])
        assert sweeper.holder == {"pid": os.getpid(), "host": socket.gethostname()}
        assert [path.name for path in sweeper.folder.iterdir()] == ["a result"]


def test_a_sweep_that_is_refused_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError), held(tmp_path / "sweep"):
        raise ConfigError("hydra.sweeper.params: nothing to vary")
    assert list(tmp_path.iterdir()) == []
