"""Libraries of the `analysis` extra, imported when they are first needed."""

from importlib import import_module
from typing import Any


def statsmodels(module: str) -> Any:
    """A module of statsmodels, such as `stats.power`. Raises ImportError that says what to install."""
    return _extra("statsmodels", module)


def sklearn(module: str) -> Any:
    """A module of scikit-learn, such as `neighbors`. Raises ImportError that says what to install."""
    return _extra("sklearn", module)


def _extra(package: str, module: str) -> Any:
    try:
        return import_module(f"{package}.{module}")
    except ModuleNotFoundError as error:
        raise ImportError(
            f"this needs {package.replace('sklearn', 'scikit-learn')}; pip install 'bazaar-sim[analysis]'"
        ) from error
