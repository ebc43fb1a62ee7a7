"""Lines that are bought outside visits, at a price of their own: who bears the reduction, and what shipping costs."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rows import fill
from sim.market.redemptions import nearest, redeemed
from sim.strategies.promotion import Promotion
from sim.world.lines import LINE

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def lines_of(
    market: "Market",
    rows: Array,
    price: Array,
    paid: Array,
    shipping: Array,
    offers: list[Promotion],
    by: Array,
) -> Array:
    """LINE of one unit for each of ``rows`` (sorted by consumer, with consumer, offer and channel).

    The item offer's payers bear what today's deal price takes off. What ``paid`` is below ``price`` is borne by the payers of
    the offer ``offers[by]``, the shop pays what ``price`` is below the deal price. All (n,), cents.
    """
    posts, catalog, j = market.offers, market.catalog, rows["offer"]
    list_price, deal_price = posts["list_price"][j].astype(np.int64), posts["deal_price"][j]
    others, brands = borne(list_price - deal_price, posts["item_platform"][j], posts["item_brand"][j])
    more, brands_more = borne(price - paid, *shares(offers, by))
    lines = np.zeros(len(rows), LINE)
    fill(
        lines,
        consumer=rows["consumer"],
        offer=j,
        channel=rows["channel"],
        shop=catalog.shop[j],
        category=catalog.category[j],
        units=np.ones(len(rows), np.int32),
        kept=np.ones(len(rows), np.uint8),
        list_price=list_price,
        price=deal_price,
        paid=paid,
        off_platform=others + more,
        off_brand=brands + brands_more,
        off_shop=list_price - paid - others - more,
        shipping=shipping,
    )
    return lines


def borne(cents: Array, platform: Array, brand: Array) -> tuple[Array, Array]:
    """Of a reduction: cents of platform and brand together, which the platform advances, and those of the brand."""
    others = nearest((platform.astype(float) + brand) * cents)
    return others, np.minimum(others, nearest(brand.astype(float) * cents))


def shares(offers: list[Promotion], by: Array) -> tuple[Array, Array]:
    """Shares of platform and brand in the offers ``by``; nothing where it is -1, no offer."""
    platform = np.array([*(offer.platform_share for offer in offers), 0.0])
    brand = np.array([*(offer.brand_share for offer in offers), 0.0])
    return platform[by], brand[by]


def freight(market: "Market", rows: Array, paid: Array) -> Array:
    """(n,) cents of shipping of goods for which ``paid`` cents are paid; the first of a consumer and shop bears the parcel's."""
    shops, channels = len(market.specs), len(market.channels)
    of_shop = market.catalog.shop[rows["offer"]]
    whose = (rows["consumer"].astype(np.int64) * shops + of_shop) * channels + rows["channel"]
    _, first, parcel = np.unique(whose, return_index=True, return_inverse=True)
    goods = np.bincount(parcel.ravel(), paid)
    shop, channel = of_shop[first], rows["channel"][first]
    shipping = np.zeros(len(rows), np.int64)
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
