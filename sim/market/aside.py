"""Lines that are bought outside visits, at a price of their own: who bears the reduction, and what shipping costs."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.market.redemptions import nearest, redeemed
from sim.strategies.promotion import Promotion
from sim.world.lines import LINE

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def lines_of(
    market: "Market", rows: Array, price: Array, paid: Array, offers: list[Promotion], by: Array
) -> Array:
    """LINE of one unit for each of ``rows`` (sorted by consumer, with consumer, offer and channel).

    The item offer's payers bear what today's deal price takes off. What ``paid`` is below ``price`` is borne by the payers of
    the offer ``offers[by]``, the shop pays what ``price`` is below the deal price. All (n,), cents.
    """
    posts, catalog, j = market.offers, market.catalog, rows["offer"]
    lines = np.zeros(len(rows), LINE)
    for name in ("consumer", "offer", "channel"):
        lines[name] = rows[name]
    lines["shop"], lines["category"], lines["units"], lines["kept"] = (
        catalog.shop[j],
        catalog.category[j],
        1,
        1,
    )
    lines["list_price"], lines["price"], lines["paid"] = posts["list_price"][j], posts["deal_price"][j], paid
    cut = posts["list_price"][j].astype(np.int64) - posts["deal_price"][j]
    others, brands = borne(cut, posts["item_platform"][j], posts["item_brand"][j])
    more, brands_more = borne(price - paid, *shares(offers, by))
    lines["off_platform"], lines["off_brand"] = others + more, brands + brands_more
    lines["off_shop"] = lines["list_price"] - lines["paid"] - lines["off_platform"]
    lines["shipping"] = freight(market, lines)
    return lines


def borne(cents: Array, platform: Array, brand: Array) -> tuple[Array, Array]:
    """Of a reduction: cents of platform and brand together, which the platform advances, and those of the brand."""
    others = nearest((platform.astype(float) + brand) * cents)
    return others, np.minimum(others, nearest(brand.astype(float) * cents))


def shares(offers: list[Promotion], by: Array) -> tuple[Array, Array]:
    """Shares of platform and brand in the offers ``by``."""
    platform = np.array([offer.platform_share for offer in offers], float)
    brand = np.array([offer.brand_share for offer in offers], float)
    return platform[by], brand[by]


def freight(market: "Market", lines: Array) -> Array:
    """(n,) cents of shipping; the first line of a consumer and shop bears the parcel's."""
    shops, channels = len(market.specs), len(market.channels)
    whose = (lines["consumer"].astype(np.int64) * shops + lines["shop"]) * channels + lines["channel"]
    _, first, parcel = np.unique(whose, return_index=True, return_inverse=True)
    goods = np.bincount(parcel.ravel(), lines["paid"])
    shop, channel = lines["shop"][first], lines["channel"][first]
    shipping = np.zeros(len(lines), np.int64)
    shelf = market.shelf
    shipping[first] = np.where(goods < shelf.free_shipping[shop], shelf.shipping[channel, shop], 0)
    return shipping


def note(market: "Market", lines: Array, price: Array, offers: list[Promotion], by: Array) -> None:
    """Note for the table of redemptions what the offers gave on these lines."""
    cents = lines["price"].astype(np.int64) - lines["paid"]
    others, brands = borne(price - lines["paid"], *shares(offers, by))
    for number in np.unique(by).tolist():
        mine = by == number
        redeemed(market, offers[number], cents[mine], (others - brands)[mine], brands[mine])
