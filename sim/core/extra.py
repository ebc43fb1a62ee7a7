"""Packages that are optional: imported when they are first needed, and told in one way when they are missing."""

from importlib import import_module
from typing import Any

EXTRAS = {
    "statsmodels": "analysis",
    "sklearn": "analysis",
    "SALib": "analysis",
    "optuna": "analysis",
    "dask": "cluster",
    "distributed": "cluster",
    "ray": "cluster",
    "mlflow": "tracking",
}
"""Package → the extra of this one that brings it."""
CALLED = {"sklearn": "scikit-learn", "distributed": "dask"}


def extra(module: str) -> Any:
    """A module of an optional package, such as `statsmodels.stats.power`. ImportError says what to install."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in EXTRAS:
            raise  # it is there, but something that it needs itself is not
        raise ImportError(missing(package)) from error


def missing(package: str) -> str:
    """That a package is not installed, and how to get it."""
    return f"{CALLED.get(package, package)} is not installed; pip install 'bazaar-sim[{EXTRAS[package]}]'"
