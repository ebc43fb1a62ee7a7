"""Property tests draw the same examples every time and may stop to compile a kernel."""

import gc

import pytest
from hypothesis import settings

import sim
from sim.kernels import is_compiled
from sim.run.compile_ahead import compile_ahead

settings.register_profile("bazaar", deadline=None, derandomize=True)
settings.load_profile("bazaar")


def pytest_configure(config: pytest.Config) -> None:
    """The first run compiles once, on two cores, before the workers start; later ones find the machine code on disk."""
    starts_workers = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if starts_workers and not is_compiled():
        cfg = sim.compose("double11", "population.size=100")
        compile_ahead(cfg)
        sim.run(cfg, seeds=[0])


def pytest_collection_finish() -> None:
    """What is imported by now stays: nobody need look for garbage among it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
