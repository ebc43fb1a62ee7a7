"""Morning: goods arrive, shops plan, prices and promotions are posted."""

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, name_key, personal_key, uniform
from sim.kernels import benefits
from sim.kernels.value import BASKET, CUT
from sim.market import appraising, guarding, leaning, slots
from sim.strategies.campaign import Campaign
from sim.strategies.promotion import Day, Posted
from sim.strategies.promotion import post as post_promotions
from sim.strategies.promotion.engine import RULE_LEVEL
from sim.world.lines import PARCEL
from sim.world.offers import COUPONS
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
        best_service=np.float32(np.quantile([s.service for s in shops], leaning.BEST)),
        **leaning.images(shops, market.pains),
        wait=wait.astype(np.float32),
        shipping=np.array([[round(100 * s.shipping) * int(c) for s in shops] for c in carried], np.int64),
        free_shipping=np.array([round(100 * s.free_shipping) for s in shops], np.int64),
        usual=np.array([100 * c.price for c in categories], np.float32),
        risk=np.array([c.risk for c in categories], np.float32),
        storable=np.array([c.storable for c in categories], np.float32),
        returns=np.array([c.returns for c in categories], np.float32),
    )


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

    A shop without channels posts prices that nobody sees, so it is nobody's rival.
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
    return [alike[on_sale != s, a:z] for s, (a, z) in enumerate(own)]


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


def open_day(market: "Market") -> None:
    """Advance the campaign's phase, put arrived goods on the shelf, see what comes back, and pay wages."""
    day = market.day
    arrived = market.arriving.pop(day, None)
    if arrived is not None:
        market.stock = market.stock + arrived
        market.received += arrived
        market.incoming -= arrived
    market.coming_back = coming_back(market)
    begin_campaign(market)
    market.phase = market.campaign.phase(market.date) if market.campaign else ""
    market.participants = joined(market) if market.phase else frozenset()
    slots.set_clock(market)
    prepare(market)
    market.media_spend[:] = 0
    if market.w.budget_share > 0:
        paid = (
            slice(None) if day == 0 else market.payday[market.date.day if market.date.day <= PAYDAYS else 0]
        )
        market.state.purse[paid] = market.w.budget_share * 100 * market.traits.income[paid]


def campaign_of(market: "Market") -> Campaign | None:
    """The campaign that runs today or, on the days between, comes next; None after the last."""
    return next((campaign for campaign in market.campaigns if market.date < campaign.end), None)


def begin_campaign(market: "Market") -> None:
    """Turn to the next campaign when one is over; every campaign has budgets of its own."""
    campaign = campaign_of(market)
    if campaign is not market.campaign:
        market.campaign = campaign
        market.subsidy_spent[:] = 0
        market.platform_spent = 0


def prepare(market: "Market") -> None:
    """On the first day of preparation the tasks of a campaign are paid: by the platform, those for service by the shops."""
    campaign = market.campaign
    if campaign is None or campaign.phases.get("prepare") != market.date:
        return
    for task in campaign.tasks.values():
        payer = "shop" if task.of == "service" else "platform"
        total, shops = round(100 * task.cost * market.n / 1000), len(market.specs)
        each = np.full(shops, total // shops)
        each[: total % shops] += 1
        market.ledger.post(market.day, payer, "supplier", "preparation", each)


def asleep(market: "Market") -> frozenset[str]:
    """Names of the offers of other campaigns than today's; an offer for always, and not for participants only, never sleeps."""
    return frozenset(
        offer.name
        for campaign in market.campaigns
        if campaign is not market.campaign
        for offer in campaign.promotions.values()
        if "always" not in offer.phases or offer.shops == "participants"
    )


def coming_back(market: "Market") -> Array:
    """(S,) parcels with which the carrier brings goods back to their shop today, one for each line sent back."""
    batches = [
        due for due in market.parcels.get(market.day, []) if due["kept"][0] == 3
    ]  # a batch goes one way
    back = np.concatenate([np.empty(0, PARCEL), *batches])
    brought = market.tariff.carried[back["channel"]]
    return np.bincount(back["shop"][brought], minlength=len(market.specs))


def named(market: "Market") -> frozenset[int]:
    """Shops that the campaign names."""
    assert market.campaign is not None
    names = market.campaign.shops
    return frozenset(s for s, name in enumerate(market.shop_names) if names == "all" or name in names)


def joined(market: "Market") -> frozenset[int]:
    """Shops that take part today: named by the campaign and with budget left."""
    campaign = market.campaign
    assert campaign is not None
    if 0 < campaign.platform_budget * 100 <= market.platform_spent:
        return frozenset()
    limit = campaign.budget * 100
    return frozenset(s for s in named(market) if not 0 < limit <= market.subsidy_spent[s])


def posted_today(market: "Market") -> Posted:
    """What the promotions of campaign and shops put on the products; the same on equal days."""
    today = terms_of(market, market.date, market.phase, market.participants)
    if market.posted is None or market.posted_for != today:
        market.posted_for = today
        market.posted = posted_on(market, today)
        write_terms(market, market.posted)
    return market.posted


def terms_of(market: "Market", date: date, phase: str, participants: frozenset[int]) -> Day:
    """What the offers of a day depend on."""
    promotions = market.promotions
    weekday, day = (date.isoweekday(), date.day) if promotions.by_date else (0, 0)
    return Day(phase, participants, weekday, day, promotions.closed() | asleep(market))


def posted_on(market: "Market", day: Day) -> Posted:
    """What all promotions put on the products on such a day."""
    promotions = market.promotions
    return post_promotions(promotions.offers, promotions.scope, day, promotions.understanding)


def write_terms(market: "Market", posted: Posted) -> None:
    """Write what the promotions of a phase put on the offers whatever the price."""
    offers = market.offers
    offers["item_platform"], offers["flash_platform"] = posted.item_platform, posted.flash_platform
    offers["item_brand"], offers["flash_brand"] = posted.item_brand, posted.flash_brand
    offers["flash_from"], offers["flash_to"] = posted.flash_from, posted.flash_to
    offers["shop_bits"], market.rules = posted.shop_bits, posted.rules


def post(market: "Market") -> None:
    """Write today's offers: prices, flash windows, basket rules, and how shops stand in search."""
    offers, catalog, usual = market.offers, market.catalog, market.ground.usual
    posted = posted_today(market)
    listed = market.list_price
    deal, flash = (
        guarding.guarded(market, listed, reduced(listed, played(market, off)))
        for off in (posted.item_off, posted.flash_off)
    )
    posted = guarding.spared(market, posted, deal, depth)
    offers["mask"] = posted.mask
    offers["list_price"], offers["deal_price"], offers["flash_price"] = listed, deal, flash
    offers["level"], offers["ratio"] = deal / usual, deal / catalog.base_price
    offers["flash_level"], offers["flash_ratio"] = flash / usual, flash / catalog.base_price
    offers["flash_open"] = (posted.flash_off > 0) & (flash < deal)
    market.flash_left = np.where(posted.flash_quota > 0, posted.flash_quota, PLENTY)
    offers["open"] = market.stock > 0
    offers["novelty"] = 0.5 ** ((catalog.age + market.day) / market.new_half_life)
    saving, offers["coupon_saving"], offers["coupons"] = expected_savings(market, posted, deal)
    offers["saving"], offers["coupon_bits"] = saving, np.bitwise_or.reduce(offers["coupons"], axis=1)
    offers["on_deal"] = (deal < listed) | (saving > 0)
    offers["form"] = np.where(deal < listed, CUT, BASKET)
    appraising.appraise(market)
    rank(market)


def played(market: "Market", off: Array) -> Array:
    """(P,) share off the list price as each shop plays it: its effort times what is posted."""
    if (market.effort == 1).all():
        return off
    return np.asarray(np.minimum(1.0, off * market.effort[market.catalog.shop]))


def reduced(price: Array, off: Array) -> Array:
    """(P,) whole cents, at least 1, after a share is taken off."""
    return np.maximum(1, np.rint(price * (1.0 - off))).astype(np.int64) if off.any() else price


def expected_savings(market: "Market", posted: Posted, price: Array) -> tuple[Array, Array, Array]:
    """Further share off that a shopper expects: (P,) from rules open to all, (P, COUPONS) from private ones, best first, and
    the bits in the wallet of each of these; the last place holds the bits of all that are left.

    A rule is expected in proportion to how near the price alone comes to its threshold, the rest of the basket taken as
    ``checkout.rest`` of the threshold (assumption). Of a level the best rule counts. Points and free shipping are not expected.
    """
    rest = float(market.w.checkout_rest)
    levels = 1 + max(RULE_LEVEL.values())
    saving, private = np.zeros((levels, len(price))), []
    for r, rule in enumerate(posted.rules):
        counts = (posted.mask >> np.uint64(r)) & np.uint64(1) > 0
        near = np.ones(len(price))
        for threshold, reached in ((int(rule["spend"]), price), (int(rule["quantity"]), 1)):
            if threshold > 0:
                near = np.minimum(near, reached / threshold + rest)
        share = np.minimum(0.9, depth(rule, price) * near) * counts
        if rule["coupon"] >= 0:
            private.append((share, np.uint64(1) << np.uint64(rule["coupon"])))
        else:
            saving[rule["level"]] = np.maximum(saving[rule["level"]], share)
    return np.minimum(0.9, saving.sum(axis=0)), *best_first(private, len(price))


def best_first(private: list[tuple[Array, np.uint64]], products: int) -> tuple[Array, Array]:
    """(P, COUPONS) the largest savings of (share, bit) and their bits, of every product in falling order."""
    shares, bits = np.zeros((products, COUPONS)), np.zeros((products, COUPONS), np.uint64)
    if private:
        share = np.stack([share for share, _ in private])
        bit = np.array([bit for _, bit in private])
        order = np.argsort(-share, axis=0, kind="stable")
        for place, which in enumerate(order):
            at = min(place, COUPONS - 1)
            mine = np.take_along_axis(share, which[None], axis=0)[0]
            shares[:, at] = np.maximum(shares[:, at], mine)
            bits[:, at] |= np.where(mine > 0, bit[which], np.uint64(0))
    return shares, bits


def depth(rule: Any, price: Array) -> Array:
    """(P,) share of the price that a rule gives when its threshold is just met."""
    units = max(1, int(rule["quantity"]))
    threshold = np.maximum(float(rule["spend"]), units * price) if rule["quantity"] else float(rule["spend"])
    worth = float(rule["value"] if rule["benefit"] == benefits.GIFT else rule["amount"])
    steps = np.r_[rule["tier_amount"] / np.maximum(1, rule["tier_spend"]), 0.0]
    if rule["benefit"] in (benefits.SHIPPING, benefits.REDEEM):
        return np.zeros(len(price))
    if rule["benefit"] == benefits.BUNDLE:
        return np.asarray(np.maximum(0.0, 1 - float(rule["price"]) / (units * price)))
    if rule["benefit"] == benefits.CHEAPEST:
        return np.full(len(price), float(rule["percent"]) / units)
    return np.asarray(
        float(rule["percent"]) + np.maximum(worth / np.where(threshold > 0, threshold, price), steps.max())
    )


def rank(market: "Market") -> None:
    """Cumulative chance that a search on a channel shows each shop, by its fame, sales and rating."""
    platform, shelf, ground = market.platform, market.shelf, market.ground
    shelf.rating[:] = (market.rating - 3.5) / 1.5
    if market.w.search_explore <= 0:
        return
    recent = market.sold[max(0, market.day - 28) : market.day].sum(axis=0)
    by_shop = np.bincount(market.catalog.shop, recent, len(market.specs))
    popular = by_shop / max(1.0, by_shop[ground.on_sale].mean())
    score = (
        ground.fame * (1 + platform.sales_weight * popular) * np.exp(platform.rating_weight * shelf.rating)
    )
    weight = score * ground.shown
    total = weight.sum(axis=2, keepdims=True)
    shelf.search[...] = np.cumsum(weight / np.where(total > 0, total, 1), axis=2)
