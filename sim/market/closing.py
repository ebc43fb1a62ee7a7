"""Evening: the books are closed, money moves, ratings and histories are brought up to date."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.lifecycle import STAGES, count_stages
from sim.kernels.settle import (
    GIVEN_BACK,
    LIST,
    OFF_PLATFORM,
    OFF_SHOP,
    ORDERS,
    PAID,
    REFUNDS,
    RETURNS,
    SESSIONS,
    SHIPPING,
    UNITS,
    VIEWS,
)
from sim.market import answering, crediting, intel, regulars, slots
from sim.market.budgets import beside, own_reductions
from sim.market.crew import Range
from sim.market.reaching import media_lift
from sim.market.redemptions import redeemed_on_items
from sim.world.actors import HOSTS

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
MOVED = (UNITS, RETURNS)
FLOWS = (PAID, SHIPPING, OFF_PLATFORM, REFUNDS, GIVEN_BACK)


def close(market: "Market") -> None:
    """Add up the day, post the ledger, put returns back on the shelf, update ratings and records."""
    books = market.crew.total(lambda part: part.books)
    books[:, :, SESSIONS] = market.crew.total(lambda part: part.scratch.sessions)
    books[:, :, VIEWS] = market.crew.total(lambda part: part.scratch.views)
    if market.records.keep_orders or beside(market):
        for lines in (*(part.lines[: part.n_lines] for part in market.crew.ranges), *market.aside):
            redeemed_on_items(market, lines)
    moved = books[:, :, MOVED].sum(axis=1)
    market.sold[market.day] = moved[:, 0]
    market.stock = market.stock + moved[:, 1]
    parcels, stars = market.crew.total(lambda part: part.parcels), market.crew.total(lambda part: part.stars)
    post_ledger(market, books, moved, parcels)
    intel.pay(market)
    if market.service.cover > 0:
        answering.answer(market, by_shop(market, books[:, :, ORDERS].sum(axis=1)))
    market.stars = market.stars + stars
    prior, weight = market.platform.prior_rating, market.platform.prior_reviews
    get_used(market)
    market.rating = (market.stars[:, 0] + prior * weight) / (market.stars[:, 1] + weight)
    heard = np.column_stack([shown(market), parcels.sum(axis=1), stars[:, ::-1], market.told])
    market.records.add_day(books, market.crew.total(lambda part: part.scratch.funnel), count(market), heard)
    crediting.credit(market)
    regulars.keep(market)
    market.records.add_snapshot()
    market.aside = []
    if market.phase == "launch":
        market.records.add_hours(slots.by_hour(market))
    for part in market.crew.ranges:
        part.open_books()


def get_used(market: "Market") -> None:
    """People get used to what the products ask: from tomorrow on it is a little more the usual price."""
    if market.w.reference_habit > 0:
        market.usual_price += (market.list_price - market.usual_price) / float(market.w.reference_habit)


def shown(market: "Market") -> Array:
    """(S,) impressions bought on all media today: spend over the cost of an impression."""
    bought = market.media_spend / np.where(market.audience.cost > 0, market.audience.cost, np.inf)
    return np.asarray(np.rint(bought.sum(axis=1)).astype(np.int64))


def count(market: "Market") -> Array:
    """(9,) consumers by lifecycle stage."""
    if market.w.lifecycle_churn <= 0:
        return np.zeros(0, np.int64)

    def job(part: Range) -> Array:
        counts = np.zeros(len(STAGES), np.int64)
        count_stages(
            part.lo, part.hi, market.day, market.traits, market.state, market.weights, market.stages, counts
        )
        return counts

    return np.asarray(np.sum(market.crew.each(job), axis=0))


def by_shop(market: "Market", products: Array) -> Array:
    """Sum rows of products (P, …) into rows of shops (S, …)."""
    start, stop = market.catalog.start[:, 0], market.catalog.stop[:, -1]
    sums = np.zeros((len(start), *products.shape[1:]), products.dtype)
    stocked = start < stop
    sums[stocked] = np.add.reduceat(products, start[stocked], axis=0)
    return sums


class Tariff(NamedTuple):
    """What hosts and the carrier charge. H channels, S shops."""

    commission: Array  # (H, 1, 2) share of what is paid, to platform and supplier
    fixed: Array  # (2, S) cents/day, to the same
    carried: Array  # (H,) whether the carrier brings the goods
    parcel: int  # cents
    parcel_back: int  # cents


def tariff(market: "Market") -> Tariff:
    """Look once at what is charged."""
    channels, carrier = market.channels, market.carrier
    mine = np.array([[c.host == host for c in channels] for host in HOSTS])
    fixed = np.array([c.fixed for c in channels]) * 100 * market.n / 1000
    each = np.rint(market.shelf.listed.T * fixed * mine[:, None, :]).astype(np.int64)
    return Tariff(
        commission=(np.array([c.commission for c in channels]) * mine).T[:, None],
        fixed=each.sum(axis=2),
        carried=market.places.carried == 1,
        parcel=round(100 * carrier.cost),
        parcel_back=round(100 * carrier.return_cost),
    )


def post_ledger(market: "Market", books: Array, moved: Array, parcels: Array) -> None:
    """Everything that was paid today, each amount with payer and payee.

    ``books`` (P, H, fields) and ``moved`` (P, 2), units sold and sent back, of the products; ``parcels`` (S, H).
    """
    rates = market.tariff
    shop = by_shop(market, books)
    total = shop.sum(axis=1)
    sale, shipping, subsidy, refund, given_back = total[:, FLOWS].T
    goods, goods_back = by_shop(market, moved * market.catalog.cost[:, None]).T
    turnover = shop[:, :, (PAID, REFUNDS)] + shop[:, :, (OFF_PLATFORM, GIVEN_BACK)]
    fees = np.rint(turnover[:, :, :, None] * rates.commission).astype(np.int64).sum(axis=1)
    paid = {
        ("consumer", "shop", "sale"): sale,
        ("consumer", "shop", "shipping"): shipping,
        ("platform", "shop", "subsidy"): subsidy,
        ("shop", "supplier", "goods"): goods,
        ("shop", "consumer", "refund"): refund,
        ("shop", "platform", "subsidy_return"): given_back,
        ("supplier", "shop", "goods"): goods_back,
        ("shop", "medium", "media"): market.media_spend.sum(axis=1),
    }
    for x, host in enumerate(HOSTS):
        paid["shop", host, "commission"], paid[host, "shop", "commission"] = fees[:, :, x].T
        paid["shop", host, "fixed"] = rates.fixed[x]
    paid["shop", "carrier", "delivery"] = parcels[:, rates.carried].sum(axis=1) * rates.parcel
    paid["shop", "carrier", "return_shipping"] = market.coming_back * rates.parcel_back
    market.ledger.post_day(market.day, list(paid), np.array(list(paid.values())))
    if market.phase:
        own, of_platform = own_reductions(market)
        market.subsidy_spent += total[:, OFF_SHOP] - own + extra_media(market)
        market.platform_spent += int(total[:, OFF_PLATFORM].sum()) - of_platform


def extra_media(market: "Market") -> Array:
    """(S,) cents of today's media that the campaign added."""
    lift = np.maximum(1.0, media_lift(market))
    return np.asarray(np.rint(market.media_spend.sum(axis=1) * (1 - 1 / lift)).astype(np.int64))


def check(market: "Market") -> None:
    """Conservation, for tests and debugging: raises AssertionError when cents or units are lost or made.

    Money: the parties' balances sum to zero, and list value = paid + off by shop + off by platform in every cell.
    Goods: opening + arrived - sold + sent back = on the shelf + set aside for deposits.
    """
    assert sum(market.ledger.balance.values()) == 0, "the ledger does not balance"
    books = market.records.books()
    gap = books[..., LIST] - books[..., PAID] - books[..., OFF_SHOP] - books[..., OFF_PLATFORM]
    assert not gap.any(), "list value is not paid value plus reductions"
    moved = books[..., UNITS].sum(axis=(0, 2)) - books[..., RETURNS].sum(axis=(0, 2))
    there = market.stock + market.presales.reserved
    assert (market.opening + market.received - moved == there).all(), "units were lost or made"
