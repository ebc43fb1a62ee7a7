"""A consumer: needs, memory of shops, and what advertising, purchases and friends do to them."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, Any

import mesa

from .basket import Line, bill
from .draws import about, bell, by_arrival, key_of, mix, personal, stream_key, uniform, which
from .looking import choose, forms_seen, look
from .topping import top_up

if TYPE_CHECKING:
    from .market import Market
    from .promotions import Rule
    from .shop import Product, Shop


@dataclass(eq=False)
class Memory:
    """What is remembered of one shop."""

    shop: Shop
    awareness: float
    trust: float
    loyalty: float = 0.0
    satisfaction: float = 0.5


def logistic(x: float) -> float:
    return 1 / (1 + exp(-x))


def after_experience(level: float, satisfied: float, up: float, down: float) -> float:
    """Loyalty or trust after an experience; 0.5 is a neutral one."""
    if satisfied > 0.5:
        return level + up * (satisfied - 0.5) * (1 - level)
    return level - down * (0.5 - satisfied) * level


def after_message(awareness: float, impressions: float) -> float:
    return awareness + (1 - awareness) * impressions / (1 + impressions)


class Consumer(mesa.Agent):
    """One person. ``traits`` are personal weights; ``need`` and ``reference`` are by category."""

    def __init__(
        self, model: Market, number: int, traits: dict[str, Any], growth: dict[str, float], need: dict[str, float],
        memory: list[Memory], friends: list[int],
    ) -> None:  # fmt: skip
        super().__init__(model)
        self.number, self.traits, self.growth, self.need = number, traits, growth, need
        self.memory, self.friends = memory, friends
        self.reference = dict.fromkeys(need, 1.0)
        self.expectation = self.arousal = 0.0
        self.tired = dict.fromkeys(("cut", "flash", "basket"), 0.0)
        self.purse = self.spent = self.orders = 0
        self.last_order = -1
        self.coupons: set[str] = set()
        self.used: set[str] = set()
        self.payday = int(1 + 28 * uniform(personal(int(model.payday_key), number)))

    def key(self, stream: str) -> int:
        """Key of this person's draws from a stream today."""
        return personal(stream_key(self.model.seed_of_world, stream, self.model.day), self.number)

    def __getattr__(self, name: str) -> Any:
        """Traits are read like attributes."""
        try:
            return self.__dict__["traits"][name]
        except KeyError:
            raise AttributeError(name) from None

    # Morning

    def get_paid(self) -> None:
        due = self.model.day == 0 or self.model.date.day == self.payday
        if due and self.model.w["budget_share"] > 0:
            self.purse = int(self.model.w["budget_share"] * 100 * self.income)

    def hear_messages(self) -> None:
        """Advertising, forgetting, and one advertised shop that may be noticed."""
        model, w = self.model, self.model.w
        messages = model.impressions[self.persona]
        for known in self.memory:
            aware = after_message(known.awareness, messages[known.shop.name])
            known.awareness = aware * (1 - w["awareness_decay"])
            known.loyalty *= 1 - w["loyalty_decay"]
        self.arousal *= w["impulse_decay"]
        for form in self.tired:
            self.tired[form] *= 0.5 ** (1 / w["wearout_half_life"])
        total = sum(messages.values())
        key = self.key("discover")
        if uniform(key) < 1 - exp(-w["awareness_notice"] * total):
            again = stream_key(model.seed_of_world, "discover", model.day)
            found = which([x / total for x in messages.values()], uniform(about(key, again)))
            shop = model.shops[found]
            if self.remembered(shop) is None:
                model.happened["noticed"] += self.remember(shop, w["awareness_discovery"]) is not None

    def would_claim(self, coupon: str, rate: float) -> bool:
        return coupon not in self.coupons and uniform(self.claim_key(coupon)) < rate * self.deal

    def claim_key(self, coupon: str) -> int:
        base = stream_key(self.model.seed_of_world, "claim", self.model.day)
        return personal(base ^ key_of(coupon), self.number)

    # Memory

    def remembered(self, shop: Shop) -> Memory | None:
        for known in self.memory:
            if known.shop is shop:
                return known
        return None

    def remember(self, shop: Shop, awareness: float) -> Memory | None:
        """Keep a new shop in mind, in place of the weakest if there is no room and that one is weaker."""
        new = Memory(shop, awareness, self.model.w["trust_unknown"])
        if len(self.memory) < self.model.slots:
            self.memory.append(new)
            return new
        strengths = [known.awareness + known.loyalty for known in self.memory]
        weakest = min(range(len(strengths)), key=strengths.__getitem__)
        if strengths[weakest] >= awareness:
            return None
        self.memory[weakest] = new
        self.model.happened["forgotten for another"] += 1
        return new

    # Shopping

    def grow_needs(self) -> None:
        w = self.model.w
        for category, need in self.need.items():
            at_home = max(0.0, -need)
            used_up = (
                self.growth[category] * self.model.season[category] * (1 + w["needs_flexible"] * at_home)
            )
            self.need[category] = min(w["needs_cap"], need + used_up)

    def visits(self) -> bool:
        model, w = self.model, self.model.w
        urge = w["needs_visit_base"] + model.visit + w["needs_visit_need"] * max(self.need.values())
        return uniform(self.key("visit")) < logistic(urge + model.pull * self.deal)

    def pick_channel(self, minute: int) -> str | None:
        """Channel of the visit: the first to arrive in a race; when nobody sells there or it is closed, perhaps the next."""
        model = self.model
        if len(model.channels) == 1:
            return next(iter(model.channels))
        key = self.key("channel")
        order = by_arrival(key, model.habits[self.persona])
        others = [channel for channel in order if model.is_open(channel, minute)]
        if order[0] in others:
            return order[0]
        switches = uniform(mix(key)) < model.w["search_switch"]
        model.happened["turned to another channel" if others and switches else "stayed away"] += 1
        return others[0] if others and switches else None

    def shop(self) -> None:
        """A day at the shops: the cart is filled and taken to the till."""
        self.basket: list[Line] = []
        self.grow_needs()
        if not self.visits():
            return
        minute = self.model.minute_of(uniform(self.key("minute")))
        channel = self.pick_channel(minute)
        if channel is None:
            return
        seen = set()
        for category in self.need:
            if self.felt_need(category) >= self.model.w["needs_wake"]:
                offers = look(self, category, channel, minute, first=True)
                seen |= forms_seen(offers)
                self.put_in_cart(choose(self, category, offers), category, channel, minute)
        for form in seen:
            self.tired[form] += 1
        if self.basket:
            self.go_to_the_till()

    def felt_need(self, category: str) -> float:
        return self.need[category] + self.model.cue * self.deal

    def put_in_cart(
        self, chosen: tuple[Product, bool] | None, category: str, channel: str, minute: int
    ) -> None:
        if chosen is None:
            return
        line = Line(self.number, category, channel, minute, *self.wanted(chosen, category))
        self.model.happened["flash"] += line.flash
        self.model.happened["several units"] += line.units > 1
        self.basket.append(line)

    def wanted(self, chosen: tuple[Product, bool], category: str) -> tuple[Any, ...]:
        """Product, units, asked price, list price, whether at the flash price, platform's share of what is off."""
        product, flash = chosen
        price = product.flash_price if flash else product.deal_price
        platform_share = product.flash_platform if flash else product.item_platform
        gain = max(0.0, self.reference[category] - price / product.usual_price)
        wish = (
            self.model.w["quantity_stockpile"] * self.model.categories[category].storable * self.deal * gain
        )
        more = wish / (1 + wish / self.model.w["quantity_room"])
        units = 1 + int(more + uniform(about(self.key("quantity"), key_of(category))))
        return product, units, price, product.list_price, flash, platform_share

    def choose_again(self, line: Line) -> None:
        """The shelf was empty: take the next best of what is left, or go without."""
        offers = look(self, line.category, line.channel, line.minute, first=False)
        chosen = choose(self, line.category, offers)
        if chosen is not None:
            line.product, line.units, line.price, line.list_price, line.flash, line.platform_share = (
                self.wanted(chosen, line.category)
            )
            line.kept = True
            self.model.happened["took the next best"] += 1

    def go_to_the_till(self) -> None:
        """Top up, keep within the budget, and pay or walk away."""
        model, w = self.model, self.model.w
        if w["checkout_fill"] > 0:
            model.happened[top_up(self, self.rules())] += 1  # "" for nothing
        _, goods, shipping = self.bill()
        while w["budget_share"] > 0 and goods + shipping > self.purse:
            kept = [line for line in self.basket if line.kept]
            if not kept:
                break  # a purse can be overdrawn, by a bill that lost its reduction to an empty shelf
            max(kept, key=lambda line: line.paid).kept = False
            model.happened["over budget"] += 1
            _, goods, shipping = self.bill()
        if w["checkout_enabled"] and goods > 0:
            ease = (
                w["checkout_base"] - w["checkout_friction"] * model.channels[self.basket[0].channel].friction
            )
            ease += w["checkout_arousal"] * self.arousal - w["checkout_shipping"] * shipping / goods
            if uniform(self.key("checkout")) >= logistic(ease):
                model.happened["left at the till"] += 1
                for line in self.basket:
                    line.kept = False

    def bill(self) -> tuple[set[str], int, int]:
        return bill(self.basket, self.rules())

    def rules(self) -> list[Rule]:
        """The rules that this person may use: those open to the persona, and of coupons those in hand."""
        held = self.coupons - self.used
        return [
            rule for rule in self.model.rules
            if self.persona in rule.personas and (rule.level != "coupon" or rule.name in held)
        ]  # fmt: skip

    # Afterwards

    def settle(self) -> None:
        """Pay for what was got; a refusal annoys, a purchase is remembered."""
        w = self.model.w
        greedy, *_ = bill(self.basket, self.rules(), every=True)
        gave, goods, shipping = self.bill()
        self.model.happened["rule left out"] += gave != greedy
        self.model.happened["coupon used"] += len(gave & self.coupons)
        self.used |= gave & self.coupons
        if any(line.kept for line in self.basket):
            self.purse -= goods + shipping
            self.spent += goods + shipping
            self.orders += 1
            self.last_order = self.model.day
        for line in self.basket:
            if line.refused_by is not None and (known := self.remembered(line.refused_by.shop)):
                known.satisfaction *= 1 - w["satisfaction_stockout"]
            if line.kept:
                self.bought(line)

    def bought(self, line: Line) -> None:
        model, w, shop = self.model, self.model.w, line.product.shop
        self.need[line.category] = max(w["needs_floor"], self.need[line.category] - line.units)
        known = self.remembered(shop) or self.remember(shop, 1.0)
        if known:
            known.awareness += w["awareness_purchase"] * (1 - known.awareness)
        line.arousal, line.ordered, line.due = self.arousal, model.day, model.day
        if w["delivery_enabled"]:
            days = int(shop.wait[line.channel] + 0.5)
            if model.channels[line.channel].carried:
                days += uniform(about(self.key("late"), line.product.key)) < w["delivery_late"]
                days += model.days_waiting(line.minute)
            line.due = model.day + min(model.horizon - 1, days)

    def receive(self, parcel: Line) -> None:
        """Judge a parcel against what was expected; keep it or send it back; review it and talk."""
        model, w, product = self.model, self.model.w, parcel.product
        key = about((self.key("experience") + parcel.ordered) % 2**64, product.key)
        quality = product.quality + w["satisfaction_noise"] * bell(key)
        days_late = model.day - parcel.ordered - int(product.shop.wait[parcel.channel] + 0.5)
        model.happened["late parcel"] += days_late > 0.5
        level = parcel.paid / parcel.units / (100 * model.categories[parcel.category].price)
        expected = self.expectation + w["satisfaction_ratchet"] * model.day / 91
        surprise = w["satisfaction_quality"] * (quality - expected)
        surprise += w["satisfaction_price"] * (1 - level) + w["satisfaction_service"] * product.shop.service
        surprise -= w["satisfaction_delivery"] * days_late
        satisfied = logistic(w["satisfaction_gain"] * surprise)
        self.expectation += w["satisfaction_adapt"] * (quality - self.expectation)
        if known := self.remembered(product.shop):
            known.satisfaction += w["satisfaction_alpha"] * (satisfied - known.satisfaction)
            known.loyalty = after_experience(known.loyalty, satisfied, w["loyalty_up"], w["loyalty_down"])
            known.loyalty += w["loyalty_purchase"] * (1 - known.loyalty)
            known.trust = after_experience(known.trust, satisfied, w["trust_up"], w["trust_down"])
        if w["returns_enabled"]:
            self.perhaps_send_back(parcel, satisfied, key)
        if w["wom_enabled"]:
            self.review_and_talk(product.shop, satisfied, key)

    def perhaps_send_back(self, parcel: Line, satisfied: float, key: int) -> None:
        model, w = self.model, self.model.w
        chance = model.categories[parcel.category].returns * model.channels[parcel.channel].returns
        chance *= exp(w["returns_slope"] * (0.5 - satisfied)) * (1 + w["impulse_returns"] * parcel.arousal)
        returning = stream_key(model.seed_of_world, "returning", model.day)
        if uniform(about(key, returning)) < min(0.95, chance):
            parcel.sent_back = True
            model.happened["sent back"] += 1
            model.parcels[model.day + max(1, int(w["returns_days"]))].append(parcel)

    def review_and_talk(self, shop: Shop, satisfied: float, key: int) -> None:
        model, w = self.model, self.model.w
        extreme = 2 * abs(satisfied - 0.5)
        review, talk = (stream_key(model.seed_of_world, stream, model.day) for stream in ("review", "talk"))
        if uniform(about(key, review)) < w["wom_review"] * (0.5 + 0.5 * extreme):
            model.happened["review"] += 1
            model.reviews.append((shop, 1 + int(4 * satisfied + 0.5)))
        talking = about(key, talk)
        if uniform(talking) < w["wom_base"] + w["wom_slope"] * extreme:
            model.happened["told"] += 1
            friend = self.friends[about(talking, talk) % len(self.friends)]
            model.told.append((friend, shop, satisfied))

    def refunded(self, parcel: Line) -> None:
        self.need[parcel.category] = min(self.model.w["needs_cap"], self.need[parcel.category] + parcel.units)
        self.purse += parcel.paid
        self.spent -= parcel.paid

    def listen(self, shop: Shop, satisfied: float) -> None:
        """What a friend tells about a shop; good news of an unknown one may make it known."""
        w = self.model.w
        known = self.remembered(shop)
        if known is not None:
            known.awareness = after_message(known.awareness, w["wom_awareness"])
        elif satisfied > 0.5:
            known = self.remember(shop, w["awareness_discovery"])
            self.model.happened["known by word of mouth"] += known is not None
        if known is not None:
            weight = w["wom_weight"] * (w["wom_negative"] if satisfied < 0.5 else 1)
            known.satisfaction += min(1, weight) * (satisfied - known.satisfaction)
