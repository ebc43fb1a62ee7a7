"""What consumers gained on a day, in money: what they bought and kept is worth to them, less all cash that they paid."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.market.crew import Range
from sim.market.tables.names import dates, named

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def put_worth(market: "Market") -> None:
    """Write on every line of today's visits what it is worth to its buyer, cents.

    What was added to reach a threshold or beside a promoted thing is worth the price that was asked for it: of the lines of a
    consumer in a category the first was chosen, with all its units.
    """

    def job(part: Range) -> None:
        lines = part.lines[: part.n_lines]
        place = lines["consumer"].astype(np.int64) * len(market.categories) + lines["category"]
        first = np.unique(place, return_index=True)[1]
        each = part.scratch.worth[lines["consumer"], lines["category"]].astype(float)
        chosen = np.zeros(len(lines), bool)
        chosen[first] = each[first] != 0
        lines["worth"] = np.rint(np.where(chosen, each, lines["price"]) * lines["units"])

    market.crew.each(job)


def expected_gain(market: "Market", pairs: Array, decided: Array, beside: float = 0.0) -> Array:
    """(n,) cents that offers taken outside visits are worth beyond their price, as `sim.kernels.surplus.expected_gain`.

    decided: (n,) log-odds of taking any of the offers that were weighed. Need does not count, nor what was ``beside`` the offer,
    in utility.
    """
    i, j = pairs["consumer"], pairs["offer"]
    need = market.state.need[i, market.catalog.category[j]] + pairs["ahead"]
    decided = np.maximum(decided.astype(float), -30)
    utility = np.logaddexp(0, decided) * (1 + np.exp(-decided)) - market.w.choice_kappa * need - beside
    price = market.traits.price[i]
    money = utility * market.ground.usual[j] / np.where(price > 0, price, 1)
    return np.where(price > 0, money, 0.0)


class Surplus:
    """What consumers have in goods and claims beyond what they paid, by persona, day by day."""

    def __init__(self, personas: int) -> None:
        self.days: list[Array] = []  # (G,) cents gained
        self.returned = np.zeros(personas, np.int64)  # cents that the goods sent back today were worth
        self.before = np.zeros(
            personas, np.int64
        )  # cents of open claims less cash paid so far, on the evening before

    def take_back(self, market: "Market", parcels: Array) -> None:
        """Goods that came back are worth nothing any more."""
        self.returned += by_persona(market, parcels["consumer"], parcels["worth"])

    def close(self, market: "Market") -> None:
        """Add up the day: worth of the goods bought and of new deposits, less what came back, less all cash that was paid."""
        bought = [part.lines[: part.n_lines] for part in market.crew.ranges] + market.aside
        held = market.presales.open
        now = by_persona(market, held["consumer"], held["gain"].astype(np.int64) + held["deposit"])
        now -= by_persona(market, np.arange(market.n), market.state.spent)
        gained = now - self.before - self.returned
        for lines in bought:
            kept = lines[lines["kept"] == 1]
            gained += by_persona(market, kept["consumer"], kept["worth"])
        self.days.append(gained)
        self.before, self.returned = now, np.zeros_like(now)


def by_persona(market: "Market", consumer: Array, cents: Array) -> Array:
    """(G,) whole cents by the persona of the consumers."""
    total = np.zeros(len(market.personas), np.int64)
    np.add.at(total, market.traits.persona[consumer], cents)
    return total


def surplus_table(market: "Market", days: Sequence[Array]) -> pa.Table:
    """date × persona: cents."""
    shape = (len(days), len(market.personas))
    day, persona = (index.ravel() for index in np.indices(shape))
    return pa.table(
        {
            "date": dates(market, day),
            "persona": named(market.personas, persona),
            "surplus": np.array(days, np.int64).ravel(),
        }
    )
