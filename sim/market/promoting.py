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
    BRAND_CLAWED,
    BRAND_FREIGHT,
    BRAND_GIFT,
    BRAND_UNCLAWED,
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
from sim.market.budgets import beside
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
    ("brand", "platform", "gift"): BRAND_GIFT,
    ("brand", "platform", "free_shipping"): BRAND_FREIGHT,
    ("shop", "consumer", "cash_back"): CASH_SHOP,
    ("platform", "consumer", "cash_back"): CASH_PLATFORM,
    ("consumer", "shop", "claw_back"): CLAWED,
    ("shop", "platform", "claw_back"): CLAWED_PLATFORM,
    ("shop", "consumer", "claw_back"): UNCLAWED,
    ("platform", "shop", "claw_back"): UNCLAWED_PLATFORM,
    ("platform", "brand", "claw_back"): BRAND_CLAWED,
    ("brand", "platform", "claw_back"): BRAND_UNCLAWED,
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
        lives = [o.expiry for o in offers if o.benefit == "points" and o.has_benefit]
        self.expiry = max(lives, default=0) if all(lives) else 0  # days: one account has one life
        private = [o for o in offers if o.has_benefit and is_private(o, self.understanding)]
        self.counters = len(counted(private))
        self.own = {
            offer.name: s
            for s, spec in enumerate(market.specs)
            for offer in spec.promotions.values()
            if list(offer.shops) == [spec.name]
        }
        self.used: dict[str, int] = {}  # uses so far of offers with a limit; of all when order lines are kept
        self.spent: dict[str, int] = {}  # cents so far
        self.ended: set[str] = set()  # names of those of which somebody asked for more than was left
        self.redemptions: list[Redemption] = []
        self.points = {"issued": 0, "redeemed": 0, "taken_back": 0, "expired": 0}

    def closed(self) -> frozenset[str]:
        """Names of the offers whose uses or budget are spent, or had too little left for somebody."""
        return frozenset(self.ended).union(
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
    counting, apart = market.records.keep_orders, market.promotions.own if beside(market) else {}
    scarce = sum(
        1 << r
        for r, offer in enumerate(basket)
        if counting or offer.uses or offer.budget or offer.settlement or offer.name in apart
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

    Whoever comes first is served. At the first use that does not fit an offer closes for good, and that basket and all that come
    later are billed without it; what came before is confirmed, and what is left of other offers goes on. So there are as many
    rounds as offers that close. Ties within a minute go by a keyed number, so the result depends on neither thread count nor
    array order.
    """
    ranges = market.crew.ranges

    def first(part: "Range") -> Array:
        begins = baskets(part)
        using = (part.lines["applied"][begins] & np.uint64(scarce)) > 0
        return bill_baskets(market, part, begins[using], 0, scarce)

    rows, closed, refused = _gathered(market.crew.each(first)), 0, -1
    while refused:
        rows = rows[_by_arrival(market, rows)]
        served, refused = _served(market, basket, rows)
        _confirm(market, basket, rows[:served])
        closed |= refused
        rows = rows[served:]
        using = np.uint64(refused) >> rows[:, 1].astype(np.uint64) & np.uint64(1) > 0
        waiting = np.isin(rows[:, 3], rows[using, 3])
        again = [rows[~waiting]]
        for number, part in enumerate(ranges):
            begins = np.unique(rows[waiting & (rows[:, ROW] == number), 0])
            again.append(_numbered(bill_baskets(market, part, begins, closed, scarce), number))
        rows = np.concatenate(again)
    market.promotions.ended |= {offer.name for r, offer in enumerate(basket) if closed >> r & 1}


def _gathered(parts: list[Array]) -> Array:
    """Rows of all ranges, with the number of the range as a further column."""
    return np.concatenate([_numbered(rows, number) for number, rows in enumerate(parts)])


def _numbered(rows: Array, number: int) -> Array:
    return np.asarray(np.c_[rows, np.full(len(rows), number)])


def _by_arrival(market: "Market", rows: Array) -> Array:
    """Order of rows by minute of arrival and a keyed number of the consumer; those of a basket stay together."""
    tie = mix(market.keys.minute ^ rows[:, 3].astype(np.uint64))
    return np.asarray(np.lexsort((rows[:, 1], rows[:, 3], tie, rows[:, 4])))


def _served(market: "Market", basket: list[Promotion], rows: Array) -> tuple[int, int]:
    """How many of the rows, by arrival, come before the first basket with a use that does not fit, and its rules that do not."""
    first: dict[int, int] = {}  # rule: first row that does not fit
    for r in np.unique(rows[:, 1]).tolist():
        if basket[r].uses or basket[r].budget:
            mine = np.flatnonzero(rows[:, 1] == r)
            uses, money = market.promotions.left(basket[r])
            beyond = (np.arange(1, len(mine) + 1) > uses) | (np.cumsum(rows[mine, 2]) > money)
            if beyond.any():
                first[r] = int(mine[beyond.argmax()])
    if not first:
        return len(rows), 0
    consumer = rows[min(first.values()), 3]
    refused = sum(1 << r for r, row in first.items() if rows[row, 3] == consumer)
    return int(np.flatnonzero(rows[:, 3] == consumer)[0]), refused


def _confirm(market: "Market", basket: list[Promotion], rows: Array) -> None:
    """Count uses and cents of scarce rules for good."""
    promotions = market.promotions
    for r in np.unique(rows[:, 1]):
        offer, mine = basket[r], rows[rows[:, 1] == r]
        promotions.used[offer.name] = promotions.used.get(offer.name, 0) + len(mine)
        promotions.spent[offer.name] = promotions.spent.get(offer.name, 0) + int(mine[:, 2].sum())
        redeemed(market, offer, mine[:, 2], mine[:, 5], mine[:, 6])


def expire_points(market: "Market") -> None:
    """Points of those who have neither ordered nor won any for the days of expiry are gone."""
    promotions, state = market.promotions, market.state
    if promotions.expiry:
        since = np.maximum(state.last_order, state.earned)
        gone = (state.points > 0) & (market.day - since > promotions.expiry)
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
        brands = extras[:, [BRAND, BRAND_GIFT, BRAND_FREIGHT]].sum()
        market.platform_spent += int(others - brands)
