"""A basket: cart lines, what they cost after all reductions, and whether it is paid."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .promotions import Rule
    from .shop import Product


@dataclass(eq=False)
class Line:
    """One product in a cart."""

    consumer: int
    category: str
    channel: str
    minute: int
    product: Product
    units: int
    price: int  # cents/unit asked
    list_price: int
    flash: bool
    platform_share: float  # of the reduction on the product
    kept: bool = True
    lost: int = 0  # units refused because the shelf was empty
    refused_by: Product | None = None
    off_platform: int = 0
    off_shop: int = 0
    paid: int = 0
    shipping: int = 0
    ordered: int = 0
    due: int = 0
    arousal: float = 0.0
    sent_back: bool = False


def nearest(x: float) -> int:
    """Nearest whole number, halves up."""
    return floor(x + 0.5)


def bill(basket: list[Line], persona: int, held: set[str], rules: list[Rule]) -> tuple[set[str], int, int]:
    """Price the kept lines; returns the coupons used, goods and shipping in cents."""
    for line in basket:
        off = line.units * (line.list_price - line.price)
        line.off_platform = nearest(line.platform_share * off)
        line.off_shop = off - line.off_platform
        line.paid = line.units * line.price
        line.shipping = 0
    kept = [line for line in basket if line.kept]
    used: set[str] = set()
    for level in ("shop", "cross_shop", "coupon"):
        reduce_level(kept, [r for r in rules if r.level == level and persona in r.personas], held, used)
    for line in kept:
        same = [other for other in kept if other.product.shop is line.product.shop]
        if line is same[0] and sum(other.paid for other in same) < line.product.shop.free_shipping:
            line.shipping = line.product.shop.shipping[line.channel]
    return used, sum(line.paid for line in kept), sum(line.shipping for line in kept)


def reduce_level(kept: list[Line], rules: list[Rule], held: set[str], used: set[str]) -> None:
    """Apply the rules of one level, the largest benefit first; each line is reduced once."""
    free = list(kept)
    while True:
        best, best_rule, best_lines = 0, None, []
        for rule in rules:
            if rule.level == "coupon" and (rule.name not in held or rule.name in used):
                continue
            for touched in groups(free, rule):
                off = rule.benefit(sum(line.paid for line in touched))
                if off > best:
                    best, best_rule, best_lines = off, rule, touched
        if best_rule is None:
            return
        spread(best_lines, best, best_rule.platform_share)
        if best_rule.level == "coupon":
            used.add(best_rule.name)
        free = [line for line in free if all(line is not done for done in best_lines)]


def groups(lines: list[Line], rule: Rule) -> list[list[Line]]:
    """The lines that a rule counts together: those of one shop for a shop's rule, else all."""
    counted = [line for line in lines if line.product.number in rule.products]
    if rule.level != "shop":
        return [counted]
    shops = {line.product.shop.name: None for line in counted}
    return [[line for line in counted if line.product.shop.name == shop] for shop in shops]


def spread(lines: list[Line], off: int, platform_share: float) -> None:
    """Spread a reduction over lines in proportion to what they cost, whole cents by largest remainder."""
    total = sum(line.paid for line in lines)
    parts = [line.paid * off // total for line in lines]
    remainders = [line.paid * off % total for line in lines]
    order = sorted(range(len(lines)), key=lambda x: -remainders[x])  # stable: the earlier line first
    for x in order[: off - sum(parts)]:
        parts[x] += 1
    for line, part in zip(lines, parts, strict=True):
        platform = nearest(platform_share * part)
        line.off_platform += platform
        line.off_shop += part - platform
        line.paid -= part


def top_up(basket: list[Line], rules: list[Rule], readiness: float) -> bool:
    """Add one unit of the cheapest line that lifts the basket over a threshold it nearly reaches, if one does."""
    for rule in rules:
        if rule.spend == 0 or rule.amount == 0:
            continue
        counted = [line for line in basket if line.kept and line.product.number in rule.products]
        total = sum(line.units * line.price for line in counted)
        if total == 0 or (total >= rule.spend and not rule.repeat):
            continue
        gap = rule.spend - total % rule.spend
        worth_it = [line for line in counted if gap <= line.price < readiness * rule.amount]
        if worth_it:
            min(worth_it, key=lambda line: line.price).units += 1
            return True
    return False
