"""Hydra takes launchers and sweepers from the namespace `hydra_plugins` only; these are the ones of `sim.run.sweep`."""

from sim.run.sweep.grid import Grid
from sim.run.sweep.launcher import Jobs


class JobLauncher(Jobs):
    """`hydra/launcher=serial|loky|dask|ray`."""


class GridSweeper(Grid):
    """`hydra/sweeper=grid`."""
