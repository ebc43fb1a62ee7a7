"""The number that a sweep looks at: a cell of summary.csv."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.run.errors import ConfigError

DIRECTIONS = ("maximize", "minimize")


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
