"""The bare shopping day in vectorised numpy: one array per column, only visitors and their trips are touched."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.benchmarks.model import Floats, ShoppingDay, catalog, population
from experiments.benchmarks.rationing import ration
from experiments.benchmarks.report import Report, main, peak
from experiments.benchmarks.shops import Street

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Trips:
    """The trips of one category and what came of them."""

    who: Rows  # (T,) consumers on a trip
    ratio: Floats  # (T,) mean price of the considered products over their base prices
    buyer: Rows  # (B,) consumers who bought
    slot: Rows  # (B,) in which slot
    units: Rows  # (shops,) sold


class Market:
    """Consumers as columns; `step` is one day."""

    def __init__(self, day: ShoppingDay, n: int, seed: int) -> None:
        self.day, self.world, self.rng = day, catalog(day), np.random.default_rng([seed, 2])
        people = population(day, n, seed)
        self.people = people
        self.need = np.ascontiguousarray(people.need.T)
        self.growth = np.ascontiguousarray(people.growth.T)
        self.reference = np.full((day.categories, n), day.reference_start, np.float32)
        self.expectation = np.full(n, day.expectation_start, np.float32)
        self.shops = np.ascontiguousarray(people.shops.T)
        self.loyalty = np.full((day.slots, n), day.loyalty_start, np.float32)
        self.satisfaction = np.full((day.slots, n), day.satisfaction_start, np.float32)
        self.street = Street(day, self.world, n)
        self.visits = self.trips = self.refused = 0

    def step(self) -> None:
        """One day."""
        self.street.open()
        who, minute = self.wake()
        self.visits += who.size
        shopped = [self.choose(c, who, minute) for c in range(self.day.categories)]
        for c, trips in enumerate(shopped):
            self.learn(c, trips)
        self.street.close(np.stack([trips.units for trips in shopped], axis=1))

    def wake(self) -> tuple[Rows, NDArray[np.int16]]:
        """Needs grow; who visits, and when."""
        day, need = self.day, self.need
        np.add(need, self.growth, out=need)
        np.minimum(need, np.float32(day.need_cap), out=need)
        odds = need.max(axis=0)
        odds *= np.float32(-day.visit_need)
        odds -= np.float32(day.visit_base)
        np.exp(odds, out=odds)
        odds += np.float32(1)
        odds *= self.rng.random(odds.size, dtype=np.float32)
        who = np.flatnonzero(odds < 1)
        return who, self.rng.integers(0, day.minutes, who.size, dtype=np.int16)

    def choose(self, c: int, visitors: Rows, minute: NDArray[np.int16]) -> Trips:
        """Who looks for category c, and what each of them buys where; scores are exponentials of utility plus Gumbel."""
        day, people, world = self.day, self.people, self.world
        searching = np.flatnonzero(self.need[c].take(visitors) >= day.need_trip)
        who = visitors.take(searching)
        price = self.street.prices[:, c]
        shops = self.shops.take(who, axis=1).astype(np.intp)
        value = self.loyalty.take(who, axis=1)
        value *= people.loyalty_weight.take(who)
        satisfaction = self.satisfaction.take(who, axis=1)
        satisfaction -= np.float32(0.5)
        satisfaction *= np.float32(day.satisfaction_weight)
        value += satisfaction
        for weight, worth in (
            (people.quality_weight, world.quality),
            (people.convenience_weight, world.convenience),
            (people.price_weight, -price / world.usual_price[c]),
        ):
            term = worth.astype(np.float32).take(shops)
            term *= weight.take(who)
            value += term
        ratio = (price / world.base_price[:, c]).astype(np.float32).take(shops)
        gap = self.reference[c].take(who) - ratio
        gap *= np.where(gap > 0, people.gain_weight.take(who), people.loss_weight.take(who))
        value += gap
        np.exp(value, out=value)
        outside = np.exp(np.float32(day.outside) - np.float32(day.outside_need) * self.need[c].take(who))
        luck = self.rng.random(who.size, dtype=np.float32)
        least = outside * luck / (1 - luck)  # a uniform draw below total / (total + outside) buys
        buyer = np.flatnonzero(value.sum(axis=0) > least)
        weights = np.ascontiguousarray(value.take(buyer, axis=1).T)
        scores = weights / np.maximum(
            self.rng.standard_exponential(weights.shape, np.float32), np.float32(1e-30)
        )
        options = np.ascontiguousarray(shops.take(buyer, axis=1).T)
        arrival = minute.take(searching).take(buyer)
        slot, units, refused = ration(
            self.street.stock[:, c], options, weights, scores, least.take(buyer), arrival
        )
        self.trips += who.size
        self.refused += refused
        served = np.flatnonzero(slot >= 0)
        return Trips(who, ratio.mean(axis=0), who.take(buyer).take(served), slot.take(served), units)

    def learn(self, c: int, trips: Trips) -> None:
        """Needs fall, expectation, satisfaction, loyalty and reference prices follow what was seen and bought."""
        day, world = self.day, self.world
        self.reference[c, trips.who] += np.float32(day.reference_rate) * (
            trips.ratio - self.reference[c, trips.who]
        )
        who, slot = trips.buyer, trips.slot
        self.need[c, who] -= 1
        cell = slot * self.expectation.size + who
        quality = world.quality.astype(np.float32).take(self.shops.ravel()[cell])
        surprise = quality - self.expectation[who]
        self.expectation[who] += np.float32(day.expectation_rate) * surprise
        seen = 1 / (1 + np.exp(np.float32(-day.satisfaction_slope) * surprise))
        satisfaction, loyalty = self.satisfaction.ravel(), self.loyalty.ravel()
        satisfaction[cell] += np.float32(day.satisfaction_rate) * (seen - satisfaction[cell])
        held, delight = loyalty[cell], seen - np.float32(0.5)
        held += np.where(
            delight > 0,
            np.float32(day.loyalty_gain) * delight * (1 - held),
            np.float32(day.loyalty_loss) * delight * held,
        )
        loyalty[cell] = np.clip(held, 0, 1)


def run(n_consumers: int, days: int, seed: int, day: ShoppingDay | None = None) -> Report:
    """Simulate and time the steps."""
    before = peak()
    market = Market(day or ShoppingDay(), n_consumers, seed)
    start = time.perf_counter()
    for _ in range(days):
        market.step()
    seconds = time.perf_counter() - start
    units = market.street.units.sum(axis=1)
    return Report(
        name="numpy",
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


if __name__ == "__main__":
    main(run, warm_up=1_000)
