"""The same sweep through every launcher, in any order of jobs, leaves the same files."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Here, Sweep, digests, environment

SIZES = "population.size=200,210"


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """The address of a Dask scheduler with two workers, each a process of its own."""
    pytest.importorskip("distributed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port, started = probe.getsockname()[1], []
    address = f"tcp://127.0.0.1:{port}"
    quiet = {
        "cwd": tmp_path,
        "env": environment(),
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }
    dask = [sys.executable, "-m", "dask"]
    try:
        started.append(subprocess.Popen([*dask, "scheduler", "--port", str(port), "--no-dashboard"], **quiet))
        for _ in range(2):
            started.append(
                subprocess.Popen(
                    [*dask, "worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"], **quiet
                )
            )
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(timeout=30)


def test_serial_loky_and_dask_leave_the_same_files(
    sweep: Sweep, sweep_here: Here, tmp_path: Path, scheduler: str
) -> None:
    backwards = "population.size=210,200"
    code, told = sweep_here("serial", SIZES)
    assert code == 0, told
    for launcher, sizes, *more in (
        ("loky", backwards),
        ("dask", SIZES, f"hydra.launcher.address={scheduler}"),
    ):
        ended = sweep(launcher, launcher, sizes, *more)
        assert ended.returncode == 0, ended.stderr
    serial, loky, dask = (digests(tmp_path / launcher) for launcher in ("serial", "loky", "dask"))
    summary = "gathered/summary.parquet"  # in the order of the jobs
    assert serial == dask
    assert serial.pop(summary) != loky.pop(summary)
    assert serial == loky
    names = sorted(path.partition("/")[2] for path in serial)
    assert {"config.yaml", "summary.csv", "sales.parquet", "consumers.parquet"} < set(names)
    assert names[::2] == names[1::2]  # both jobs left each of them


def test_ray_leaves_the_same_files(sweep: Sweep, sweep_here: Here, tmp_path: Path) -> None:
    pytest.importorskip("ray")
    assert sweep_here("serial", SIZES)[0] == 0
    ended = sweep("ray", "ray", SIZES, "hydra.launcher.workers=2")
    assert ended.returncode == 0, ended.stderr
    assert digests(tmp_path / "ray") == digests(tmp_path / "serial")
