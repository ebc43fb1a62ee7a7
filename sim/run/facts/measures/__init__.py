"""What can be measured in the runs of a setting: functions Runs → one number per seed."""

from collections.abc import Callable

import pandas as pd

from sim.run.facts.measures import (
    bump,
    buyers,
    dirichlet,
    elasticity,
    empty_shelf,
    exposure,
    festival,
    hours,
    laws,
    retailer,
    stores,
)
from sim.run.facts.runs import Runs

MODULES = (
    *(bump, buyers, dirichlet, elasticity, empty_shelf, exposure, festival, hours, laws, retailer, stores),
)
MEASURES: dict[str, Callable[[Runs], pd.Series]] = {
    name: function
    for module in MODULES
    for name, function in vars(module).items()
    if callable(function) and getattr(function, "__module__", "") == module.__name__ and name[0] != "_"
}
"""Every public function of the modules here, by name."""
