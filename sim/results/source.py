"""Tables of one seed, from results or straight from a market that is still running."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, Union

import pandas as pd

if TYPE_CHECKING:
    from sim.results.results import Results


class Market(Protocol):
    """Anything that gives out the tables of its days so far."""

    def tables(self) -> Mapping[str, pd.DataFrame]: ...


Source = Union["Results", Market]


def one_seed(
    of: "Results | Market", seed: int | None, names: Sequence[str]
) -> tuple[dict[str, pd.DataFrame], int]:
    """The tables `names` of one seed (the smallest when None), and which it is.

    Raises LookupError for a table that was not kept, ValueError for a seed that is not there.
    """
    from sim.results.results import Results

    results = of if isinstance(of, Results) else Results(of.tables())
    tables = {name: results.table(name) for name in names}
    seeds = results.seeds
    chosen = min(seeds) if seed is None else seed
    if chosen not in seeds:
        raise ValueError(f"seed is {seed}; these results have the seeds {', '.join(map(str, seeds))}")
    return {name: table[table["seed"] == chosen] for name, table in tables.items()}, chosen
