"""The process that compiles the evening of the first day ahead."""

import os
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from sim.kernels.parcels import scarce
from sim.run import compile_ahead
from sim.run.compose import compose


@pytest.mark.parametrize("experiment", ["baseline", "double11", "shopping_day", "everyday"])
def test_an_evening_without_customers_can_be_played(experiment):
    compile_ahead.evening(compose(experiment))


def test_the_evening_of_a_festival_needs_every_kernel_from_the_till_on(monkeypatch):
    from sim.market import closing, delivering, promoting, settling, shopping

    called = set()
    for module, name in (
        (shopping, "checkout"), (shopping, "top_up"), (settling, "settle_lines"), (promoting, "bill_again"),
        (delivering, "hand_over"), (closing, "count_stages"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, _counted(getattr(module, name), called))
    compile_ahead.evening(compose("double11"))
    assert called == {"checkout", "top_up", "settle", "bill_again", "deliver", "count_stages"}


def _counted(kernel, called):
    def call(*args):
        called.add(kernel.py_func.__name__)
        return kernel(*args)

    return call


def test_no_other_process_starts_when_the_machine_code_is_there(monkeypatch):
    monkeypatch.setattr(compile_ahead, "is_compiled", lambda: True)
    monkeypatch.setattr(subprocess, "Popen", _refuse)
    compile_ahead.compile_ahead(compose("baseline"))


def test_importing_the_kernels_is_not_taken_for_compiling_them(tmp_path):
    asked = "import sim.kernels.shopping, sim.kernels; print(sim.kernels.is_compiled())"
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_the_same_sources_installed_elsewhere_find_the_same_machine_code():
    code = scarce.stats.cache_path
    assert Path(code) == Path(numba.config.CACHE_DIR) and not list(Path(code).rglob("*/*.nbi"))


def test_no_other_process_starts_on_a_single_core(monkeypatch):
    monkeypatch.setattr(compile_ahead, "is_compiled", lambda: False)
    monkeypatch.setattr(compile_ahead.os, "cpu_count", lambda: 1)
    monkeypatch.setattr(subprocess, "Popen", _refuse)
    compile_ahead.compile_ahead(compose("baseline"))


def _refuse(*_args, **_kwargs):
    raise AssertionError("a process was started")
