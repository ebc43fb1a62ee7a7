"""Finished folders, and a browser to look at pages with."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from made_up_folders import write_run, write_sweep

from sim.report import write

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars")
OFFLINE = ("--disable-background-networking", "--disable-component-update", "--disable-sync")


@pytest.fixture(scope="session")
def experiment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("experiment"))


@pytest.fixture(scope="session")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sweep(tmp_path_factory.mktemp("sweep"))


@pytest.fixture(scope="session")
def experiment_page(experiment: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(experiment, tmp_path_factory.mktemp("page") / "experiment.html")


@pytest.fixture(scope="session")
def sweep_page(sweep: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(sweep, tmp_path_factory.mktemp("page") / "sweep.html")


@pytest.fixture
def browse(tmp_path: Path) -> Callable[..., str]:
    """Run a headless browser in a profile of its own; returns what it prints."""
    if CHROMIUM is None:
        pytest.skip("no chromium here")

    def call(*arguments: str) -> str:
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        command = [CHROMIUM, *QUIET, *OFFLINE, profile, *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout

    return call
