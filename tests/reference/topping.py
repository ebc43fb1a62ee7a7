"""Topping up: a basket that just misses a threshold takes one thing more."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from .basket import Line, bill
from .looking import asked, at_flash
from .promotions import LEVELS

if TYPE_CHECKING:
    from .consumer import Consumer
    from .promotions import Rule
    from .shop import Product, Shop


def top_up(who: Consumer, rules: list[Rule]) -> str:
    """Add a needed thing or a spare unit towards the first threshold for which that pays; tells which, "" for neither."""
    w = who.model.w
    for rule in rules:
        if rule.spend == 0:
            continue
        worth = w["checkout_fill"] * who.deal * (rule.amount + rule.percent * rule.spend)
        shops = {line.product.shop: None for line in who.basket} if rule.level == "shop" else [None]
        for shop in shops:
            gap = missing(who.basket, rules, rule, shop)
            if gap < worth and (added := take_one(who, rules, rule, shop, gap, worth)):
                return added
    return ""


def counted(basket: list[Line], rule: Rule, shop: Shop | None) -> list[Line]:
    return [
        line for line in basket if line.product.number in rule.products and shop in (None, line.product.shop)
    ]


def missing(basket: list[Line], rules: list[Rule], rule: Rule, shop: Shop | None) -> float:
    """Cents to the next threshold of a rule, on what the rules of earlier levels leave to be paid."""
    bill(basket, [r for r in rules if LEVELS.index(r.level) < LEVELS.index(rule.level)], every=True)
    total = sum(line.paid for line in counted(basket, rule, shop))
    if total == 0 or (total >= rule.spend and not rule.repeat):
        return inf
    return rule.spend - total % rule.spend


def take_one(
    who: Consumer, rules: list[Rule], rule: Rule, shop: Shop | None, gap: float, worth: float
) -> str:
    """Add the cheapest thing that closes the gap, unless the bill is then not reduced or the purse is too small."""
    model, basket = who.model, who.basket
    _, before, _ = bill(basket, rules, every=True)
    spare = [line for line in counted(basket, rule, shop) if gap <= line.price and loss(who, line) < worth]
    spare.sort(key=lambda line: (line.price, line.product.key))
    needed = things_needed(who, rule, shop, gap, spare[0].price if spare else rule.spend)
    if needed:
        price, _, product, flash = needed[0]
        first = basket[0]
        share = product.flash_platform if flash else product.item_platform
        line = Line(
            who.number, product.category, first.channel, first.minute, product, 0, price, product.list_price, flash, share
        )  # fmt: skip
        basket.append(line)
    elif spare:
        line = spare[0]
    else:
        return ""
    line.units += 1
    _, goods, shipping = bill(basket, rules, every=True)
    if goods - before < line.price and (model.w["budget_share"] == 0 or goods + shipping <= who.purse):
        return "took a needed thing" if needed else "took a spare unit"
    line.units -= 1
    if needed:
        basket.pop()
    return ""


def loss(who: Consumer, line: Line) -> float:
    """Cents of its price that a spare unit is not worth."""
    return line.price * (1 - who.model.categories[line.category].storable)


def things_needed(
    who: Consumer, rule: Rule, shop: Shop | None, gap: float, most: int
) -> list[tuple[int, int, Product, bool]]:
    """Things of other categories needed soon that close the gap below a price: (price, key, product, flash), cheapest first."""
    channel, minute = who.basket[0].channel, who.basket[0].minute
    at_hand = [known.shop for known in who.memory] + [line.product.shop for line in who.basket]
    in_basket = {line.category for line in who.basket}
    found = []
    for seller in set(at_hand):
        if channel not in seller.channels or shop not in (None, seller):
            continue
        for product in seller.products:
            flash = at_flash(product, minute)
            price = asked(product, flash)
            wanted = product.category not in in_basket and (
                who.need[product.category] >= who.model.w["checkout_low"]
            )
            if wanted and product.open and product.number in rule.products and gap <= price < most:
                found.append((price, product.key, product, flash))
    return sorted(found, key=lambda thing: thing[:2])
