"""Bazaar: an agent-based market of consumers and competing shops.

The public face. Heavy packages load on first use, so `import sim` is quick::

    sale = sim.run("double11", seeds=range(5))
    base = sim.run("double11", "campaign=none", seeds=range(5))
    sim.compare(sale, base, what="revenue", by="shop")
    arms = sim.fork("double11", shops=["flagship_1"], seeds=range(5))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.results import Results
    from sim.results.compare import compare
    from sim.results.diary import diary
    from sim.results.evaluation import evaluate
    from sim.results.planning import check_aa, power
    from sim.results.story import story
    from sim.run.benchmark import export_benchmark
    from sim.run.build import build
    from sim.run.compose import compose
    from sim.run.fork import fork
    from sim.run.gather import gather
    from sim.run.run import run

__version__ = "0.1.0"
__all__ = [
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

_HOME = {
    "compare": "sim.results.compare",
    "evaluate": "sim.results.evaluation",
    "power": "sim.results.planning",
    "check_aa": "sim.results.planning",
    "export_benchmark": "sim.run.benchmark",
    "compose": "sim.run.compose",
    "build": "sim.run.build",
    "fork": "sim.run.fork",
    "gather": "sim.run.gather",
    "story": "sim.results.story",
    "diary": "sim.results.diary",
    "Results": "sim.results",
}


def __getattr__(name: str) -> Any:
    """A public name, imported on first use."""
    if name == "run":
        return import_module("sim.run")
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}; public names: {', '.join(__all__)}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
