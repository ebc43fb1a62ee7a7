"""The number that a sweep looks at: a cell of summary.csv."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.results.summary import MARKET
from sim.run.errors import ConfigError
from sim.run.names import exist, shop_names
from sim.run.sweep.jobs import Job

DIRECTIONS = ("maximize", "minimize")
ALONE = ("revenue", "revenue_se", "units", "orders", "share", "profit", "profit_se")
"""Columns of summary.csv without a contrast."""
_EFFECTS = ("baseline", "treated", "incremental", "low", "high", "lift")
CONTRAST = (*_EFFECTS, "profit", "profit_low", "profit_high", "variance_reduction")
"""Columns of summary.csv with a contrast."""
SPREAD = ("revenue_se", "profit_se", "low", "high", "profit_low", "profit_high", "variance_reduction")
"""Columns that are empty when there is one seed."""


@dataclass(frozen=True)
class Objective:
    """column: of summary.csv, e.g. profit. shop: its row. direction: maximize or minimize."""

    column: str
    shop: str
    direction: str = "maximize"

    def __call__(self, folder: Path) -> float:
        """Its value in the results in `folder`. Raises ConfigError for a column or shop that is not there."""
        table = pd.read_csv(folder / "summary.csv", index_col="shop")
        for name, known in ((self.column, table.columns), (self.shop, table.index)):
            if name not in known:
                raise ConfigError(
                    f"hydra.sweeper.objectives: {name!r} is not in summary.csv; write one of {', '.join(known)}"
                )
        return float(table.loc[self.shop, self.column])  # type: ignore[arg-type]


def check_cells(wanted: Sequence[Objective], job: Job) -> None:
    """Raise ConfigError, before anything runs, for a cell that summary.csv of a job will not have, or leave empty."""
    contrast = len(job.arms) > 1
    columns = list(CONTRAST if contrast else ALONE)
    shops = [*shop_names(next(iter(job.arms.values()))), *([MARKET] if contrast else [])]
    key = "hydra.sweeper.objectives"
    wrong = [
        *exist(f"{key}, column", [each.column for each in wanted], columns),
        *exist(f"{key}, shop", [each.shop for each in wanted], shops),
    ]
    if len(job.seeds) == 1:
        spread = [each.column for each in wanted if each.column in SPREAD]
        wrong += [f"{key}: {column} is empty with 1 seed; write at least 2 seeds" for column in spread]
    if wrong:
        raise ConfigError("\n".join(wrong))


def objectives(written: Sequence[Mapping[str, Any]]) -> list[Objective]:
    """The objectives of a config. Raises ConfigError for a field or direction that does not exist."""
    try:
        found = [Objective(**each) for each in written]
    except TypeError as error:
        raise ConfigError(f"hydra.sweeper.objectives: {error}; write column, shop and direction") from error
    for each in found:
        if each.direction not in DIRECTIONS:
            raise ConfigError(
                f"hydra.sweeper.objectives: direction {each.direction!r} is not right; write {' or '.join(DIRECTIONS)}"
            )
    return found
