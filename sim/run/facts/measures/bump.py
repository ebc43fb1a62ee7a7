"""What a brand's bump in a week at 20 % off is made of: all against the twin, as shares of the units sold more in that week."""

import pandas as pd

from sim.run.facts.runs import Days, Runs, sold

DEAL = "line_20"
AFTER = (1, 6)  # weeks in which what was bought ahead is missing


def cross_brand(runs: Runs) -> pd.Series:
    """What rival brands of the category sold less in the same week."""
    now = runs.weeks(0, 0)
    return (_more(runs, now, ours=True) - _more(runs, now)) / _more(runs, now, ours=True)


def cross_period(runs: Runs) -> pd.Series:
    """What the category sold less in the six weeks after."""
    return -_more(runs, runs.weeks(*AFTER)) / _more(runs, runs.weeks(0, 0), ours=True)


def expansion(runs: Runs) -> pd.Series:
    """What the category sold more over the seven weeks."""
    return _more(runs, runs.weeks(0, AFTER[1])) / _more(runs, runs.weeks(0, 0), ours=True)


def dip(runs: Runs) -> pd.Series:
    """What the brand itself sold less in the six weeks after."""
    return -_more(runs, runs.weeks(*AFTER), ours=True) / _more(runs, runs.weeks(0, 0), ours=True)


def permanent_effect(runs: Runs) -> pd.Series:
    """Change of the brands' sales from the 26th to the 30th week after the deal, share."""
    line, later = runs.brands.line, runs.weeks(26, 30)
    return sold(runs[DEAL], later, line) / sold(runs["baseline"], later, line) - 1


def _more(runs: Runs, days: Days, ours: bool = False) -> pd.Series:
    """Units sold more than in the twin: by the treated brands, or by all."""
    products = runs.brands.line if ours else None
    return sold(runs[DEAL], days, products) - sold(runs["baseline"], days, products)
