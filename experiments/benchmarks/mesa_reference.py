"""The bare shopping day in plain mesa: every consumer and every shop is an Agent with ordinary attributes."""

from __future__ import annotations

import time
from math import exp

import mesa
import numpy as np

from experiments.benchmarks.model import ShoppingDay, catalog, population
from experiments.benchmarks.report import Report, main, peak
from experiments.benchmarks.shops import Street


class Consumer(mesa.Agent):
    """One shopper."""

    def __init__(
        self,
        model: Market,
        growth: list[float],
        need: list[float],
        shops: list[int],
        quality_weight: float,
        loyalty_weight: float,
        convenience_weight: float,
        price_weight: float,
        gain_weight: float,
        loss_weight: float,
    ) -> None:
        super().__init__(model)
        day = model.day
        self.growth = growth
        self.need = need
        self.shops = shops
        self.quality_weight = quality_weight
        self.loyalty_weight = loyalty_weight
        self.convenience_weight = convenience_weight
        self.price_weight = price_weight
        self.gain_weight = gain_weight
        self.loss_weight = loss_weight
        self.expectation = day.expectation_start
        self.reference = [day.reference_start] * day.categories
        self.loyalty = [day.loyalty_start] * day.slots
        self.satisfaction = [day.satisfaction_start] * day.slots
        self.minute = 0

    def wake(self) -> None:
        """Needs grow; the more urgent the largest, the likelier a visit."""
        model, day = self.model, self.model.day
        need, cap, top = self.need, day.need_cap, 0.0
        for c, growth in enumerate(self.growth):
            level = need[c] + growth
            if level > cap:
                level = cap
            if level > top:
                top = level
            need[c] = level
        if model.random.random() * (1 + exp(-day.visit_base - day.visit_need * top)) < 1:
            self.minute = int(model.random.random() * day.minutes)
            model.visitors.append(self)

    def shop(self) -> None:
        """Look for everything that is needed; learn once all is bought."""
        trip = self.model.day.need_trip
        bought = [(c, self.choose(c)) for c, need in enumerate(self.need) if need >= trip]
        for c, slot in bought:
            if slot is not None:
                self.learn(c, slot)

    def choose(self, c: int) -> int | None:
        """The slot of the shop in which category c is bought, if it is."""
        model, day, random = self.model, self.model.day, self.model.random.random
        model.trips += 1
        offers = model.offers[c]
        reference = self.reference[c]
        quality_weight, loyalty_weight = self.quality_weight, self.loyalty_weight
        convenience_weight, price_weight = self.convenience_weight, self.price_weight
        gain_weight, loss_weight = self.gain_weight, self.loss_weight
        satisfaction_weight = day.satisfaction_weight
        weights, ratios = [], 0.0
        for shop, loyalty, satisfaction in zip(self.shops, self.loyalty, self.satisfaction, strict=True):
            quality, convenience, price, ratio = offers[shop]
            gap = reference - ratio
            value = (
                quality_weight * quality
                + loyalty_weight * loyalty
                + satisfaction_weight * (satisfaction - 0.5)
                + convenience_weight * convenience
                - price_weight * price
                + (gain_weight if gap > 0 else loss_weight) * gap
            )
            weights.append(exp(value))
            ratios += ratio
        self.reference[c] = reference + day.reference_rate * (ratios / day.slots - reference)
        luck = random()
        least = exp(day.outside - day.outside_need * self.need[c]) * luck / (1 - luck)
        total = sum(weights)
        if total <= least:  # a uniform draw below total / (total + outside) buys
            return None
        expovariate = model.random.expovariate
        scores = [weight / expovariate(1.0) for weight in weights]  # ordered as utility plus a Gumbel draw
        best = scores.index(max(scores))
        if model.take(self.shops[best], c):
            return best
        model.refused += 1
        for slot in sorted(range(day.slots), key=scores.__getitem__, reverse=True):
            if slot != best and model.take(self.shops[slot], c):
                return slot
            total -= weights[slot]
            if total <= least:
                return None
        return None

    def learn(self, c: int, slot: int) -> None:
        """What a purchase leaves behind."""
        day = self.model.day
        self.need[c] -= 1
        surprise = self.model.offers[c][self.shops[slot]][0] - self.expectation
        self.expectation += day.expectation_rate * surprise
        seen = 1 / (1 + exp(-day.satisfaction_slope * surprise))
        self.satisfaction[slot] += day.satisfaction_rate * (seen - self.satisfaction[slot])
        loyalty = self.loyalty[slot]
        if seen > 0.5:
            loyalty += day.loyalty_gain * (seen - 0.5) * (1 - loyalty)
        else:
            loyalty -= day.loyalty_loss * (0.5 - seen) * loyalty
        self.loyalty[slot] = min(1.0, max(0.0, loyalty))


class Market(mesa.Model):
    """A market of consumers; one step is one day."""

    def __init__(self, day: ShoppingDay, n: int, seed: int) -> None:
        super().__init__(seed=seed)
        self.day, self.world = day, catalog(day)
        people = population(day, n, seed)
        Consumer.create_agents(
            self,
            n,
            people.growth.tolist(),
            people.need.tolist(),
            people.shops.tolist(),
            people.quality_weight.tolist(),
            people.loyalty_weight.tolist(),
            people.convenience_weight.tolist(),
            people.price_weight.tolist(),
            people.gain_weight.tolist(),
            people.loss_weight.tolist(),
        )
        self.street = Street(day, self.world, n)
        self.visitors: list[Consumer] = []
        self.visits = self.trips = self.refused = 0

    def step(self) -> None:
        """One day."""
        self.street.open()
        self.post()
        self.visitors = []
        self.agents.do("wake")
        self.visits += len(self.visitors)
        self.visitors.sort(key=lambda consumer: consumer.minute)
        for consumer in self.visitors:
            consumer.shop()
        self.street.close(self.street.stock - np.array(self.shelf))

    def post(self) -> None:
        """Quality, convenience, relative price and price ratio of every product as plain numbers, and the shelves."""
        prices, world = self.street.prices, self.world
        relative, ratio = prices / world.usual_price, prices / world.base_price
        convenience = world.convenience.tolist()
        self.offers = [
            list(
                zip(
                    world.quality.tolist(),
                    convenience,
                    relative[:, c].tolist(),
                    ratio[:, c].tolist(),
                    strict=True,
                )
            )
            for c in range(self.day.categories)
        ]
        self.shelf = self.street.stock.tolist()

    def take(self, shop: int, c: int) -> bool:
        """Take one unit off the shelf if there is one."""
        if self.shelf[shop][c] == 0:
            return False
        self.shelf[shop][c] -= 1
        return True


def run(n_consumers: int, days: int, seed: int, day: ShoppingDay | None = None) -> Report:
    """Simulate and time the steps."""
    before = peak()
    market = Market(day or ShoppingDay(), n_consumers, seed)
    start = time.perf_counter()
    for _ in range(days):
        market.step()
    seconds = time.perf_counter() - start
    units = market.street.units.sum(axis=1)
    report = Report(
        name="mesa",
        consumers=n_consumers,
        days=days,
        seed=seed,
        shares=(units / units.sum()).tolist(),
        visits=market.visits,
        trips=market.trips,
        units=int(units.sum()),
        refused=market.refused,
        seconds=seconds,
        peak_bytes=(peak() - before) / n_consumers,
    )
    market.remove_all_agents()
    return report


if __name__ == "__main__":
    main(run, warm_up=1_000)
