"""What promotions put on products and baskets on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from sim.strategies.promotion import Promotion

if TYPE_CHECKING:
    from .shop import Product

LEVELS = ("shop", "cross_shop", "coupon")


@dataclass(eq=False)
class Rule:
    """A reduction that a basket may earn."""

    name: str
    level: str
    products: set[int]
    personas: set[int]
    spend: int  # cents
    percent: float
    amount: int  # cents
    cap: int  # cents
    repeat: bool
    platform_share: float

    def benefit(self, eligible: int) -> int:
        """Cents off an eligible sum."""
        if eligible <= 0 or eligible < self.spend:
            return 0
        times = eligible // self.spend if self.repeat else 1
        off = floor(self.percent * eligible + 0.5) + self.amount * times
        return min(off, self.cap or off, eligible)

    def expected(self, price: int, rest: float) -> float:
        """Share off that a shopper expects for one product, the rest of the basket being ``rest`` of the threshold."""
        if self.spend == 0:
            return min(0.9, self.percent + self.amount / price)
        times = max(1, price // self.spend) if self.repeat else 1
        share = self.percent + self.amount * times / max(price, self.spend)
        share *= min(1.0, price / self.spend + rest)
        return min(0.9, share, self.cap / price if self.cap else 0.9)


def covers(offer: Promotion, product: Product, participants: set[str]) -> bool:
    shop = product.shop.name
    if offer.shops in ("participants", "all"):
        taking_part = offer.shops == "all" or shop in participants
    else:
        taking_part = shop in offer.shops and ("always" in offer.phases or shop in participants)
    return taking_part and (offer.categories == "all" or product.category in offer.categories)


def rules_of_today(
    offers: Iterable[Promotion],
    phase: str,
    participants: set[str],
    products: list[Product],
    personas: list[str],
) -> list[Rule]:
    """Rules in force, by level and then by name."""
    rules = []
    for level in LEVELS:
        for offer in sorted(offers, key=lambda offer: offer.name):
            covered = {p.number for p in products if covers(offer, p, participants)}
            if offer.level == level and offer.has_benefit and offer.active(phase) and covered:
                able = {
                    g for g, name in enumerate(personas) if offer.personas == "all" or name in offer.personas
                }
                rules.append(
                    Rule(
                        offer.name, level, covered, able, round(100 * offer.spend), offer.percent,
                        round(100 * offer.amount), round(100 * offer.cap), offer.repeat, offer.platform_share,
                    )
                )  # fmt: skip
    return rules


def deepest(
    offers: Iterable[Promotion], level: str, phase: str, product: Product, participants: set[str]
) -> Promotion | None:
    """The item or flash offer that takes most off a product today."""
    best = None
    for offer in sorted(offers, key=lambda offer: offer.name):
        holds = offer.level == level and offer.active(phase) and covers(offer, product, participants)
        if holds and offer.percent > (best.percent if best else 0):
            best = offer
    return best
