"""Presale: a deposit sets a unit aside before the sale; the balance falls due when the sale begins (PROMO-14)."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, mix, personal_key, uniform
from sim.core.rows import join, pick
from sim.kernels.serve import beyond
from sim.market import aside
from sim.market.balances import Tonight, counting, note, reduced, waiting
from sim.market.considering import affordable, tempted
from sim.market.redemptions import nearest
from sim.market.settling import settle_aside
from sim.world.lines import DEPOSIT

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


class Presales:
    """Deposits whose balance is not yet due, and the units set aside for them."""

    def __init__(self, products: int) -> None:
        self.open = np.empty(0, DEPOSIT)  # in the order in which they were put down
        self.reserved = np.zeros(products, np.int64)  # (P,) units
        self.taken = self.paid = self.forfeited = 0  # deposits in all
        self.tonight: Tonight | None = None  # balances paid today that are billed with the day's baskets


def reserve(market: "Market") -> None:
    """Let people put down deposits on what is left in the evening, one at a time for a category.

    The unit leaves the shelf and the need counts as met, so that nobody looks for the thing in the meantime. Units that are
    short go by a keyed order.
    """
    posted, campaign = market.posted, market.campaign
    if posted is None or not posted.presales or campaign is None:
        return
    key, state = base_key(market.world_seed, "presale", market.day + 1), market.state
    due = market.day + (campaign.window[0] - market.date).days
    deposit, worth = terms(market)
    price = market.offers["deal_price"] - (worth - deposit)
    held, each = market.presales.open, np.arange(len(market.categories))
    has_one = np.zeros((market.n, len(each)), np.bool_)
    has_one[held["consumer"], held["category"]] = True
    shown = (deposit > 0) & (market.stock > 0)
    pairs = tempted(market, float(market.w.presale_look), shown, price, due - market.day, each, has_one, key)
    pairs = pick(pairs, affordable(market, pairs["consumer"], deposit[pairs["offer"]]))
    pairs = pick(pairs, served(market, pairs, key))
    i, j = pairs["consumer"].astype(np.intp), pairs["offer"].astype(np.intp)
    new = np.empty(len(pairs), DEPOSIT)
    new["consumer"], new["offer"], new["channel"], new["due"] = i, j, pairs["channel"], due
    new["promotion"] = np.array([market.promotions.offers.index(o) for o in posted.presales])[
        posted.presale_by[j]
    ]
    new["price"], new["deposit"], new["worth"] = market.offers["deal_price"][j], deposit[j], worth[j]
    new["gain"] = np.rint(pairs["gain"])
    new["shop"], new["category"] = market.catalog.shop[j], market.catalog.category[j]
    np.subtract.at(market.stock, j, 1)
    move(market, new, 1)
    np.subtract.at(state.purse, i, deposit[j])
    np.add.at(state.spent, i, deposit[j])
    pay(market, "consumer", "shop", new["shop"], new["deposit"])
    market.presales.open = join([held, new])
    market.presales.taken += len(new)


def terms(market: "Market") -> tuple[Array, Array]:
    """(P,) cents of the deposit on each product, 0 none, and cents that it counts on the day of the balance."""
    posted = market.posted
    assert posted is not None
    share = np.array([*(offer.deposit for offer in posted.presales), 0.0])[posted.presale_by]
    counts = np.array([*(offer.inflate for offer in posted.presales), 0.0])[posted.presale_by]
    deposit = nearest(share * market.offers["deal_price"])
    return deposit, nearest(counts * deposit)


def served(market: "Market", pairs: Array, key: np.uint64) -> Array:
    """Which of the wishes the stock allows, in a keyed order."""
    tie = mix(personal_key(key, pairs["consumer"]) ^ market.catalog.key[pairs["offer"]])
    order = np.lexsort((tie, pairs["offer"]))
    late = np.empty(len(pairs), np.bool_)
    one, always = np.ones(len(pairs), np.int32), np.ones(len(market.stock), np.bool_)
    beyond(pairs["offer"][order], one, market.stock, always, late)
    able = np.empty(len(pairs), np.bool_)
    able[order] = ~late
    return able


def move(market: "Market", deposits: Array, units: int) -> None:
    """Set units aside (1) or release them (-1), and count the needs as met or open again; nobody has two in a category."""
    reserved = market.presales.reserved
    reserved += units * np.bincount(deposits["offer"], minlength=len(reserved))
    market.state.need[deposits["consumer"], deposits["category"]] -= np.float32(units)


def pay(market: "Market", payer: str, payee: str, shop: Array, cents: Array) -> None:
    """Book deposits on account of their shops."""
    total = np.zeros(len(market.specs), np.int64)
    np.add.at(total, shop, cents)
    market.ledger.post(market.day, payer, payee, "deposit", total)


def fall_due(market: "Market") -> None:
    """Balances of today are paid or deposits forfeited, before anybody goes shopping.

    A purchase is booked like every other, at list price, with all reductions; the deposit is handed back first. Balances that
    count for cross-shop reductions are taken out of the purse and booked in the evening: see `settle_tonight`.
    """
    presales, state = market.presales, market.state
    today = presales.open["due"] <= market.day
    if not today.any():
        return
    due = pick(presales.open, today)
    due = pick(due, np.argsort(due["consumer"], kind="stable"))
    presales.open = pick(presales.open, ~today)
    lines, price = bought(market, due)
    balance = lines["paid"] + lines["shipping"] - due["deposit"]
    kept = ~regret(market, due, lines["paid"])
    kept[kept] = affordable(market, due["consumer"][kept], balance[kept])
    late = kept & waiting(market, due)
    move(market, pick(due, ~late), -1)
    market.stock += np.bincount(due["offer"][~kept], minlength=len(market.stock))
    i, deposit = due["consumer"][kept].astype(np.intp), due["deposit"][kept].astype(np.int64)
    np.add.at(state.purse, i, deposit)
    np.subtract.at(state.spent, i, deposit)
    pay(market, "shop", "consumer", due["shop"][kept], deposit)
    presales.paid += int(kept.sum())
    presales.forfeited += int((~kept).sum())
    now = kept & ~late
    by, paid = due["promotion"][now], pick(lines, now)
    lines_now, uses = reduced(market, paid, counting(market, by))
    note(market, uses)
    settle_aside(market, lines_now)
    aside.note(market, paid, price[now], market.promotions.offers, by)
    if late.any():
        presales.tonight = Tonight(market, pick(due, late), pick(lines, late), price[late])
        hold(market, presales.tonight, -1)


def settle_tonight(market: "Market") -> None:
    """Book the balances that were billed with what their owners bought today."""
    tonight = market.presales.tonight
    if tonight is None:
        return
    market.presales.tonight = None
    hold(market, tonight, 1)
    move(market, tonight.due, -1)
    settle_aside(market, tonight.finished(market))
    aside.note(market, tonight.lines, tonight.price, market.promotions.offers, tonight.due["promotion"])


def hold(market: "Market", tonight: Tonight, sign: int) -> None:
    """Take what the balances cost by themselves out of the purses (-1) or put it back (1)."""
    lines = tonight.alone
    np.add.at(market.state.purse, lines["consumer"], sign * (lines["paid"] + lines["shipping"]))


def bought(market: "Market", due: Array) -> tuple[Array, Array]:
    """LINE of each deposit as it would be paid today, and (n,) the price before the benefit, cents.

    That price is the one of the day of the deposit or today's, whichever is lower; the deposit's worth comes off it.
    """
    deal = market.offers["deal_price"][due["offer"]]
    price = np.minimum(due["price"], deal).astype(np.int64)
    paid = np.minimum(price, due["deposit"] + np.maximum(0, price - due["worth"]))
    lines = aside.lines_of(market, due, price, paid, market.promotions.offers, due["promotion"])
    lines["worth"] = due["gain"] + due["price"] - (due["worth"] - due["deposit"])
    return lines, price


def regret(market: "Market", due: Array, paid: Array) -> Array:
    """Which deposits are forfeited: chance 1 − exp(−(regret + alternative × how much cheaper a remembered shop is)).

    Cheaper means in shares of the usual list prices of the products, among goods in stock of the same category. Whoever bought
    elsewhere in the meantime and has some at home forfeits the deposit as well.
    """
    catalog, state, w, offers = market.catalog, market.state, market.w, market.offers
    i, j, c = due["consumer"], due["offer"], due["category"]
    cheapest = np.full((len(market.specs) + 1, len(market.categories)), np.inf)  # the last row is no shop
    in_stock = offers["open"] > 0
    np.minimum.at(cheapest, (catalog.shop[in_stock], catalog.category[in_stock]), offers["ratio"][in_stock])
    elsewhere = cheapest[state.shop[i], c[:, None]].min(axis=1)
    cheaper = np.maximum(0.0, paid / market.usual_price[j] - elsewhere)
    chance = 1 - np.exp(-(float(w.presale_regret) + float(w.presale_alternative) * cheaper))
    key = personal_key(base_key(market.world_seed, "regret", market.day + 1), i)
    return np.asarray((uniform(mix(key ^ catalog.key[j])) < chance) | (state.need[i, c] + 1 < 0))
