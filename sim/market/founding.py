"""The market before its first morning: shelves, channels, stock, and who is paid when."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, name_key, personal_key, uniform
from sim.market import leaning
from sim.strategies.supply import SeizeOpportunities
from sim.world.shelf import Places, Shelf

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
NEVER = 3e38  # pace of a channel that a persona does not use
PAYDAYS = 28  # days of a month on which somebody is paid
ALL_DAY = (0, 24)  # hours
PLENTY = 1 << 40  # units of a shop that never runs out


def empty_shelf(market: "Market") -> Shelf:
    """Tables of shops as they stand before the first morning."""
    shops, channels, categories = market.specs, market.channels, market.categories
    n_shops, n_channels, n_categories = len(shops), len(channels), len(categories)
    listed = np.array([[c.name in s.channels for s in shops] for c in channels], np.uint8).reshape(
        n_channels, n_shops
    )
    own = np.array([s.convenience for s in shops])
    place = np.array([c.convenience for c in channels])
    wait = np.array([[max(0.0, s.wait + c.extra_wait) for s in shops] for c in channels])
    carried = np.array([c.carried for c in channels])
    return Shelf(
        key=np.array([name_key(s.name) for s in shops], np.uint64),
        category_key=np.array([name_key(c.name) for c in categories], np.uint64),
        start=market.catalog.start,
        stop=market.catalog.stop,
        listed=listed,
        search=np.zeros((n_channels, n_categories, n_shops), np.float32),
        convenience=(place[:, None] + own[None, :]).astype(np.float32),
        service=np.array([s.service for s in shops], np.float32),
        rating=np.zeros(n_shops, np.float32),
        best_service=leaning.best_of(market, np.array([s.service for s in shops])),
        **leaning.images(shops, market.pains),
        wait=wait.astype(np.float32),
        shipping=np.array([[round(100 * s.shipping) * int(c) for s in shops] for c in carried], np.int64),
        free_shipping=np.array([round(100 * s.free_shipping) for s in shops], np.int64),
        usual=np.array([100 * c.price for c in categories], np.float32),
        risk=np.array([c.risk for c in categories], np.float32),
        storable=np.array([c.storable for c in categories], np.float32),
        postponable=np.array([c.postponable for c in categories], np.float32),
        returns=np.array([c.returns for c in categories], np.float32),
    )


def dearest(market: "Market") -> int:
    """Cents/unit that a shop may ask at most, so that the largest line counts its cents in 32 bits.

    Raises ValueError when a product is dearer or costs more on the opening day.
    """
    units, catalog = 2 + int(np.ceil(market.w.quantity_room)), market.catalog
    most = (2**31 - 1) // units
    for what, cents in (("price", catalog.base_price), ("cost", catalog.cost)):
        if len(cents) and cents.max() > most:
            j = int(cents.argmax())
            category, shop = market.categories[catalog.category[j]].name, market.shop_names[catalog.shop[j]]
            raise ValueError(
                f"catalog.categories.{category}.price: with the {what} level of {shop} a product comes to "
                f"{cents[j] / 100:,.0f} yuan; write a category or level by which it is at most {most / 100:,.0f}"
            )
    return most


def places(market: "Market") -> Places:
    """Channels as consumers meet them."""
    used = np.asarray(market.shelf.listed.any(axis=1))
    opens, closes = np.array([c.hours or ALL_DAY for c in market.channels]).T * 60
    return Places(
        key=np.array([name_key(c.name) for c in market.channels], np.uint64),
        pace=np.divide(
            1, market.habits, where=market.habits > 0, out=np.full(market.habits.shape, NEVER)
        ).astype(np.float32),
        used=used.astype(np.uint8),
        friction=np.array([c.friction for c in market.channels], np.float32),
        carried=np.array([c.carried for c in market.channels], np.uint8),
        returns=np.array([c.returns for c in market.channels], np.float32),
        push=np.array([c.install["push"] for c in market.channels], np.float32),
        distance=np.array([c.place["distance"] for c in market.channels], np.float32),
        radius=np.array([c.place["radius"] for c in market.channels], np.float32),
        touch=np.array([c.place["touch"] for c in market.channels], np.float32),
        opens=np.rint(opens).astype(np.int16),
        closes=np.rint(closes).astype(np.int16),
        clock=market.clock,
    )


class Ground(NamedTuple):
    """What never changes about products and shops, in the form in which posting needs it."""

    usual: Array  # (P,) cents, usual price of the product's category
    fame: Array  # (S,)
    on_sale: Array  # (S,) whether the shop sells on any channel
    shown: Array  # (H, C, S) 1 where a search can show the shop, else 0


def survey(market: "Market") -> Ground:
    """Look once at what never changes."""
    shelf = market.shelf
    reach = np.array([c.search for c in market.channels])
    carries = (shelf.stop > shelf.start).T
    return Ground(
        usual=np.array([100 * c.price for c in market.categories])[market.catalog.category],
        fame=np.array([s.fame for s in market.specs]),
        on_sale=np.asarray(shelf.listed.any(axis=0)),
        shown=carries[None] * shelf.listed[:, None, :] * (reach > 0)[:, None, None],
    )


def rivals(market: "Market") -> list[Array]:
    """Per shop an (R, k) table: each rival's product of the same category with the nearest usual price, or -1.

    A shop without channels posts prices that nobody sees, so it is nobody's rival. What is like one product lies together, as
    rules ask for the least or mean of it.
    """
    catalog = market.catalog
    on_sale = np.flatnonzero(market.ground.on_sale)
    alike = np.full((len(on_sale), len(catalog)), -1)
    for c in range(len(market.categories)):
        mine = np.flatnonzero(catalog.category == c)
        for row, rival in enumerate(on_sale):
            a, z = catalog.start[rival, c], catalog.stop[rival, c]
            if a < z:
                gap = np.abs(catalog.base_price[a:z] - catalog.base_price[mine, None])
                alike[row, mine] = a + gap.argmin(axis=1)
    own = zip(catalog.start[:, 0], catalog.stop[:, -1], strict=True)
    return [np.asfortranarray(alike[on_sale != s, a:z]) for s, (a, z) in enumerate(own)]


def opening_stock(market: "Market") -> Array:
    """(P,) units on the shelf at the start: each shop's days of an even share of its categories' demand."""
    catalog = market.catalog
    demand = np.array([c.orders_per_year for c in market.categories]) / 365 * market.n
    reachable = np.array([len(s.channels) > 0 for s in market.specs])[catalog.shop]
    products = np.bincount(catalog.category[reachable], minlength=len(market.categories)).clip(1)
    days = np.array([s.stock_days for s in market.specs], float)[catalog.shop]
    even = np.ceil((demand / products)[catalog.category] * days).astype(np.int64)
    endless = np.array([s.supply is None for s in market.specs])[catalog.shop]
    return np.where(endless, PLENTY, even * ~waiting(market))


def waiting(market: "Market") -> Array:
    """(P,) which products a shop does not stock before it sees an opportunity."""
    names, not_yet = np.array([c.name for c in market.categories]), np.zeros(len(market.catalog), bool)
    for s, spec in enumerate(market.specs):
        if isinstance(spec.supply, SeizeOpportunities):
            mine = market.catalog.shop == s
            not_yet |= mine & np.isin(names[market.catalog.category], list(spec.supply.candidates))
    return not_yet


def paydays(market: "Market") -> list[Array]:
    """Who has the purse filled on each day of the month, 1..28; spread evenly, keyed by consumer.

    The first of the list, day 0, is nobody's. Without a budget there is no payday.
    """
    if market.w.budget_share <= 0:
        return [np.zeros(0, np.int32)] * (PAYDAYS + 1)
    luck = uniform(personal_key(base_key(market.world_seed, "payday"), np.arange(market.n)))
    day = (1 + PAYDAYS * luck).astype(np.uint8)
    turn = np.argsort(day, kind="stable").astype(np.int32)
    return np.split(turn, np.searchsorted(day[turn], np.arange(1, PAYDAYS + 1)))


def describe_products(market: "Market") -> None:
    """Write what never changes of the offers."""
    catalog, offers = market.catalog, market.offers
    offers["key"], offers["shop"], offers["category"] = catalog.key, catalog.shop, catalog.category
    offers["quality"], offers["deal_price"] = catalog.quality, catalog.base_price
