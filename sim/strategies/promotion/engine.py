"""The one engine behind every offer: promotions in, what is posted on the products out."""

from collections.abc import Collection
from dataclasses import dataclass
from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core import check
from sim.core.money import cents
from sim.core.rng import name_key
from sim.kernels import benefits
from sim.strategies.promotion.promotion import CUSTOMERS, ON_PRODUCT, Promotion
from sim.strategies.promotion.scope import Scope
from sim.world.offers import MORE_TIERS, RIGHT, RULE

RULE_LEVEL = {"shop": 1, "cross_shop": 2, "coupon": 3, "points": 4, "shipping": 5}
BENEFIT = {
    "reduction": benefits.REDUCTION, "bundle": benefits.BUNDLE, "cheapest": benefits.CHEAPEST, "redeem": benefits.REDEEM,
    "shipping": benefits.SHIPPING, "gift": benefits.GIFT, "cash_back": benefits.CASH_BACK, "points": benefits.POINTS,
}  # fmt: skip
MOST_RULES = 63
Covered = tuple[Promotion, NDArray[np.bool_]]  # an offer and (P,) the products it covers


@dataclass(frozen=True)
class Day:
    """What decides which offers are posted; equal days have equal posts."""

    phase: str  # of the campaign; "" outside
    participants: frozenset[int]  # shop indices
    weekday: int  # 1 Monday .. 7 Sunday
    day: int  # of the month
    closed: frozenset[str] = frozenset()  # names of offers whose uses or budget are spent


@dataclass(frozen=True)
class Understanding:
    """How hard it is to understand an offer of n conditions: complexity 1 − exp(−n / scale)."""

    weight: (
        float  # log chance lost per unit of complexity by somebody without literacy; 0: everybody understands
    )
    scale: float  # conditions

    def load(self, offer: Promotion) -> float:
        """Log chance that an offer is not lost on somebody without literacy, negative; 0 when it is plain to all."""
        return self.weight * (1 - exp(-offer.conditions / self.scale))


@dataclass(frozen=True)
class Posted:
    """What promotions put on P products on one day; all zero and empty when there are none."""

    item_off: NDArray[np.float32]  # (P,) share off the list price, the best of all item offers
    item_platform: NDArray[np.float32]  # (P,) part of it that the platform pays
    item_brand: NDArray[np.float32]  # (P,) part of it that a partner brand pays
    item_by: NDArray[np.int64]  # (P,) which of ``items`` it is; -1 none
    flash_off: NDArray[np.float32]  # (P,) share off the list price inside the hours; 0 no flash sale
    flash_platform: NDArray[np.float32]  # (P,) part of it that the platform pays
    flash_brand: NDArray[np.float32]  # (P,) part of it that a partner brand pays
    flash_by: NDArray[np.int64]  # (P,) which of ``flashes`` it is; -1 none
    flash_quota: NDArray[np.int64]  # (P,) units; 0 no limit
    flash_from: NDArray[np.int16]  # (P,) minute of the day, first
    flash_to: NDArray[np.int16]  # (P,) minute of the day, first one after
    rules: NDArray[np.void]  # (rules,) RULE, in order of application
    mask: NDArray[np.uint64]  # (P,) bit r: rule r counts this product
    items: list[Promotion]  # the item offers
    flashes: list[Promotion]  # the flash offers
    presales: list[Promotion]
    presale_by: NDArray[np.int64]  # (P,) which of them gives most on the product; -1 none
    groups: list[Promotion]
    group_by: NDArray[np.int64]  # (P,) the same of group offers
    basket: list[Promotion]  # the offer behind each rule
    wallet: list[Promotion]  # bit b of a wallet is wallet[b], the same on every day
    rights: NDArray[np.void]  # (wallet,) RIGHT
    shop_bits: NDArray[np.uint64]  # (P,) bits of the wallet that a first purchase at the product's shop loses


def post(promotions: Collection[Promotion], scope: Scope, today: Day, understanding: Understanding) -> Posted:
    """Post the promotions that are active today.

    Promotions apply in the order of level, then name, however they are listed; one without benefit leaves no trace. Offers
    that are not open to everybody get a bit in the wallet.

    Raises ValueError for an unknown shop, category, product, persona, region or offer, and for more than 63 rules or bits.
    """
    offers = sorted((offer for offer in promotions if offer.has_benefit), key=lambda offer: offer.name)
    wallet = [offer for offer in offers if is_private(offer, understanding)]
    rights = np.array([_right(offer, scope, understanding) for offer in wallet], RIGHT)
    covered = [(offer, scope.products(offer, today.participants)) for offer in offers]
    posted = [
        (offer, products)
        for offer, products in covered
        if products.any()
        and offer.active(today.phase)
        and offer.on(today.weekday, today.day)
        and offer.name not in today.closed
    ]
    basket = [entry for level in RULE_LEVEL for entry in posted if entry[0].level == level]
    for what, count in (("rules", len(basket)), ("bits in the wallet", len(wallet))):
        if count > MOST_RULES:
            raise ValueError(
                f"{count} {what}: at most {MOST_RULES} offers a day on baskets, and not open to everybody"
            )
    items, flashes, presales, groups = (
        [entry for entry in posted if entry[0].level == level]
        for level in ("item", "flash", "presale", "group")
    )
    item_off, item_platform, item_brand, best = _deepest(items, len(scope.shop_of))
    flash_off, flash_platform, flash_brand, winner = _deepest(flashes, len(scope.shop_of))
    terms = np.array([(0, 0, 0), *(_terms(entry[0]) for entry in flashes)], np.int64)[winner + 1]
    rules = np.zeros(len(basket), RULE)
    mask = np.zeros(len(scope.shop_of), np.uint64)
    counters = {offer.name: n for n, offer in enumerate(counted(wallet))}
    for bit, (offer, products) in enumerate(basket):
        rules[bit] = _rule(offer)
        rules[bit]["coupon"] = wallet.index(offer) if offer in wallet else -1
        rules[bit]["counter"] = counters.get(offer.name, -1)
        refused = [n for n, (item, _) in enumerate(items) if item.name in offer.not_with]
        mask[products & ~np.isin(best, refused)] |= np.uint64(1 << bit)
    rules["clash"] = _clashes([offer for offer, _ in basket], promotions)
    shop_bits = np.zeros(len(scope.shop_of), np.uint64)
    for bit, offer in enumerate(wallet):
        rights[bit]["open"] = any(offer is rule for rule, _ in basket)
        if offer.customers == "new_to_shop":
            shops = range(len(scope.shop_names)) if isinstance(offer.shops, str) else (
                scope.shops(offer, frozenset(range(len(scope.shop_names))))
            )  # fmt: skip
            shop_bits[np.isin(scope.shop_of, list(shops))] |= np.uint64(1 << bit)
    return Posted(
        item_off=item_off,
        item_platform=item_platform,
        item_brand=item_brand,
        item_by=best,
        flash_off=flash_off,
        flash_platform=flash_platform,
        flash_brand=flash_brand,
        flash_by=winner,
        flash_quota=terms[:, 0],
        flash_from=terms[:, 1].astype(np.int16),
        flash_to=terms[:, 2].astype(np.int16),
        rules=rules,
        mask=mask,
        items=[offer for offer, _ in items],
        flashes=[offer for offer, _ in flashes],
        presales=[offer for offer, _ in presales],
        presale_by=_deepest(presales, len(scope.shop_of))[-1],
        groups=[offer for offer, _ in groups],
        group_by=_deepest(groups, len(scope.shop_of))[-1],
        basket=[offer for offer, _ in basket],
        wallet=wallet,
        rights=rights,
        shop_bits=shop_bits,
    )


def is_private(offer: Promotion, understanding: Understanding) -> bool:
    """Whether an offer is not open to everybody at all times, so that it takes a bit in the wallet."""
    if offer.level in ON_PRODUCT:
        return False
    return (
        offer.level == "coupon"
        or (offer.personas, offer.regions, offer.customers) != ("all", "all", "all")
        or offer.tier > 0
        or offer.per_person > 0
        or understanding.load(offer) > 0
    )


def counted(wallet: Collection[Promotion]) -> list[Promotion]:
    """Offers of which a consumer's uses must be counted, in the order of their columns."""
    return [offer for offer in wallet if offer.per_person > 1]


def _deepest(
    offers: list[Covered], products: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]:
    """(P,) best share off, the platform's and the brand's part of it, and which offer won (-1 none); no two add up."""
    off, platform, brand = (np.zeros(products, np.float32) for _ in range(3))
    winner = np.full(products, -1)
    for number, (offer, counts) in enumerate(offers):
        better = counts & (np.float32(offer.depth) > off)
        off[better] = offer.depth
        platform[better], brand[better] = offer.platform_share, offer.brand_share
        winner[better] = number
    return off, platform, brand, winner


def _terms(flash: Promotion) -> tuple[int, int, int]:
    """Quota in units, first minute, first minute after."""
    first, last = flash.hours or (0, 0)
    return flash.quota, round(60 * first), round(60 * last)


def _rule(offer: Promotion) -> NDArray[np.void]:
    """The terms of one rule; a shop offer is counted per shop, the others over the whole basket."""
    if len(offer.tiers) > MORE_TIERS:
        raise ValueError(
            f"{offer.name}.tiers: {len(offer.tiers)} steps are too many; write at most {MORE_TIERS}"
        )
    rule = np.zeros(1, RULE)
    rule["level"], rule["group"] = RULE_LEVEL[offer.level], offer.level == "shop"
    rule["benefit"], rule["repeat"] = BENEFIT[offer.benefit], offer.repeat
    for field in ("spend", "amount", "cap", "price", "value"):
        rule[field] = cents(getattr(offer, field))
    for field in ("quantity", "distinct", "percent", "platform_share", "brand_share"):
        rule[field] = getattr(offer, field)
    for step, (spend, amount) in enumerate(offer.tiers):
        rule["tier_spend"][0, step], rule["tier_amount"][0, step] = cents(spend), cents(amount)
    rule["uses"] = max(offer.per_person, int(offer.level == "coupon"))
    since, until = offer.hours or (0, 0)
    rule["since"], rule["until"] = round(60 * since), round(60 * until)
    return rule[0]  # type: ignore[no-any-return]


def _clashes(basket: list[Promotion], promotions: Collection[Promotion]) -> NDArray[np.uint64]:
    """(rules,) bit sets of the rules with which each is not applied."""
    levels = {offer.name: offer.level for offer in promotions}
    clash = np.zeros(len(basket), np.uint64)
    for one, offer in enumerate(basket):
        for name in offer.not_with:
            check.one_of(f"{offer.name}.not_with", name, sorted(n for n in levels if levels[n] != "flash"))
        for two, other in enumerate(basket):
            grouped = offer.exclusive != "" and offer.exclusive == other.exclusive
            if one != two and (grouped or other.name in offer.not_with or offer.name in other.not_with):
                clash[one] |= np.uint64(1 << two)
    return clash


def _right(offer: Promotion, scope: Scope, understanding: Understanding) -> tuple[Any, ...]:
    """One row of RIGHT, not open yet."""
    return (
        name_key(offer.name),
        scope.people(offer, "personas"),
        scope.people(offer, "regions"),
        CUSTOMERS.index(offer.customers),
        offer.tier,
        offer.level == "coupon",
        False,
        understanding.load(offer),
    )
