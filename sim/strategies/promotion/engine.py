"""The one engine behind every offer: promotions in, what is posted on the products out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.strategies.promotion.promotion import Promotion
from sim.strategies.promotion.scope import Scope
from sim.world.offers import RULE

RULE_LEVEL = {"shop": 1, "cross_shop": 2, "coupon": 3}
MOST_RULES = 63
Covered = tuple[Promotion, NDArray[np.bool_], int]  # an offer, (P,) the products and the personas it covers


@dataclass(frozen=True)
class Posted:
    """What promotions put on P products on one day; all zero and empty when there are none."""

    item_off: NDArray[np.float32]  # (P,) share off the list price, the best of all item offers
    item_platform: NDArray[np.float32]  # (P,) part of it that the platform pays
    flash_off: NDArray[np.float32]  # (P,) share off the list price inside the hours; 0 no flash sale
    flash_platform: NDArray[np.float32]  # (P,) part of it that the platform pays
    flash_quota: NDArray[np.int64]  # (P,) units; 0 no limit
    flash_from: NDArray[np.int16]  # (P,) minute of the day, first
    flash_to: NDArray[np.int16]  # (P,) minute of the day, first one after
    rules: NDArray[np.void]  # (rules,) RULE, in order of application
    mask: NDArray[np.uint64]  # (P,) bit r: rule r counts this product
    coupons: list[Promotion]  # bit b of a wallet is coupons[b], the same on every day


def post(
    promotions: Collection[Promotion],
    phase: str,
    *,
    shop_of: NDArray[np.integer[Any]],
    category_of: NDArray[np.integer[Any]],
    shop_names: Sequence[str],
    category_names: Sequence[str],
    persona_names: Sequence[str],
    participants: Collection[int],
) -> Posted:
    """Post the promotions that are active in a phase.

    ``shop_of`` and ``category_of`` are (P,) indices; ``participants`` are shop indices. The answer depends on
    the phase and the arguments only, so it holds for every day of the phase. Promotions apply in the order of
    level, then name, however they are listed; one without benefit leaves no trace.

    Raises ValueError for an unknown shop, category or persona, and for more than 63 rules or coupons.
    """
    scope = Scope(shop_of, category_of, shop_names, category_names, persona_names, frozenset(participants))
    offers = sorted((offer for offer in promotions if offer.has_benefit), key=lambda offer: offer.name)
    coupons = [offer for offer in offers if offer.level == "coupon"]
    covered = [(offer, scope.products(offer), scope.personas(offer)) for offer in offers]
    today = [entry for entry in covered if entry[0].active(phase) and entry[1].any()]
    basket = [entry for level in RULE_LEVEL for entry in today if entry[0].level == level]
    for what, count in (("rules", len(basket)), ("coupons", len(coupons))):
        if count > MOST_RULES:
            raise ValueError(f"{count} {what}: at most {MOST_RULES} shop, cross_shop and coupon offers a day")

    item_off, item_platform, _ = _deepest(
        [entry for entry in today if entry[0].level == "item"], len(shop_of)
    )
    flashes = [entry for entry in today if entry[0].level == "flash"]
    flash_off, flash_platform, winner = _deepest(flashes, len(shop_of))
    terms = np.array([(0, 0, 0), *(_terms(entry[0]) for entry in flashes)], np.int64)[winner + 1]
    rules = np.zeros(len(basket), RULE)
    mask = np.zeros(len(shop_of), np.uint64)
    for bit, (offer, products, personas) in enumerate(basket):
        rules[bit] = _rule(offer, coupons.index(offer) if offer in coupons else -1, personas)
        mask[products] |= np.uint64(1 << bit)
    return Posted(
        item_off=item_off,
        item_platform=item_platform,
        flash_off=flash_off,
        flash_platform=flash_platform,
        flash_quota=terms[:, 0],
        flash_from=terms[:, 1].astype(np.int16),
        flash_to=terms[:, 2].astype(np.int16),
        rules=rules,
        mask=mask,
        coupons=coupons,
    )


def _deepest(
    offers: list[Covered], products: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]:
    """(P,) best share off, the platform's part of it, and which offer won (-1 none); no two offers add up."""
    off, platform = np.zeros(products, np.float32), np.zeros(products, np.float32)
    winner = np.full(products, -1)
    for number, (offer, counts, _) in enumerate(offers):
        better = counts & (np.float32(offer.percent) > off)
        off[better] = offer.percent
        platform[better] = offer.platform_share
        winner[better] = number
    return off, platform, winner


def _terms(flash: Promotion) -> tuple[int, int, int]:
    """Quota in units, first minute, first minute after."""
    first, last = flash.hours or (0, 0)
    return flash.quota, round(60 * first), round(60 * last)


def _rule(offer: Promotion, coupon: int, personas: int) -> tuple[float, ...]:
    """One row of RULE; a shop offer is counted per shop, the others over the whole basket."""
    return (
        RULE_LEVEL[offer.level],
        int(offer.level == "shop"),
        round(100 * offer.spend),
        offer.percent,
        round(100 * offer.amount),
        round(100 * offer.cap),
        int(offer.repeat),
        offer.platform_share,
        coupon,
        personas,
    )
