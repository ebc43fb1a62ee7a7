"""Prices and promotions of the day are posted, and shops ranked."""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.value import BASKET, CUT
from sim.market import appraising, guarding
from sim.market.founding import PLENTY
from sim.market.opening import asleep
from sim.market.saving import depth, expected_savings
from sim.strategies.promotion import Day, Posted
from sim.strategies.promotion import post as post_promotions

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


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
        guarding.guarded(market.floor, listed, reduced(listed, played(market, off)), others)
        for off, others in (
            (posted.item_off, posted.item_platform + posted.item_brand),
            (posted.flash_off, posted.flash_platform + posted.flash_brand),
        )
    )
    posted = guarding.spared(market, posted, deal, depth)
    offers["mask"] = posted.mask
    offers["list_price"], offers["deal_price"], offers["flash_price"] = listed, deal, flash
    offers["level"], offers["ratio"] = deal / usual, deal / market.usual_price
    offers["flash_level"], offers["flash_ratio"] = flash / usual, flash / market.usual_price
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


def rank(market: "Market") -> None:
    """Cumulative chance that a search on a channel shows each shop, by its fame, sales and rating."""
    platform, shelf, ground = market.platform, market.shelf, market.ground
    shelf.rating[:] = (market.rating - 3.5) / 1.5
    if market.w.search_explore <= 0:
        return
    recent = market.sold[max(0, market.day - platform.sales_days) : market.day].sum(axis=0)
    by_shop = np.bincount(market.catalog.shop, recent, len(market.specs))
    popular = by_shop / max(1.0, by_shop[ground.on_sale].mean())
    score = (
        ground.fame * (1 + platform.sales_weight * popular) * np.exp(platform.rating_weight * shelf.rating)
    )
    weight = score * ground.shown
    total = weight.sum(axis=2, keepdims=True)
    shelf.search[...] = np.cumsum(weight / np.where(total > 0, total, 1), axis=2)
