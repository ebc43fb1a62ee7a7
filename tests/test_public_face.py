import subprocess
import sys

import pytest

import sim

PUBLIC = [
    "run",
    "fork",
    "compare",
    "power",
    "check_aa",
    "compose",
    "build",
    "gather",
    "export_benchmark",
    "evaluate",
    "story",
    "diary",
    "Results",
    "__version__",
]
HEAVY = [
    "numpy",
    "pandas",
    "pyarrow",
    "numba",
    "mesa",
    "matplotlib",
    "hydra",
    "omegaconf",
    "scipy",
    "holidays",
]


def _python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    ).stdout


def test_the_public_names_are_these_and_no_others() -> None:
    assert sim.__all__ == PUBLIC
    assert dir(sim) == sorted(PUBLIC)


def test_every_public_name_is_there_and_can_be_called() -> None:
    for name in PUBLIC[:-1]:
        assert callable(getattr(sim, name)), name


def test_a_name_that_is_not_public_lists_those_that_are() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'simulate'; public names: run, fork, compare"):
        _ = sim.simulate


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = _python(f"import sim, sys; print([name for name in {HEAVY} if name in sys.modules])")
    assert loaded.strip() == "[]"


def test_importing_the_package_takes_well_under_a_second() -> None:
    seconds = _python("import time; t = time.perf_counter(); import sim; print(time.perf_counter() - t)")
    assert float(seconds) < 0.5


def test_run_can_be_called_whatever_was_imported_before() -> None:
    assert _python("import sim.run.check, sim; print(callable(sim.run))").strip() == "True"


def test_help_answers_without_loading_the_market() -> None:
    code = "import atexit, sys; sys.argv = ['sim', '--help']; from sim.run.command import command"
    tell = "print([name for name in ('numba', 'mesa', 'matplotlib') if name in sys.modules])"
    told = _python(f"{code}; atexit.register(lambda: {tell}); command()")
    assert "python -m sim experiment=double11" in told
    assert told.rstrip().endswith("[]")
