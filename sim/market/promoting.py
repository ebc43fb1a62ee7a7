"""The market's offers: what they have given so far, scarce ones given out by arrival, and money that moves beside the goods."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core import check
from sim.core.money import cents
from sim.core.rng import mix
from sim.kernels.redeem import (
    BRAND,
    BRAND_BACK,
    CASH_PLATFORM,
    CASH_SHOP,
    CLAWED,
    CLAWED_PLATFORM,
    EARNED,
    FREIGHT_PLATFORM,
    GIFT_PLATFORM,
    GIFT_SHOP,
    GIVEN_AGAIN,
    REDEEMED,
    TAKEN_BACK,
    UNCLAWED,
    UNCLAWED_PLATFORM,
    bill_again,
)
from sim.market.redemptions import Redemption, redeemed
from sim.strategies.promotion import Promotion, Scope, Understanding
from sim.strategies.promotion.engine import counted, is_private

if TYPE_CHECKING:
    from sim.market.crew import Range
    from sim.market.model import Market

Array = NDArray[Any]
ROW = 7  # one use of a scarce rule: first line, rule, cents, consumer, minute, cents of the platform, of a brand
EVERY = (1 << 64) - 1
MOVES = {
    ("shop", "supplier", "gift"): GIFT_SHOP,
    ("platform", "supplier", "gift"): GIFT_PLATFORM,
    ("platform", "shop", "free_shipping"): FREIGHT_PLATFORM,
    ("brand", "platform", "subsidy"): BRAND,
    ("platform", "brand", "subsidy_return"): BRAND_BACK,
    ("shop", "consumer", "cash_back"): CASH_SHOP,
    ("platform", "consumer", "cash_back"): CASH_PLATFORM,
    ("consumer", "shop", "claw_back"): CLAWED,
    ("shop", "platform", "claw_back"): CLAWED_PLATFORM,
    ("shop", "consumer", "claw_back"): UNCLAWED,
    ("platform", "shop", "claw_back"): UNCLAWED_PLATFORM,
}
"""Who pays whom for what, and in which column of ``extras`` it is counted."""


class Promotions:
    """All offers of a market and what they have given; ``points`` counts points in their life, in cents."""

    def __init__(self, market: "Market", offers: Collection[Promotion]) -> None:
        platform = market.platform
        self.offers = list(offers)
        self.understanding = Understanding(platform.complexity_weight, platform.complexity_scale)
        self.scope = Scope(
            shop_of=market.catalog.shop,
            category_of=market.catalog.category,
            shop_names=market.shop_names,
            category_names=[c.name for c in market.categories],
            product_names=market.catalog.name,
            persona_names=market.personas,
            region_names=market.regions,
        )
        for offer in offers:
            if offer.granted_by:
                check.one_of(f"{offer.name}.granted_by", offer.granted_by, market.shop_names)
        self.by_date = any(offer.weekdays != "all" or offer.days != "all" for offer in offers)
        self.thresholds = np.array([cents(yuan) for yuan in platform.tiers], np.float32)
        self.keep = np.float32(1 - 1 / platform.tier_days)
        self.expiry = max((o.expiry for o in offers if o.benefit == "points" and o.has_benefit), default=0)
        private = [o for o in offers if o.has_benefit and is_private(o, self.understanding)]
        self.counters = len(counted(private))
        self.used: dict[str, int] = {}  # uses so far of offers with a limit; of all when order lines are kept
        self.spent: dict[str, int] = {}  # cents so far
        self.redemptions: list[Redemption] = []
        self.points = {"issued": 0, "redeemed": 0, "taken_back": 0, "expired": 0}

    def closed(self) -> frozenset[str]:
        """Names of the offers whose uses or budget are spent."""
        return frozenset(
            o.name
            for o in self.offers
            if 0 < o.uses <= self.used.get(o.name, 0) or 0 < cents(o.budget) <= self.spent.get(o.name, 0)
        )

    def left(self, offer: Promotion) -> tuple[int, int]:
        """Uses and cents that an offer may still give."""
        uses = offer.uses - self.used.get(offer.name, 0) if offer.uses else EVERY >> 2
        money = cents(offer.budget) - self.spent.get(offer.name, 0) if offer.budget else EVERY >> 2
        return uses, money


def settle_bills(market: "Market") -> None:
    """Bill again what changed since the till, and give out scarce offers by minute of arrival."""
    at_the_till = bool(market.w.budget_share > 0 or market.w.checkout_enabled > 0)
    tonight = market.presales.tonight

    def changed(part: "Range") -> None:
        begins = begin(part, part.refused) if at_the_till else baskets(part)
        if at_the_till and tonight is not None:
            every = baskets(part)
            begins = np.union1d(begins, every[tonight.joins(part, every)])
        if len(begins):
            bill_baskets(market, part, begins, 0, 0)

    market.crew.each(changed)
    basket = market.posted.basket if market.posted else []
    counting = market.records.keep_orders
    scarce = sum(
        1 << r for r, offer in enumerate(basket) if counting or offer.uses or offer.budget or offer.settlement
    )
    if scarce:
        give_out(market, basket, scarce)


def baskets(part: "Range") -> Array:
    """First line of each basket of one range."""
    return np.flatnonzero(np.diff(part.lines["consumer"][: part.n_lines], prepend=-1))


def begin(part: "Range", lines: Array) -> Array:
    """First line of each basket to which one of these lines (n,) belongs."""
    consumer, first = part.lines["consumer"], lines
    while (inside := (first > 0) & (consumer[first] == consumer[first - 1])).any():
        first = first - inside
    return np.unique(first)


def bill_baskets(market: "Market", part: "Range", begins: Array, closed: int, scarce: int) -> Array:
    """Bill baskets without the closed rules, with the balances that join them; a row for each use of a scarce rule."""
    out = np.empty((len(begins) * scarce.bit_count(), ROW), np.int64)
    state, shelf = market.state, market.shelf
    n = bill_again(
        begins, part.n_lines, np.uint64(closed), np.uint64(scarce), market.platform.combinations, state.coupons, state.points,
        market.offers, market.rules, shelf.shipping, shelf.free_shipping, part.lines, out, part.work,
    )  # fmt: skip
    tonight = market.presales.tonight
    return out[:n] if tonight is None else tonight.bill(market, part, begins, closed, scarce, out[:n])


def give_out(market: "Market", basket: list[Promotion], scarce: int) -> None:
    """Confirm uses of scarce rules by arrival, exactly within their limits.

    Whoever comes first is served; with the first use that does not fit an offer closes for the day, and all baskets that came
    later are billed without it, round after round until every basket is confirmed. Ties within a minute go by a keyed number,
    so the result depends on neither thread count nor array order.
    """
    ranges = market.crew.ranges

    def first(part: "Range") -> Array:
        begins = baskets(part)
        using = (part.lines["applied"][begins] & np.uint64(scarce)) > 0
        return bill_baskets(market, part, begins[using], 0, scarce)

    rows = _gathered(market.crew.each(first))
    closed = 0
    while len(rows):
        late, refused = _late(market, basket, rows)
        if refused == 0:
            _confirm(market, basket, rows)
            return
        waiting = np.isin(rows[:, 3], rows[late, 3])
        _confirm(market, basket, rows[~waiting])
        closed |= refused
        again = []
        for number, part in enumerate(ranges):
            begins = np.unique(rows[waiting & (rows[:, ROW] == number), 0])
            again.append(bill_baskets(market, part, begins, closed, scarce))
        rows = _gathered(again)


def _gathered(parts: list[Array]) -> Array:
    """Rows of all ranges, with the number of the range as a further column."""
    return np.concatenate([np.c_[rows, np.full(len(rows), number)] for number, rows in enumerate(parts)])


def _late(market: "Market", basket: list[Promotion], rows: Array) -> tuple[Array, int]:
    """(rows,) which uses exceed what is left when served by arrival, and the bit set of the rules concerned."""
    tie = mix(market.keys.minute ^ rows[:, 3].astype(np.uint64))
    late, refused = np.zeros(len(rows), bool), 0
    for r in np.unique(rows[:, 1]):
        if not basket[r].uses and not basket[r].budget:
            continue
        mine = np.flatnonzero(rows[:, 1] == r)
        mine = mine[np.lexsort((tie[mine], rows[mine, 4]))]
        uses, money = market.promotions.left(basket[r])
        beyond = (np.arange(1, len(mine) + 1) > uses) | (np.cumsum(rows[mine, 2]) > money)
        late[mine] = beyond
        refused |= int(beyond.any()) << int(r)
    return late, refused


def _confirm(market: "Market", basket: list[Promotion], rows: Array) -> None:
    """Count uses and cents of scarce rules for good."""
    promotions = market.promotions
    for r in np.unique(rows[:, 1]):
        offer, mine = basket[r], rows[rows[:, 1] == r]
        promotions.used[offer.name] = promotions.used.get(offer.name, 0) + len(mine)
        promotions.spent[offer.name] = promotions.spent.get(offer.name, 0) + int(mine[:, 2].sum())
        redeemed(market, offer, mine[:, 2], mine[:, 5], mine[:, 6])


def expire_points(market: "Market") -> None:
    """Points of those who have not ordered for the days of expiry are gone."""
    promotions, state = market.promotions, market.state
    if promotions.expiry:
        gone = (state.points > 0) & (market.day - state.last_order > promotions.expiry)
        promotions.points["expired"] += int(state.points[gone].sum())
        state.points[gone] = 0


def post_extras(market: "Market") -> None:
    """Book what moved today beside the price of goods: gifts, shipping paid by others, the brand's part, cash back, points."""
    extras, points = market.crew.total(lambda part: part.extras), market.promotions.points
    market.ledger.post_day(market.day, list(MOVES), extras.T[list(MOVES.values())])
    points["issued"] += int(extras[:, EARNED].sum())
    points["redeemed"] += int(extras[:, REDEEMED].sum() - extras[:, GIVEN_AGAIN].sum())
    points["taken_back"] += int(extras[:, TAKEN_BACK].sum())
    if market.phase:
        market.subsidy_spent += extras[:, GIFT_SHOP] + extras[:, CASH_SHOP]
        others = extras[:, [GIFT_PLATFORM, FREIGHT_PLATFORM, CASH_PLATFORM]].sum()
        market.platform_spent += int(others - extras[:, BRAND].sum())
