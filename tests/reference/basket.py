"""A basket: cart lines, what they cost after all reductions, and whether it is paid."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress, product
from math import floor
from typing import TYPE_CHECKING

from .promotions import LEVELS

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
    item_platform: int = 0  # cents off by the posted price, paid by the platform
    item_shop: int = 0
    off_platform: int = 0  # cents off in all
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


def bill(basket: list[Line], rules: list[Rule], every: bool = False) -> tuple[set[str], int, int]:
    """Price the kept lines with the best set of the rules, or with every rule; returns what gave something, goods, shipping.

    Of sets that cost the same the first counts, and sets that keep the most generous rules come first.
    """
    for line in basket:
        off = line.units * (line.list_price - line.price)
        line.item_platform = nearest(line.platform_share * off)
        line.item_shop = off - line.item_platform
    kept = [line for line in basket if line.kept]
    promises = {rule: promise(kept, rule) for rule in rules}
    generous = sorted((rule for rule in rules if promises[rule] > 0), key=promises.__getitem__)[::-1]
    sets = [[True] * len(generous)] if every else product((True, False), repeat=len(generous))
    chosen = min(sets, key=lambda on: sum(charge(basket, list(compress(generous, on)))[1:]))
    return charge(basket, list(compress(generous, chosen)))


def charge(basket: list[Line], rules: list[Rule]) -> tuple[set[str], int, int]:
    """Price the kept lines with all of these rules; returns those that gave something, goods and shipping in cents."""
    for line in basket:
        line.off_platform, line.off_shop, line.shipping = line.item_platform, line.item_shop, 0
        line.paid = line.units * line.price
    kept = [line for line in basket if line.kept]
    gave: set[str] = set()
    for level in LEVELS:
        reduce_level(kept, [rule for rule in rules if rule.level == level], gave)
    for line in kept:
        same = [other for other in kept if other.product.shop is line.product.shop]
        if line is same[0] and sum(other.paid for other in same) < line.product.shop.free_shipping:
            line.shipping = line.product.shop.shipping[line.channel]
    return gave, sum(line.paid for line in kept), sum(line.shipping for line in kept)


def promise(kept: list[Line], rule: Rule) -> int:
    """Cents that a rule would give on the asked prices."""
    return sum(rule.benefit(sum(line.units * line.price for line in some)) for some in groups(kept, rule))


def reduce_level(kept: list[Line], rules: list[Rule], gave: set[str]) -> None:
    """Apply the rules of one level, the largest benefit first; each line is reduced once."""
    free = list(kept)
    while True:
        best, best_rule, best_lines = 0, None, []
        for rule in rules:
            for touched in groups(free, rule):
                off = rule.benefit(sum(line.paid for line in touched))
                if off > best:
                    best, best_rule, best_lines = off, rule, touched
        if best_rule is None:
            return
        spread(best_lines, best, best_rule.platform_share)
        gave.add(best_rule.name)
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
