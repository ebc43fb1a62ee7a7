"""Morning: goods arrive, shops plan, prices and promotions are posted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, name_key, personal_key, uniform
from sim.kernels import bill
from sim.strategies.promotion import Day, Posted
from sim.strategies.promotion import post as post_promotions
from sim.strategies.promotion.engine import RULE_LEVEL
from sim.world.shelf import Places, Shelf

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
CLOCK = 8192  # quantiles of the arrival minute
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
        wait=wait.astype(np.float32),
        shipping=np.array([[round(100 * s.shipping) * int(c) for s in shops] for c in carried], np.int64),
        free_shipping=np.array([round(100 * s.free_shipping) for s in shops], np.int64),
        usual=np.array([100 * c.price for c in categories], np.float32),
        risk=np.array([c.risk for c in categories], np.float32),
        storable=np.array([c.storable for c in categories], np.float32),
        returns=np.array([c.returns for c in categories], np.float32),
    )


def places(market: "Market", hours: Sequence[float]) -> Places:
    """Channels as consumers meet them."""
    used = np.asarray(market.shelf.listed.any(axis=1))
    by_minute = np.cumsum(np.repeat(np.asarray(hours, float), 60))
    middle = (np.arange(CLOCK) + 0.5) / CLOCK
    return Places(
        key=np.array([name_key(c.name) for c in market.channels], np.uint64),
        habit=market.habits.astype(np.float32),
        used=used.astype(np.uint8),
        friction=np.array([c.friction for c in market.channels], np.float32),
        carried=np.array([c.carried for c in market.channels], np.uint8),
        returns=np.array([c.returns for c in market.channels], np.float32),
        clock=np.searchsorted(by_minute / by_minute[-1], middle).astype(np.int16),
    )


def rivals(market: "Market") -> list[Array]:
    """Per shop an (R, k) table: each rival's product of the same category with the nearest usual price, or -1.

    A shop without channels posts prices that nobody sees, so it is nobody's rival.
    """
    catalog, shops = market.catalog, range(len(market.specs))
    on_sale = np.flatnonzero(market.shelf.listed.any(axis=0))
    start, stop = catalog.start, catalog.stop
    found = []
    for s in shops:
        own = np.flatnonzero(catalog.shop == s)
        others = [r for r in on_sale if r != s]
        table = np.full((len(others), len(own)), -1, np.int64)
        for row, rival in enumerate(others):
            if not market.specs[rival].channels:
                continue
            for column, product in enumerate(own):
                c = catalog.category[product]
                a, z = start[rival, c], stop[rival, c]
                if a < z:
                    gap = np.abs(catalog.base_price[a:z] - catalog.base_price[product])
                    table[row, column] = a + int(gap.argmin())
        found.append(table)
    return found


def opening_stock(market: "Market") -> Array:
    """(P,) units on the shelf at the start: each shop's days of an even share of its categories' demand."""
    catalog = market.catalog
    demand = np.array([c.orders_per_year for c in market.categories]) / 365 * market.n
    reachable = np.array([len(s.channels) > 0 for s in market.specs])[catalog.shop]
    products = np.bincount(catalog.category[reachable], minlength=len(market.categories)).clip(1)
    days = np.array([s.stock_days for s in market.specs], float)[catalog.shop]
    even = np.ceil((demand / products)[catalog.category] * days).astype(np.int64)
    endless = np.array([s.supply is None for s in market.specs])[catalog.shop]
    return np.where(endless, PLENTY, even)


def paydays(market: "Market") -> Array:
    """(N,) day of the month, 1..28, on which each consumer's purse is filled; spread evenly, keyed by consumer."""
    luck = uniform(personal_key(base_key(market.world_seed, "payday"), np.arange(market.n)))
    return (1 + 28 * luck).astype(np.uint8)


def describe_products(market: "Market") -> None:
    """Write what never changes of the offers."""
    catalog, offers = market.catalog, market.offers
    offers["key"], offers["shop"], offers["category"] = catalog.key, catalog.shop, catalog.category
    offers["quality"], offers["deal_price"] = catalog.quality, catalog.base_price


def open_day(market: "Market") -> None:
    """Advance the campaign's phase and put arrived goods on the shelf."""
    day = market.day
    arrived = market.arriving.pop(day, None)
    if arrived is not None:
        market.stock = market.stock + arrived
        market.received += arrived
        market.incoming -= arrived
    campaign = market.campaign
    market.phase = campaign.phase(market.date) if campaign else ""
    market.participants = joined(market) if market.phase else frozenset()
    market.media_spend[:] = 0
    paid = slice(None) if day == 0 else market.payday == min(28, market.date.day)
    market.state.purse[paid] = market.w.budget_share * 100 * market.traits.income[paid]


def joined(market: "Market") -> frozenset[int]:
    """Shops that take part today: named by the campaign and with budget left."""
    campaign = market.campaign
    assert campaign is not None
    names = market.shop_names if campaign.shops == "all" else campaign.shops
    if 0 < campaign.platform_budget * 100 <= market.platform_spent:
        return frozenset()
    limit = campaign.budget * 100
    return frozenset(
        s
        for s, name in enumerate(market.shop_names)
        if name in names and not 0 < limit <= market.subsidy_spent[s]
    )


def posted_today(market: "Market") -> Posted:
    """What the promotions of campaign and shops put on the products; the same on equal days."""
    promotions, date = market.promotions, market.date
    weekday, day = (date.isoweekday(), date.day) if promotions.by_date else (0, 0)
    today = Day(market.phase, market.participants, weekday, day, promotions.closed())
    if market.posted is None or market.posted_for != today:
        market.posted_for = today
        market.posted = post_promotions(promotions.offers, promotions.scope, today, promotions.understanding)
    return market.posted


def post(market: "Market") -> None:
    """Write today's offers: prices, flash windows, basket rules, and how shops stand in search."""
    offers, catalog = market.offers, market.catalog
    posted = posted_today(market)
    usual = np.array([100 * c.price for c in market.categories])[catalog.category]
    listed = market.list_price
    deal = np.maximum(1, np.rint(listed * (1.0 - posted.item_off))).astype(np.int64)
    flash = np.maximum(1, np.rint(listed * (1.0 - posted.flash_off))).astype(np.int64)
    offers["list_price"], offers["deal_price"], offers["flash_price"] = listed, deal, flash
    offers["level"], offers["ratio"] = deal / usual, deal / catalog.base_price
    offers["flash_level"], offers["flash_ratio"] = flash / usual, flash / catalog.base_price
    offers["item_platform"], offers["flash_platform"] = posted.item_platform, posted.flash_platform
    offers["item_brand"], offers["flash_brand"] = posted.item_brand, posted.flash_brand
    offers["flash_open"] = (posted.flash_off > 0) & (flash < deal)
    offers["flash_from"], offers["flash_to"] = posted.flash_from, posted.flash_to
    market.flash_left = np.where(posted.flash_quota > 0, posted.flash_quota, PLENTY)
    offers["open"] = market.stock > 0
    offers["novelty"] = 0.5 ** ((catalog.age + market.day) / market.new_half_life)
    market.rules = posted.rules
    offers["mask"], offers["shop_bits"] = posted.mask, posted.shop_bits
    offers["saving"], offers["coupon_saving"], offers["coupon_bits"] = expected_savings(market, posted, deal)
    offers["on_deal"] = (deal < listed) | (offers["saving"] > 0)
    rank(market)


def expected_savings(market: "Market", posted: Posted, price: Array) -> tuple[Array, Array, Array]:
    """(P,) further share off that a shopper expects from rules open to all, from those in the wallet, and which bits count.

    A rule is expected in proportion to how near the price alone comes to its threshold, the rest of the basket taken as
    ``checkout.rest`` of the threshold (assumption). Of a level the best rule counts. Points and free shipping are not expected.
    """
    rest = float(market.w.checkout_rest)
    levels = 1 + max(RULE_LEVEL.values())
    saving, private = np.zeros((levels, len(price))), np.zeros(len(price))
    bits = np.zeros(len(price), np.uint64)
    for r, rule in enumerate(posted.rules):
        counts = (posted.mask >> np.uint64(r)) & np.uint64(1) > 0
        near = np.ones(len(price))
        for threshold, reached in ((int(rule["spend"]), price), (int(rule["quantity"]), 1)):
            if threshold > 0:
                near = np.minimum(near, reached / threshold + rest)
        share = np.minimum(0.9, depth(rule, price) * near) * counts
        if rule["coupon"] >= 0:
            private = np.maximum(private, share)
            bits[counts] |= np.uint64(1) << np.uint64(rule["coupon"])
        else:
            saving[rule["level"]] = np.maximum(saving[rule["level"]], share)
    return np.minimum(0.9, saving.sum(axis=0)), private, bits


def depth(rule: Any, price: Array) -> Array:
    """(P,) share of the price that a rule gives when its threshold is just met."""
    units = max(1, int(rule["quantity"]))
    threshold = np.maximum(float(rule["spend"]), units * price) if rule["quantity"] else float(rule["spend"])
    worth = float(rule["value"] if rule["benefit"] == bill.GIFT else rule["amount"])
    steps = np.r_[rule["tier_amount"] / np.maximum(1, rule["tier_spend"]), 0.0]
    if rule["benefit"] in (bill.SHIPPING, bill.REDEEM):
        return np.zeros(len(price))
    if rule["benefit"] == bill.BUNDLE:
        return np.asarray(np.maximum(0.0, 1 - float(rule["price"]) / (units * price)))
    if rule["benefit"] == bill.CHEAPEST:
        return np.full(len(price), float(rule["percent"]) / units)
    return np.asarray(
        float(rule["percent"]) + np.maximum(worth / np.where(threshold > 0, threshold, price), steps.max())
    )


def rank(market: "Market") -> None:
    """Cumulative chance that a search on a channel shows each shop, by its fame, sales and rating."""
    platform, shelf = market.platform, market.shelf
    shelf.rating[:] = (market.rating - 3.5) / 1.5
    if market.w.search_explore <= 0:
        return
    recent = market.sold[max(0, market.day - 28) : market.day].sum(axis=0)
    by_shop = np.bincount(market.catalog.shop, recent, len(market.specs))
    popular = by_shop / max(1.0, by_shop[shelf.listed.any(axis=0)].mean())
    fame = np.array([s.fame for s in market.specs])
    score = fame * (1 + platform.sales_weight * popular) * np.exp(platform.rating_weight * shelf.rating)
    carries = (shelf.stop > shelf.start).T
    reach = np.array([c.search for c in market.channels])
    weight = score * carries[None] * shelf.listed[:, None, :] * (reach > 0)[:, None, None]
    total = weight.sum(axis=2, keepdims=True)
    shelf.search[...] = np.cumsum(weight / np.where(total > 0, total, 1), axis=2)
