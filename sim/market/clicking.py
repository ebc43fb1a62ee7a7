"""Looks at a shop that follow its messages, by medium; kept when it is asked for (EVAL-11, EVAL-26)."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.market.noticing import parts
from sim.market.tables.names import dates, named

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
FIELDS = ("clicks", "drawn", "orders")


class Known(NamedTuple):
    """What consumers would know of shops this morning without today's messages; both (N, slots)."""

    shop: Array
    awareness: Array


class Clicks:
    """The clicks of S shops through M media, day by day."""

    def __init__(self) -> None:
        self.days: list[Array] = []  # (3, S, M) FIELDS
        self.looks = self.drawn = np.zeros((0, 0))  # (G, S) per visit of today: see `notice`

    def notice(self, market: "Market", before: Known) -> None:
        """After the messages of the day: what looks at each shop a visit brings.

        looks: mean over a persona of the chance to look at a remembered shop; drawn: its part that there is only because of
        today's messages.
        """
        state = market.state
        chance = look_chances(market, state.awareness)
        without = np.where(before.shop == state.shop, look_chances(market, before.awareness), 0)
        self.looks, self.drawn = (_means(market, each) for each in (chance, chance - without))

    def close(self, market: "Market", visits: Array, orders: Array) -> None:
        """Keep today. visits: (G, H) sessions; orders: (S,) order lines.

        clicks: looks by those who noticed a message of the shop today, each for the medium that it came through. orders: of those
        who click, if they buy as much per look as others.
        """
        came, part = visits @ (market.shelf.listed > 0), parts(market)
        looks, noticed = came * self.looks, market.today.noticed[:, 1:]
        clicks, drawn = (np.einsum("gs,gsm->sm", each, part) for each in (looks * noticed, came * self.drawn))
        per_look = orders / np.maximum(looks.sum(axis=0), 1e-300)
        self.days.append(np.stack([clicks, drawn, clicks * per_look[:, None]]))


def known(market: "Market") -> Known:
    """What is remembered before the messages go out, faded by the day."""
    keep = 1 - float(market.w.awareness_decay)
    return Known(market.state.shop.copy(), market.state.awareness * np.float32(keep))


def look_chances(market: "Market", awareness: Array) -> Array:
    """(N, slots) chance to look at each remembered shop on a visit; see `sim.kernels.attention.look_chance`."""
    state, w = market.state, market.w
    each = (
        w.search_base
        + w.search_awareness * awareness
        + w.search_loyalty * state.loyalty
        + w.search_satisfaction * state.satisfaction
    )
    return np.where(state.shop >= 0, np.clip(market.traits.breadth[:, None] * each, 0, 1), 0)


def clicks_table(market: "Market", clicks: Clicks) -> pa.Table:
    """date × shop × medium; rows without a message are left out."""
    shape = (len(clicks.days), len(FIELDS), len(market.shop_names), len(market.media))
    counts = np.array(clicks.days).reshape(shape)
    day, shop, medium = np.nonzero(counts[:, 0])
    return pa.table(
        {
            "date": dates(market, day),
            "shop": named(market.shop_names, shop),
            "medium": named([each.name for each in market.media], medium),
        }
        | {name: counts[day, x, shop, medium].round(3) for x, name in enumerate(FIELDS)}
    )


def _means(market: "Market", each: Array) -> Array:
    """(G, S) means over the consumers of a persona of (N, slots) figures about shops."""
    personas, shops = len(market.personas), len(market.shop_names)
    persona, shop = market.traits.persona, market.state.shop
    cell = persona[:, None].astype(np.int64) * shops + np.maximum(shop, 0)
    sums = np.bincount(cell.ravel(), weights=each.ravel(), minlength=personas * shops)
    people = np.bincount(persona, minlength=personas)
    return sums.reshape(personas, shops) / np.maximum(people, 1)[:, None]
