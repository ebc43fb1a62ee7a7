"""Notebooks that need packages of the extra `analysis` are left out where these are not installed."""

from importlib.util import find_spec

NEEDS = {"03_sweeps_and_sensitivity.ipynb": "SALib", "05_finding_the_best_strategy.ipynb": "optuna"}

collect_ignore = [name for name, package in NEEDS.items() if find_spec(package) is None]
