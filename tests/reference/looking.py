"""Which offers a visitor looks at, what they are worth, and which one is taken."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from .draws import about, bell, key_of, mix, uniform, which

if TYPE_CHECKING:
    from .consumer import Consumer
    from .shop import Product, Shop


@dataclass(eq=False)
class Offer:
    """A product as one consumer sees it."""

    product: Product
    flash: bool
    value: float


def look(who: Consumer, category: str, channel: str, minute: int, first: bool) -> list[Offer]:
    """The offers looked at on a trip; the first look also moves the reference price."""
    offers = []
    for shop in considered(who, category, channel):
        for product in neighbours(who, shop, category):
            if product.open:
                flash = at_flash(product, minute)
                offers.append(Offer(product, flash, value(who, product, flash, channel)))
    if first and offers:
        ratios = [asked(offer.product, offer.flash) / offer.product.usual_price for offer in offers]
        gap = sum(ratios) / len(ratios) - who.reference[category]
        who.reference[category] += who.model.w["reference_alpha"] * gap
    return offers


def at_flash(product: Product, minute: int) -> bool:
    return product.flash_open and product.flash_hours[0] <= minute < product.flash_hours[1]


def asked(product: Product, flash: bool) -> int:
    return product.flash_price if flash else product.deal_price


def considered(who: Consumer, category: str, channel: str) -> list[Shop]:
    """Remembered shops that come to mind on this visit, and perhaps one found by search."""
    w, model = who.model.w, who.model
    shops = []
    for known in who.memory:
        chance = who.breadth * (
            w["search_base"]
            + w["search_awareness"] * known.awareness
            + w["search_loyalty"] * known.loyalty
            + w["search_satisfaction"] * known.satisfaction
        )
        if channel in known.shop.channels and uniform(about(who.key("consider"), known.shop.key)) < chance:
            shops.append(known.shop)
    ranks = model.search[channel, category]
    key = about(who.key("search"), key_of(category))
    if sum(ranks) > 0 and uniform(key) < w["search_explore"]:
        found = model.shops[which(ranks, uniform(about(key, model.stream("search"))))]
        if found not in shops:
            model.happened["found by search"] += 1
            shops.append(found)
    return shops


def neighbours(who: Consumer, shop: Shop, category: str) -> list[Product]:
    """The products of a shop that this person always looks at."""
    width = int(who.model.w["search_products"])
    products = shop.in_category(category)
    first = int(uniform(mix(who.key("range") ^ shop.key)) * len(products))
    return (products[first:] + products[:first])[:width]


def value(who: Consumer, product: Product, flash: bool, channel: str) -> float:
    """Utility of an offer before the shock of the day."""
    w, shop = who.model.w, product.shop
    category = who.model.categories[product.category]
    worth = who.convenience * shop.convenience[channel] + who.service * shop.service
    worth += who.opinion * (shop.rating_this_morning - 3.5) / 1.5 - who.wait * shop.wait[channel]
    trust = w["trust_unknown"]
    known = who.remembered(shop)
    if known:
        trust = known.trust
        worth += who.loyal * known.loyalty + w["weights_satisfaction"] * (known.satisfaction - 0.5)
        worth += w["weights_exposure"] * who.exposure * known.awareness
    taste = who.key("taste")
    worth += w["taste_shop"] * bell(mix(taste ^ shop.key))
    worth += w["taste_category"] * bell(mix(taste ^ key_of(product.category) ^ shop.key))
    worth += w["taste_product"] * bell(mix(taste ^ key_of(product.category) ^ shop.key ^ product.key))
    worth += who.quality * product.quality + who.novelty * product.novelty
    price = asked(product, flash)
    held = who.coupons - who.used
    saving = product.saving + max(
        [product.coupon_saving[c] for c in held if c in product.coupon_saving], default=0
    )
    level = price / (100 * category.price) * (1 - who.deal * saving)
    worth -= who.price * level + (1 - trust) * category.risk * level
    surprise = who.reference[product.category] - price / product.usual_price
    worth += who.gain * (surprise if surprise > 0 else who.aversion * surprise)
    appeal = w["weights_deal"] * who.deal if flash or on_deal(product) else 0.0
    if flash:
        appeal += w["impulse_value"] * who.impulse
    form = "flash" if flash else "cut" if product.deal_price < product.list_price else "basket"
    return worth + exp(-w["wearout_strength"] * who.tired[form]) * appeal


def on_deal(product: Product) -> bool:
    return product.deal_price < product.list_price or product.saving > 0


def forms_seen(offers: list[Offer]) -> set[str]:
    """Forms of promotion among the offers looked at."""
    seen = {"flash" for offer in offers if offer.flash}
    for offer in offers:
        if on_deal(offer.product):
            seen.add("cut" if offer.product.deal_price < offer.product.list_price else "basket")
    return seen


def choose(who: Consumer, category: str, offers: list[Offer]) -> tuple[Product, bool] | None:
    """Nested logit in two steps: the best offer after its shock, and whether buying beats not buying."""
    if not offers:
        return None
    w, nest = who.model.w, who.model.w["choice_nest"]
    best = max(offers, key=lambda offer: offer.value / nest + shock(who, offer.product))
    inclusive = log(sum(exp(offer.value / nest) for offer in offers))
    if best.flash:
        who.arousal = min(1.0, who.arousal + w["impulse_gain"] * who.impulse)
    outside = w["choice_v0"] - w["choice_kappa"] * who.felt_need(category) - w["impulse_relief"] * who.arousal
    outside += w["anticipation_weight"] * who.model.categories[category].postponable * patience(who, category)
    luck = uniform(about(who.key("incidence"), key_of(category)))
    if log(luck / (1 - luck)) < nest * inclusive - outside:
        return best.product, best.flash
    return None


def patience(who: Consumer, category: str) -> float:
    """Worth of waiting for the announced sale: the expected saving less what putting off costs."""
    hope, days = who.model.hope[category], who.model.days_left
    if days == 0:
        return 0.0
    cost = who.model.w["anticipation_cost"] * days * max(0.0, who.need[category])
    return max(0.0, who.price * who.deal * hope - cost)


def shock(who: Consumer, product: Product) -> float:
    """Standard Gumbel, keyed by the product's name."""
    return -log(-log(uniform(about(who.key("choice"), product.key))))
