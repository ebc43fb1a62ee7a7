"""Hydra takes launchers and sweepers from the namespace `hydra_plugins` only; these are the ones of `sim.run.sweep`."""

from sim.run.sweep.design import Design
from sim.run.sweep.grid import Grid
from sim.run.sweep.launcher import Jobs
from sim.run.sweep.study import Study


class JobLauncher(Jobs):
    """`hydra/launcher=serial|loky|dask|ray`."""


class GridSweeper(Grid):
    """`hydra/sweeper=grid`."""


class DesignSweeper(Design):
    """`hydra/sweeper=design`."""


class StudySweeper(Study):
    """`hydra/sweeper=study`."""
