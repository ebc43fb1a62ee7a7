"""A week at 20 % off with and without something that draws attention to it."""

import pandas as pd

from sim.run.facts.runs import Runs, sold


def lift_without_exposure(runs: Runs) -> pd.Series:
    """Sales of the treated brands in the week of the deal, as a multiple of the twin's."""
    return _multiple(runs, "line_20", "baseline")


def lift_on_display(runs: Runs) -> pd.Series:
    """The same, with the deal on the best place of the page."""
    return _multiple(runs, "line_20_display", "baseline")


def display_multiplies(runs: Runs) -> pd.Series:
    """Sales of the deal on the best place of the page as a multiple of those of the deal without."""
    return _multiple(runs, "line_20_display", "line_20")


def _multiple(runs: Runs, arm: str, other: str) -> pd.Series:
    week, line = runs.weeks(0, 0), runs.brands.line
    return sold(runs[arm], week, line) / sold(runs[other], week, line)
