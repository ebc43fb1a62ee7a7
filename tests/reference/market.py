"""The day of the market, as docs/day.md tells it, with an agent for every consumer and every shop."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import accumulate
from math import exp
from typing import Any

import mesa

from .basket import Line
from .consumer import Consumer
from .draws import mix, stream_key
from .expecting import awaited
from .promotions import rules_of_today
from .shop import Product, Shop


class Market(mesa.Model):
    """One step is one day. ``world.furnish`` gives it parameters and agents."""

    horizon = 120
    quantiles = 8192

    def __init__(self) -> None:
        super().__init__(rng=0)
        self.day = -1
        self.parcels: dict[int, list[Line]] = defaultdict(list)
        self.backlog = 0.0
        self.claimed: Counter[str] = Counter()
        self.happened: Counter[str] = Counter()
        self.platform_subsidy = 0
        self.shops: list[Shop] = []
        self.consumers: list[Consumer] = []

    def step(self) -> None:
        self.open_day()
        for shop in self.shops:
            shop.plan()
        for shop in self.shops:
            shop.post()
        self.rank()
        self.hope, self.days_left = awaited(self)
        self.reach()
        for consumer in self.consumers:
            consumer.shop()
        self.ration()
        self.settle()
        self.deliver()
        self.close()

    def stream(self, name: str) -> int:
        return stream_key(self.seed_of_world, name, self.day)

    # Morning

    def open_day(self) -> None:
        self.day += 1
        calendar, campaign = self.calendar, self.campaign
        self.date = calendar.dates[self.day].item()
        self.season = dict(zip(self.categories, map(float, calendar.season[self.day]), strict=True))
        self.visit = float(calendar.visit[self.day])
        self.capacity = self.carrier.capacity * len(self.consumers) * float(calendar.capacity[self.day])
        self.set_clock()
        self.phase = campaign.phase(self.date) if campaign else ""
        self.pull = campaign.pull.get(self.phase, 0.0) if campaign else 0.0
        self.cue = campaign.cue.get(self.phase, 0.0) if campaign else 0.0
        self.participants = {shop.name for shop in self.shops if self.phase and self.takes_part(shop)}
        products = [product for shop in self.shops for product in shop.products]
        self.rules = rules_of_today(self.promotions, self.phase, self.participants, products, self.personas)
        for shop in self.shops:
            shop.receive_goods()
            shop.rating_this_morning = shop.rating
        for consumer in self.consumers:
            consumer.get_paid()

    def takes_part(self, shop: Shop) -> bool:
        """Named by the campaign, and neither its own budget nor the platform's is spent."""
        campaign = self.campaign
        if 0 < 100 * campaign.platform_budget <= self.platform_subsidy:
            return False
        invited = campaign.shops == "all" or shop.name in campaign.shops
        return invited and not 0 < 100 * campaign.budget <= shop.subsidy

    def rank(self) -> None:
        """Chance of each shop to be shown by a search for a category on a channel."""
        recent = {s.name: sum(sum(p.sold[-28:]) for p in s.products) for s in self.shops}
        reachable = [recent[s.name] for s in self.shops if s.channels]
        usual = max(1.0, sum(reachable) / len(reachable))
        self.search = {}
        for channel in self.channels.values():
            for category in self.categories:
                weights = [
                    s.spec.fame
                    * (1 + self.platform.sales_weight * recent[s.name] / usual)
                    * exp(self.platform.rating_weight * (s.rating_this_morning - 3.5) / 1.5)
                    if channel.search > 0 and channel.name in s.channels and s.in_category(category)
                    else 0.0
                    for s in self.shops
                ]
                total = sum(weights)
                self.search[channel.name, category] = [x / total if total else 0.0 for x in weights]

    def reach(self) -> None:
        """Media spread impressions, attention is scarce, and coupons are handed out."""
        for shop in self.shops:
            lift = self.campaign.media_lift.get(self.phase, 1.0) if shop.name in self.participants else 1.0
            shop.media = {medium: round(cents * lift) for medium, cents in shop.media.items()}
        crowd = Counter(consumer.persona for consumer in self.consumers)
        self.impressions = {}
        for persona in range(len(self.personas)):
            each = {shop.name: self.impressions_of(shop, persona, crowd) for shop in self.shops}
            scale = min(1.0, self.platform.attention / max(sum(each.values()), 1e-12))
            self.impressions[persona] = {name: x * scale for name, x in each.items()}
        for consumer in self.consumers:
            consumer.hear_messages()
        for offer in self.promotions:
            if offer.has_benefit and offer.claimable(self.phase):
                self.hand_out(offer)

    def impressions_of(self, shop: Shop, persona: int, crowd: Counter[int]) -> float:
        if not shop.sells:
            return 0.0
        total = 0.0
        for name, cents in shop.media.items():
            medium, use = self.media[name], self.media_use[name]
            mean_use = sum(use[g] * count for g, count in crowd.items()) / len(self.consumers)
            bought = cents / (medium.cost * 100 / 1000) / len(self.consumers)
            total += bought * medium.effect * use[persona] / mean_use
        return total

    def hand_out(self, coupon: Any) -> None:
        claims = [c for c in self.consumers if c.would_claim(coupon.name, coupon.claim_rate)]
        if coupon.quota:
            claims.sort(key=lambda c: mix(c.claim_key(coupon.name)))
            claims = claims[: coupon.quota - self.claimed[coupon.name]]
        self.claimed[coupon.name] += len(claims)
        for consumer in claims:
            consumer.coupons.add(coupon.name)

    # Noon

    def minute_of(self, u: float) -> int:
        """Minute by which a share of the day's visitors has come, in steps of a few seconds."""
        return self.clock[int(u * self.quantiles)]

    def set_clock(self) -> None:
        """Quantiles of the minute of arrival; on the day on which a campaign opens with a rush, a part comes in it."""
        passed = list(accumulate(hour for hour in self.hours for _ in range(60)))
        shares = [x / passed[-1] for x in passed]
        campaign = self.campaign
        if campaign and campaign.rush and self.date == campaign.phases.get("launch"):
            rush = campaign.rush
            since = [max(0.0, minute - 60 * rush.hour) for minute in range(1, 1441)]
            come = [1 - exp(-((t / rush.tau) ** rush.shape)) for t in since]
            shares = [
                rush.weight * r / come[-1] + (1 - rush.weight) * x for r, x in zip(come, shares, strict=True)
            ]
        self.clock = [bisect_left(shares, (q + 0.5) / self.quantiles) for q in range(self.quantiles)]

    def is_open(self, channel: str, minute: int) -> bool:
        """Whether somebody sells on a channel at a minute of the day."""
        since, until = self.channels[channel].hours or (0, 24)
        return channel in self.used_channels and 60 * since <= minute < 60 * until

    @property
    def lines(self) -> list[Line]:
        return [line for consumer in self.consumers for line in consumer.basket]

    def ration(self) -> None:
        """Serve by minute of arrival; who came too late chooses again, until nothing is short."""
        waiting = [line for line in self.lines if line.kept]
        while waiting:
            late = self.too_late(waiting)
            for line in waiting:
                if all(line is not other for other in late):
                    line.product.stock -= line.units
                    line.product.sold_today += line.units
                    line.product.flash_left -= line.units * line.flash
            for product in self.short:
                product.open = False
            for product in self.flash_short:
                product.flash_open = False
            for line in late:
                self.refuse(line)
            for line in late:
                self.consumers[line.consumer].choose_again(line)
            waiting = [line for line in late if line.kept]

    def too_late(self, waiting: list[Line]) -> list[Line]:
        """Lines of products that are short, beyond what is left; then flash lines beyond the quota."""
        late: list[Line] = []
        self.sold_out: list[Line] = []
        self.short: list[Product] = []
        self.flash_short: list[Product] = []
        by_product: dict[int, list[Line]] = defaultdict(list)
        for line in waiting:
            by_product[line.product.number].append(line)
        for asking in by_product.values():
            product = asking[0].product
            asking.sort(key=lambda line: (line.minute, mix(self.stream("minute") ^ line.consumer)))
            beyond = over(asking, product.stock)
            self.sold_out += beyond
            if beyond:
                self.short.append(product)
            flash = [line for line in asking if line.flash]
            if sum(line.units for line in flash) > product.flash_left:
                self.flash_short.append(product)
            beyond += over([line for line in flash if line not in beyond], product.flash_left)
            late += beyond
        order = {id(line): position for position, line in enumerate(waiting)}
        return sorted(late, key=lambda line: order[id(line)])

    def refuse(self, line: Line) -> None:
        line.kept = False
        if any(line is other for other in self.sold_out):
            line.lost, line.refused_by = line.units, line.product
        self.happened["refused"] += 1

    # Evening

    def settle(self) -> None:
        self.kept_today = []
        self.sent = 0
        self.minutes = [minute for consumer in self.consumers for minute in self.minutes_of_parcels(consumer)]
        for consumer in self.consumers:
            consumer.settle()
            kept = [line for line in consumer.basket if line.kept]
            self.kept_today += kept
            for line in kept:
                self.parcels[line.due].append(line)
            self.sent += self.send(kept)
        if self.carrier.capacity > 0:
            self.backlog = max(0.0, self.backlog + self.sent - self.capacity)

    def minutes_of_parcels(self, consumer: Consumer) -> list[int]:
        """When the parcels of one person were ordered: one for each shop."""
        kept = [line for line in consumer.basket if line.kept and self.channels[line.channel].carried]
        return list({line.product.shop.name: line.minute for line in reversed(kept)}.values())

    def days_waiting(self, minute: int) -> int:
        """Days until the carrier takes what was ordered in that minute."""
        if self.carrier.capacity <= 0:
            return 0
        ahead = self.backlog + sum(other < minute for other in self.minutes) + self.minutes.count(minute) / 2
        return int(ahead / self.capacity)

    def send(self, kept: list[Line]) -> int:
        """One parcel per shop goes to the carrier; returns how many."""
        shops = {
            line.product.shop.name: line.product.shop for line in kept if self.channels[line.channel].carried
        }
        for shop in shops.values():
            shop.cash -= round(100 * self.carrier.cost)
        return len(shops)

    def deliver(self) -> None:
        self.reviews: list[tuple[Shop, int]] = []
        self.told: list[tuple[int, Shop, float]] = []
        self.returned: list[Line] = []
        for parcel in sorted(self.parcels.pop(self.day, []), key=lambda parcel: parcel.consumer):
            consumer = self.consumers[parcel.consumer]
            if parcel.sent_back:
                consumer.refunded(parcel)
                parcel.product.back_today += parcel.units
                self.returned.append(parcel)
            else:
                consumer.receive(parcel)
        for friend, shop, satisfied in self.told:
            self.consumers[friend].listen(shop, satisfied)

    def close(self) -> None:
        """Money moves, ratings and shelves are brought up to date."""
        for shop in self.shops:
            sold = [line for line in self.kept_today if line.product.shop is shop]
            back = [line for line in self.returned if line.product.shop is shop]
            self.pay(shop, sold, back)
            shop.close()
        for shop, stars in self.reviews:
            shop.stars += stars
            shop.reviews += 1
        habit = self.w["reference_habit"]
        for product in (product for shop in self.shops if habit > 0 for product in shop.products):
            product.usual_price += (product.list_price - product.usual_price) / habit

    def pay(self, shop: Shop, sold: list[Line], back: list[Line]) -> None:
        """What one shop takes and pays on a day, but for goods and delivery."""
        shop.cash += sum(line.paid + line.off_platform + line.shipping for line in sold)
        shop.cash -= sum(line.paid + line.off_platform for line in back)
        shop.cash -= sum(shop.media.values())
        for channel in self.channels.values():
            turnover, returned = (
                sum(line.paid + line.off_platform for line in lines if line.channel == channel.name)
                for lines in (sold, back)
            )
            shop.cash += round(returned * channel.commission) - round(turnover * channel.commission)
            if channel.name in shop.channels:
                shop.cash -= round(100 * channel.fixed * len(self.consumers) / 1000)
            if channel.carried:
                parcels = sum(line.channel == channel.name for line in back)
                shop.cash -= parcels * round(100 * self.carrier.return_cost)
        if self.phase:
            shop.subsidy += sum(line.off_shop for line in sold)
            self.platform_subsidy += sum(line.off_platform for line in sold)
            if shop.name in self.participants:
                lift = max(1.0, self.campaign.media_lift.get(self.phase, 1.0))
                shop.subsidy += round(sum(shop.media.values()) * (1 - 1 / lift))


def over(asking: list[Line], left: float) -> list[Line]:
    """Of lines in the order of arrival, those that want more than those before them have left."""
    late = []
    for line in asking:
        if line.units > left:
            late.append(line)
        else:
            left -= line.units
    return late
