"""Small markets from the real configs: built, run and closed; and whether two runs are the same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256

import pandas as pd
from omegaconf import DictConfig, open_dict

import sim
from sim.market.model import Market

Tables = dict[str, pd.DataFrame]
Edit = Callable[[DictConfig], None]

SHORT = (
    "population.size=500",
    "calendar.start=2025-11-01",
    "calendar.days=24",
    "results.orders=true",
    *(f"shops.{name}.copies=1" for name in sim.compose("baseline").shops),
)
FESTIVAL = (
    "campaign=double11",
    *(
        f"campaign.double11.phases.{phase}=2025-11-{day}"
        for phase, day in (
            ("prepare", "04"),
            ("warm_up", "08"),
            ("launch", 12),
            ("sustain", 14),
            ("after", 17),
        )
    ),
    "campaign.double11.end=2025-11-23",
    "+promotion@campaign.double11.promotions.cross_shop_reduction=cross_shop",
)
WARM_UP = pd.Timestamp("2025-11-08")


def config(*overrides: str, edit: Edit | None = None) -> DictConfig:
    """A short, small market without campaign; `edit` may change the composed config."""
    cfg = sim.compose("baseline", *SHORT, *overrides)
    if edit is not None:
        with open_dict(cfg):
            edit(cfg)
    return cfg


@contextmanager
def market(*overrides: str, seed: int = 1, edit: Edit | None = None) -> Iterator[Market]:
    """A market that is closed in the end."""
    built = sim.build(config(*overrides, edit=edit), seed)
    try:
        yield built
    finally:
        built.close()


def run(*overrides: str, seed: int = 1, edit: Edit | None = None) -> Tables:
    """The tables of a market run through all its days."""
    with market(*overrides, seed=seed, edit=edit) as built:
        built.run()
        return built.tables()


def different(one: Tables, other: Tables) -> list[str]:
    """Names of the tables that are not the same bit by bit."""
    assert list(one) == list(other)
    return [name for name in one if not one[name].equals(other[name])]


def digest(tables: Tables) -> str:
    """One number that changes when any cell of any table does."""
    text = sha256()
    for name, table in tables.items():
        text.update(name.encode() + table.to_csv().encode())
    return text.hexdigest()


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """The table with texts instead of categories, which remember names that do not occur."""
    texts = {column: str for column in table.columns if isinstance(table[column].dtype, pd.CategoricalDtype)}
    return table.astype(texts).reset_index(drop=True)
