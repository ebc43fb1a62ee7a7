"""First orders are credited to media: whose message a buyer, by all that the shop can tell, met last (CAMP-26)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.market.board import HISTORY
from sim.strategies.base import MediaBooks

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


@dataclass
class Account:
    """The books of one shop, kept from the morning on which it first asks. G personas, M media, N consumers."""

    bought: Array  # (N,) who has bought since then
    heard: Array  # (G, M) messages taken in so far per consumer; older ones fade like awareness
    days: list[Array]  # (3, M) cents, impressions and first orders of each day


def books(market: "Market", shop: int) -> MediaBooks:
    """What the messages of one shop cost and brought; nothing on the morning on which it first asks."""
    if shop not in market.credits:
        nobody, nothing = np.zeros(market.n, bool), np.zeros(market.audience.use.shape)
        market.credits[shop] = Account(nobody, nothing, [])
    days = market.credits[shop].days[-HISTORY:]
    spend, shown, orders = np.array(days).reshape(-1, 3, len(market.media)).swapaxes(0, 1)
    return MediaBooks(tuple(medium.name for medium in market.media), spend.astype(np.int64), shown, orders)


def credit(market: "Market") -> None:
    """Add today to the books of every shop that asked.

    A message of persona g's share of shop s through medium m is taken in with the medium's effect; attention, when it is scarce,
    takes the same part of all. Each first order counts for the media by their shares of what the buyer's persona has taken in,
    which is the expected last touch.
    """
    if not market.credits:
        return
    to = market.audience
    for shop, account in market.credits.items():
        spend = market.media_spend[shop]
        shown = spend / np.where(to.cost > 0, to.cost, np.inf)
        account.heard *= 1 - float(market.w.awareness_decay)
        account.heard += to.use * shown * to.effect / market.n
        first = np.bincount(newcomers(market, shop, account), minlength=len(to.use))
        total = account.heard.sum(axis=1, keepdims=True)
        orders = first @ (account.heard / np.where(total > 0, total, 1))
        account.days.append(np.array([spend, shown, orders]))


def newcomers(market: "Market", shop: int, account: Account) -> Array:
    """Persona of everybody who buys from the shop today for the first time in its books."""
    today = np.zeros(market.n, bool)
    for lines in (*(part.lines[: part.n_lines] for part in market.crew.ranges), *market.aside):
        today[lines["consumer"][(lines["shop"] == shop) & (lines["kept"] == 1)]] = True
    today &= ~account.bought
    account.bought |= today
    return np.asarray(market.traits.persona[today])
