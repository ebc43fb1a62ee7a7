"""Balances of a presale that one person pays on a day are one basket for the cross-shop reductions of that day, if wanted with
what a visit buys (PROMO-14).
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rows import join, pick, twin
from sim.kernels.redeem import bill_again
from sim.kernels.top_up import MOST_LINES
from sim.market.promoting import ROW
from sim.market.redemptions import redeemed
from sim.strategies.promotion import Promotion

if TYPE_CHECKING:
    from sim.market.crew import Range
    from sim.market.model import Market

Array = NDArray[Any]


class Tonight:
    """Balances (sorted by consumer) that wait for what their owners buy on the day, and are billed with it where that is cheaper.

    In the bill a balance is a line at what is left of its price, which only the rules count for which balances count, and which
    is no part of any shop's parcel.
    """

    def __init__(self, market: "Market", due: Array, lines: Array, price: Array) -> None:
        self.due, self.lines, self.price = due, lines, price
        self.alone = twin(lines)
        self.uses = reduce(market, self.alone, np.ones(len(lines), bool))
        self.joint, self.joined = at_what_is_left(lines), np.zeros(len(lines), bool)
        self.joint["offer"] = len(market.offers) + np.arange(len(lines))
        self.joint["shop"] = len(market.specs)
        own = pick(market.offers, lines["offer"])
        own["mask"] &= np.uint64(acting(market))
        shelf = market.shelf
        shipping, free_shipping = (
            np.pad(shelf.shipping, ((0, 0), (0, 1))),
            np.pad(shelf.free_shipping, (0, 1)),
        )
        self.goods = join([market.offers, own]), shipping, free_shipping

    def joins(self, part: "Range", begins: Array) -> Array:
        """Which of the baskets that begin at these lines are bought by somebody with a balance, and not empty."""
        whose = part.lines["consumer"][: part.n_lines]
        first, last = (
            np.searchsorted(self.lines["consumer"], whose[begins], side) for side in ("left", "right")
        )
        ends = np.searchsorted(whose, whose[begins], "right")
        kept = np.r_[0, np.cumsum(part.lines["kept"][: part.n_lines] > 0)]
        fits = ends - begins + last - first <= MOST_LINES
        return np.asarray((last > first) & (kept[ends] > kept[begins]) & fits)

    def bill(
        self, market: "Market", part: "Range", begins: Array, closed: int, scarce: int, rows: Array
    ) -> Array:
        """Bill baskets that were billed by themselves, with these ``rows``, once more with the balances; the rows that hold."""
        begins = begins[self.joins(part, begins)]
        who, basket = part.lines["consumer"][begins], part.lines[: part.n_lines]
        visit, mine = (np.flatnonzero(np.isin(each["consumer"], who)) for each in (basket, self.lines))
        apart = join([pick(basket, visit), pick(self.alone, mine)])
        joint = join([pick(basket, visit), pick(self.joint, mine)])
        order = np.argsort(joint["consumer"], kind="stable")
        joint = pick(joint, order)
        more = billed(market, joint, self.goods, closed, scarce, part.work)
        more[:, 0] = begins[np.searchsorted(who, more[:, 3])]
        joint = pick(joint, np.argsort(order))
        joint["shipping"][len(visit) :] = apart["shipping"][len(visit) :]
        cheaper = who[cost(who, joint) < cost(who, apart)]
        chosen = np.isin(joint["consumer"], cheaper)
        bought, owed = np.split(chosen, [len(visit)])
        basket[visit[bought]] = joint[: len(visit)][bought]
        self.joint[mine], self.joined[mine] = joint[len(visit) :], owed
        return np.concatenate([rows[~np.isin(rows[:, 3], cheaper)], more[np.isin(more[:, 3], cheaper)]])

    def finished(self, market: "Market") -> Array:
        """LINE of all balances as billed."""
        note(market, self.uses[np.isin(self.uses[:, 3], self.lines["consumer"][~self.joined])])
        lines, which = twin(self.alone), np.flatnonzero(self.joined)
        lines[which] = self.lines[which]
        take_off(lines, which, self.joint[which])
        return lines


def cost(who: Array, lines: Array) -> Array:
    """(n,) cents that the kept lines of each of these consumers (sorted) cost, shipping counted."""
    whose, cents = np.searchsorted(who, lines["consumer"]), lines["paid"].astype(np.int64) + lines["shipping"]
    return np.bincount(whose, cents * (lines["kept"] > 0), minlength=len(who))


def waiting(market: "Market", due: Array) -> Array:
    """Which of the deposits that fall due are billed in the evening, with what their owners buy on the day.

    None where baskets are billed again when something comes back, for balances are not.
    """
    if market.platform.claw_back or not acting(market):
        return np.zeros(len(due), bool)
    joining = np.array([offer.balance_joins for offer in market.promotions.offers])
    return np.asarray(counting(market, due["promotion"]) & joining[due["promotion"]])


def counting(market: "Market", by: Array) -> Array:
    """Whether the balances of the presales ``by`` count for cross-shop reductions."""
    return np.array([offer.balance_counts for offer in market.promotions.offers])[by]


def reduce(market: "Market", lines: Array, counts: Array) -> Array:
    """Take off balances, LINE (sorted by consumer), what cross-shop reductions give on those that count; the uses of these.

    They are billed as every basket is, at what is left of their price. A reduction with a limit is for the baskets of the day
    alone, which share it out by minute; shipping stays as it was.
    """
    basket, rules = market.posted.basket if market.posted else [], acting(market)
    if not rules or not counts.any():
        return np.empty((0, ROW), np.int64)
    which, shelf = np.flatnonzero(counts), market.shelf
    goods = at_what_is_left(pick(lines, which))
    others, work = ((1 << len(basket)) - 1) & ~rules, market.crew.ranges[0].work
    uses = billed(market, goods, (market.offers, shelf.shipping, shelf.free_shipping), others, rules, work)
    take_off(lines, which, goods)
    return uses


def note(market: "Market", uses: Array) -> None:
    """Note for the table of redemptions what the rules gave on balances that were billed by themselves."""
    if market.posted is None or not market.records.keep_orders:
        return
    for r in np.unique(uses[:, 1]):
        mine = uses[uses[:, 1] == r]
        redeemed(market, market.posted.basket[r], mine[:, 2], mine[:, 5], mine[:, 6])


def billed(
    market: "Market", lines: Array, of: tuple[Array, Array, Array], closed: int, scarce: int, work: Array
) -> Array:
    """Bill baskets ``of`` (offers, shipping, free shipping) in place; a row for each use of a scarce rule."""
    begins, state = np.flatnonzero(np.diff(lines["consumer"], prepend=-1)), market.state
    rows = np.empty((len(begins) * scarce.bit_count(), ROW), np.int64)
    offers, shipping, free_shipping = of
    n = bill_again(
        begins, len(lines), np.uint64(closed), np.uint64(scarce), market.platform.combinations, state.coupons, state.points,
        offers, market.rules, shipping, free_shipping, lines, rows, work,
    )  # fmt: skip
    return rows[:n]


def at_what_is_left(lines: Array) -> Array:
    """LINE of balances as goods of the bill: what is left of their price is their list price."""
    goods = twin(lines)
    goods["list_price"] = goods["price"] = goods["paid"]
    return goods


def take_off(lines: Array, which: Array, goods: Array) -> None:
    """Give the balances ``which`` the reductions that they got as ``goods`` of a bill."""
    for column in ("off_shop", "off_platform", "off_brand"):
        lines[column][which] += goods[column]
    lines["paid"][which] = goods["paid"]


def acting(market: "Market") -> int:
    """Bit set of today's rules for which balances count."""
    basket = market.posted.basket if market.posted else []
    return sum(1 << r for r, offer in enumerate(basket) if acts(offer))


def acts(offer: Promotion) -> bool:
    """Whether balances count for it: a cross-shop reduction without a limit."""
    limited = offer.uses or offer.budget or offer.per_person or offer.settlement
    return offer.level == "cross_shop" and offer.benefit == "reduction" and not limited
