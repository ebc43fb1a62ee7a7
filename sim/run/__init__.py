"""From a name in `conf/` to results on disk; the only floor that knows Hydra and OmegaConf.

`sim.run` is this package and also the verb: `sim.run("double11", seeds=range(5))` calls :func:`sim.run.run.run`.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from sim.results import Results


class _Run(ModuleType):
    """A package that can be called: importing any `sim.run.x` binds `sim.run` to the package."""

    def __call__(
        self,
        name: "str | DictConfig",
        *overrides: str,
        seeds: Iterable[int] | None = None,
        threads: int | None = None,
        out: str | Path | None = None,
    ) -> "Results":
        """Run an experiment; see :func:`sim.run.run.run`."""
        from sim.run.run import run

        return run(name, *overrides, seeds=seeds, threads=threads, out=out)


sys.modules[__name__].__class__ = _Run
