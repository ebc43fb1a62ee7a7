"""What a shop that asks is told of its customers, class by class: its own books, kept from the morning on which it first asks."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rfm import CLASSES, class_of, score
from sim.strategies.base import CustomerBooks

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


@dataclass
class Index:
    """The card index of one shop; all (N,)."""

    last: Array  # day of the last purchase, -1 none
    days: Array  # days with a purchase
    paid: Array  # cents


def customers(market: "Market", shop: int) -> CustomerBooks:
    """The customers of one shop by RFM class; nobody on the morning on which it first asks."""
    if shop not in market.regulars:
        nobody = np.full(market.n, -1, np.int64)
        market.regulars[shop] = Index(nobody, np.zeros(market.n, np.int64), np.zeros(market.n, np.int64))
    cards = market.regulars[shop]
    who = np.flatnonzero(cards.days)
    found = np.empty(0, np.int64)
    if len(who):
        found = class_of(score(market.day - cards.last[who], low_is_good=True), score(cards.days[who]))
    people, paid = (
        np.bincount(found, each, len(CLASSES)).astype(np.int64) for each in (None, cards.paid[who])
    )
    return CustomerBooks(CLASSES, people, paid)


def keep(market: "Market") -> None:
    """Write today's purchases on the cards of every shop that asked."""
    for shop, cards in market.regulars.items():
        for lines in (*(part.lines[: part.n_lines] for part in market.crew.ranges), *market.aside):
            own = lines[(lines["shop"] == shop) & (lines["kept"] == 1)]
            np.add.at(cards.paid, own["consumer"], own["paid"])
            cards.days[np.unique(own["consumer"][cards.last[own["consumer"]] < market.day])] += 1
            cards.last[own["consumer"]] = market.day
