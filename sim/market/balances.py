"""Balances of a presale that one person pays on a day are one basket for the cross-shop reductions of that day, if wanted with
what a visit buys (PROMO-14).
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rows import join, pick
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
    """Balances (sorted by consumer) that wait for what their owners buy on the day before they are billed.

    In the bill a balance is a line at what is left of its price, which only the ``acting`` rules count and which is no part of
    any shop's parcel.
    """

    def __init__(self, market: "Market", due: Array, lines: Array, price: Array) -> None:
        self.due, self.lines, self.price = due, lines, price
        self.acting = acting(market)
        self.bare, self.joined = at_what_is_left(lines), np.zeros(len(lines), bool)
        self.bare["offer"] = len(market.offers) + np.arange(len(lines))
        self.bare["shop"] = len(market.specs)
        own = pick(market.offers, lines["offer"])
        own["mask"] &= np.uint64(self.acting)
        self.offers = join([market.offers, own])
        self.shipping = np.pad(market.shelf.shipping, ((0, 0), (0, 1)))
        self.free_shipping = np.pad(market.shelf.free_shipping, (0, 1))

    def joins(self, part: "Range", begins: Array) -> Array:
        """Which of the baskets that begin at these lines are bought by somebody with a balance, and not empty."""
        whose = part.lines["consumer"][: part.n_lines]
        first, last = (
            np.searchsorted(self.bare["consumer"], whose[begins], side) for side in ("left", "right")
        )
        ends = np.searchsorted(whose, whose[begins], "right")
        kept = np.r_[0, np.cumsum(part.lines["kept"][: part.n_lines] > 0)]
        fits = ends - begins + last - first <= MOST_LINES
        return np.asarray((last > first) & (kept[ends] > kept[begins]) & fits)

    def bill(self, market: "Market", part: "Range", begins: Array, closed: int, scarce: int) -> Array:
        """Bill baskets that join, as `promoting.bill_baskets`, each with the balances of its buyer."""
        who = part.lines["consumer"][begins]
        visit = np.flatnonzero(np.isin(part.lines["consumer"][: part.n_lines], who))
        mine = np.flatnonzero(np.isin(self.bare["consumer"], who))
        both = join([pick(part.lines, visit), pick(self.bare, mine)])
        order = np.argsort(both["consumer"], kind="stable")
        both = pick(both, order)
        rows = billed(
            market, both, (self.offers, self.shipping, self.free_shipping), closed, scarce, part.work
        )
        both = pick(both, np.argsort(order))
        part.lines[visit], self.bare[mine] = both[: len(visit)], both[len(visit) :]
        self.joined[mine] = True
        rows[:, 0] = begins[np.searchsorted(who, rows[:, 3])]
        return rows

    def finished(self, market: "Market") -> Array:
        """LINE of all balances as billed; those of people who bought nothing else are billed on their own."""
        alone = ~self.joined
        lines = less(self.lines, self.bare)
        lines[alone] = reduced(market, pick(self.lines, alone), np.ones(int(alone.sum()), bool))
        return lines


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


def reduced(market: "Market", lines: Array, counts: Array) -> Array:
    """LINE of balances (sorted by consumer) with what cross-shop reductions take off those that count, by themselves.

    They are billed as every basket is, at what is left of their price. A reduction with a limit is for the baskets of the day
    alone, which share it out by minute; shipping stays as it was.
    """
    basket, rules = market.posted.basket if market.posted else [], acting(market)
    if not rules or not counts.any():
        return lines
    bare, shelf = at_what_is_left(lines[counts]), market.shelf
    others, work = ((1 << len(basket)) - 1) & ~rules, market.crew.ranges[0].work
    uses = billed(market, bare, (market.offers, shelf.shipping, shelf.free_shipping), others, rules, work)
    if market.records.keep_orders:
        for r in np.unique(uses[:, 1]):
            mine = uses[uses[:, 1] == r]
            redeemed(market, basket[r], mine[:, 2], mine[:, 5], mine[:, 6])
    after = lines.copy()
    after[counts] = less(lines[counts], bare)
    return after


def billed(
    market: "Market", lines: Array, goods: tuple[Array, Array, Array], closed: int, scarce: int, work: Array
) -> Array:
    """Bill baskets of ``goods`` (offers, shipping, free shipping) in place; a row for each use of a scarce rule."""
    begins, state = np.flatnonzero(np.diff(lines["consumer"], prepend=-1)), market.state
    rows = np.empty((len(begins) * scarce.bit_count(), ROW), np.int64)
    offers, shipping, free_shipping = goods
    n = bill_again(
        begins, len(lines), np.uint64(closed), np.uint64(scarce), market.platform.combinations, state.coupons, state.points,
        offers, market.rules, shipping, free_shipping, lines, rows, work,
    )  # fmt: skip
    return rows[:n]


def at_what_is_left(lines: Array) -> Array:
    """LINE of balances as goods of the bill: what is left of their price is their list price."""
    bare = lines.copy()
    bare["list_price"] = bare["price"] = bare["paid"]
    return bare


def less(lines: Array, bare: Array) -> Array:
    """LINE of balances with the reductions that their ``bare`` lines got in a bill."""
    after = lines.copy()
    for column in ("off_shop", "off_platform", "off_brand"):
        after[column] += bare[column]
    after["paid"] = bare["paid"]
    return after


def acting(market: "Market") -> int:
    """Bit set of today's rules for which balances count."""
    basket = market.posted.basket if market.posted else []
    return sum(1 << r for r, offer in enumerate(basket) if acts(offer))


def acts(offer: Promotion) -> bool:
    """Whether balances count for it: a cross-shop reduction without a limit."""
    limited = offer.uses or offer.budget or offer.per_person or offer.settlement
    return offer.level == "cross_shop" and offer.benefit == "reduction" and not limited
