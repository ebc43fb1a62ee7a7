"""The bare shopping day as compiled loops for this day alone, which keep no records: about the least that the work takes."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from experiments.benchmarks.model import Catalog, Floats, Population, ShoppingDay, catalog, population
from experiments.benchmarks.report import Report, main, peak
from experiments.benchmarks.shops import Street
from sim.core.rng import base_key
from sim.kernels.draw import GOLDEN, mix, uniform
from sim.kernels.maths import exp, log, logistic

F, U = np.float32, np.uint64
BLOCK = 2048  # consumers at a time, so that what they leave for the next loop stays near
ASIDE = 80  # spare columns, so that rows do not begin at the same place of the cache

loop = numba.njit(error_model="numpy")


class Weights(NamedTuple):
    """The numbers of the day that the loops use, float32."""

    need_cap: F
    need_trip: F
    visit_base: F
    visit_need: F
    outside: F
    outside_need: F
    satisfaction_weight: F
    expectation_rate: F
    satisfaction_rate: F
    satisfaction_slope: F
    loyalty_gain: F
    loyalty_loss: F
    reference_rate: F


class People(NamedTuple):
    """Columns of N consumers with C categories and K remembered shops."""

    need: Floats  # (C, N)
    growth: Floats  # (C, N)
    shops: NDArray[np.int8]  # (N, K)
    loyalty: Floats  # (N, K)
    satisfaction: Floats  # (N, K)
    reference: Floats  # (N, C)
    expectation: Floats  # (N,)
    quality_weight: Floats  # (N,), as all that follow
    loyalty_weight: Floats
    convenience_weight: Floats
    price_weight: Floats
    gain_weight: Floats
    loss_weight: Floats


class Shelf(NamedTuple):
    """What S shops show; prices are today's."""

    quality: Floats  # (S,)
    convenience: Floats  # (S,)
    price: Floats  # (C, S) over the usual price
    ratio: Floats  # (C, S) over the base price


class Room(NamedTuple):
    """Working space of a block."""

    odds: Floats  # (BLOCK,)
    visitor: NDArray[np.int32]  # (BLOCK + 1,)
    who: NDArray[np.int32]  # (C BLOCK + 1,) consumer of each trip
    what: NDArray[np.int32]  # (C BLOCK + 1,) its category
    buying: NDArray[np.int32]  # (C BLOCK + 1,) which of the trips
    weight: Floats  # (K, C BLOCK + ASIDE) exponentials of values
    least: Floats  # (C BLOCK,) what they must sum to
    name: NDArray[np.uint64]  # (K, C BLOCK + ASIDE) of person, category and shop
    score: Floats  # (K, C BLOCK + ASIDE) what orders the shops


class Purchases(NamedTuple):
    """The purchases of a day, in the order of consumers and categories."""

    who: NDArray[np.int32]  # (C N,)
    what: NDArray[np.int8]  # (C N,)
    slot: NDArray[np.int8]  # (C N,)
    shop: NDArray[np.int8]  # (C N,), -1 for none
    weight: Floats  # (C N, K)
    score: Floats  # (C N, K), 0 for a shop that was found sold out
    least: Floats  # (C N,)


@loop
def wake(key, lo, n, people, w, room):
    """Needs of ``n`` consumers from ``lo`` on grow; returns how many visit."""
    need, growth, odds, visitor = people.need, people.growth, room.odds, room.visitor
    odds[:n] = F(0)
    for c in range(len(need)):
        for j in range(n):
            grown = min(need[c, lo + j] + growth[c, lo + j], w.need_cap)
            need[c, lo + j] = grown
            odds[j] = max(odds[j], grown)
    for j in range(n):
        odds[j] = logistic(w.visit_base + w.visit_need * odds[j]) - uniform(mix(key + U(lo + j) * GOLDEN))
    visitors = 0
    for j in range(n):
        visitor[visitors] = lo + j
        visitors += odds[j] > 0
    return visitors


@loop
def look(visitors, people, shelf, w, room):
    """List the trips and value the remembered shops on each; reference prices move. Returns the number of trips."""
    need, shops, who, what, visitor, weight = (
        people.need,
        people.shops,
        room.who,
        room.what,
        room.visitor,
        room.weight,
    )
    categories, slots = len(need), shops.shape[1]
    trips = 0
    for v in range(visitors):
        for c in range(categories):
            who[trips], what[trips] = visitor[v], c
            trips += need[c, visitor[v]] >= w.need_trip
    for t in range(trips):
        i, c = who[t], what[t]
        quality, convenience = people.quality_weight[i], people.convenience_weight[i]
        price, loyal = people.price_weight[i], people.loyalty_weight[i]
        gain, loss = people.gain_weight[i], people.loss_weight[i]
        reference, ratios = people.reference[i, c], F(0)
        for k in range(slots):
            s = shops[i, k]
            gap = reference - shelf.ratio[c, s]
            weight[k, t] = (
                quality * shelf.quality[s]
                + convenience * shelf.convenience[s]
                - price * shelf.price[c, s]
                + loyal * people.loyalty[i, k]
                + w.satisfaction_weight * (people.satisfaction[i, k] - F(0.5))
                + gain * max(gap, F(0))
                + loss * min(gap, F(0))
            )
            ratios += shelf.ratio[c, s]
        people.reference[i, c] += w.reference_rate * (ratios / F(slots) - reference)
    return trips


@loop
def decide(key, trips, people, w, room):
    """Which trips end in a purchase: a uniform draw below W / (W + outside). Returns how many."""
    need, who, what, buying = people.need, room.who, room.what, room.buying
    weight, least, categories = room.weight, room.least, U(len(need))
    for k in range(len(weight)):
        for t in range(trips):
            weight[k, t] = exp(weight[k, t])
    for t in range(trips):
        least[t] = w.outside - w.outside_need * need[what[t], who[t]]
    for t in range(trips):
        luck = uniform(mix(key + (U(who[t]) * categories + U(what[t])) * GOLDEN))
        least[t] = exp(least[t]) * luck / (F(1) - luck)
    buyers = 0
    for t in range(trips):
        total = F(0)
        for k in range(len(weight)):
            total += weight[k, t]
        buying[buyers] = t
        buyers += total > least[t]
    return buyers


@loop
def choose(key, buyers, done, people, room, bought, demand):
    """Each of the buyers takes the shop whose weight over an exponential draw is largest; appended after ``done`` purchases."""
    shops, buying, name, score = people.shops, room.buying, room.name, room.score
    categories, slots = U(len(people.need)), shops.shape[1]
    for b in range(buyers):
        t = buying[b]
        trip = U(room.who[t]) * categories + U(room.what[t])
        for k in range(slots):
            name[k, b] = trip * U(128) + U(shops[room.who[t], k])
            score[k, b] = room.weight[k, t]
    for k in range(slots):
        for b in range(buyers):
            score[k, b] /= -log(uniform(mix(key + name[k, b] * GOLDEN)))
    for b in range(buyers):
        t, best, slot = buying[b], F(0), 0
        for k in range(slots):
            bought.weight[done + b, k], bought.score[done + b, k] = room.weight[k, t], score[k, b]
            slot = k if score[k, b] > best else slot
            best = max(best, score[k, b])
        bought.who[done + b], bought.what[done + b] = room.who[t], room.what[t]
        bought.slot[done + b], bought.shop[done + b] = slot, shops[room.who[t], slot]
        bought.least[done + b] = room.least[t]
        demand[bought.shop[done + b], room.what[t]] += 1


@loop
def shop(keys, people, shelf, w, room, bought, demand):
    """Everybody's day up to the shelf; ``demand`` (S, C) counts it. Returns visits, trips and purchases."""
    n = people.need.shape[1]
    visits, trips, done = 0, 0, 0
    for lo in range(0, n, BLOCK):
        visitors = wake(keys[0], lo, min(BLOCK, n - lo), people, w, room)
        found = look(visitors, people, shelf, w, room)
        buyers = decide(keys[1], found, people, w, room)
        choose(keys[2], buyers, done, people, room, bought, demand)
        visits, trips, done = visits + visitors, trips + found, done + buyers
    return visits, trips, done


@loop
def ration(key, minutes, done, people, bought, stock, demand, turned_away):
    """Scarce units go by minute of arrival, the others strike the shop and take the next best or leave."""
    arrivals = np.empty(minutes, np.int64)
    scarce = True
    while scarce:
        scarce = False
        for s, c in np.ndindex(demand.shape):
            if demand[s, c] <= stock[s, c]:
                continue
            scarce = True
            arrivals[:] = 0
            for late in (False, True):
                for p in range(done):
                    if bought.shop[p] != s or bought.what[p] != c:
                        continue
                    minute = int(uniform(mix(key + U(bought.who[p]) * GOLDEN)) * F(minutes))
                    if not late:
                        arrivals[minute] += 1
                    elif arrivals[minute] > 0:
                        arrivals[minute] -= 1
                    else:
                        demand[s, c] -= 1
                        turned_away[p] = True
                        move_on(p, people.shops, bought, demand)
                if not late:
                    keep_first(arrivals, stock[s, c])


@loop
def keep_first(arrivals, units):
    """Cut the number of arrivals of each minute to those who still find one of ``units``."""
    for minute in range(len(arrivals)):
        arrivals[minute] = min(arrivals[minute], units)
        units -= arrivals[minute]


@loop
def move_on(p, shops, bought, demand):
    """Purchase ``p`` is struck off its shop and goes to the next best, if what is left is still worth it."""
    weights, scores = bought.weight[p], bought.score[p]
    weights[bought.slot[p]], scores[bought.slot[p]] = F(0), F(0)
    bought.shop[p] = -1
    if weights.sum() > bought.least[p]:
        bought.slot[p] = np.argmax(scores)
        bought.shop[p] = shops[bought.who[p], bought.slot[p]]
        demand[bought.shop[p], bought.what[p]] += 1


@loop
def learn(done, people, shelf, w, bought):
    """Needs fall; expectation, satisfaction and loyalty follow what was bought."""
    for p in range(done):
        i, c, k = bought.who[p], bought.what[p], bought.slot[p]
        if bought.shop[p] < 0:
            continue
        people.need[c, i] -= F(1)
        surprise = shelf.quality[bought.shop[p]] - people.expectation[i]
        people.expectation[i] += w.expectation_rate * surprise
        seen = logistic(w.satisfaction_slope * surprise)
        people.satisfaction[i, k] += w.satisfaction_rate * (seen - people.satisfaction[i, k])
        loyalty, delight = people.loyalty[i, k], seen - F(0.5)
        loyalty += w.loyalty_gain * max(delight, F(0)) * (F(1) - loyalty)
        loyalty += w.loyalty_loss * min(delight, F(0)) * loyalty
        people.loyalty[i, k] = min(max(loyalty, F(0)), F(1))


class Market:
    """Consumers as columns; `step` is one day."""

    def __init__(self, day: ShoppingDay, n: int, seed: int) -> None:
        self.day, self.seed, self.world = day, seed, catalog(day)
        self.people = settle_in(day, population(day, n, seed))
        self.w = Weights(*(F(getattr(day, name)) for name in Weights._fields))
        self.room, self.bought = room(day), purchases(day, n)
        self.street = Street(day, self.world, n)
        self.today = self.visits = self.trips = self.refused = 0

    def step(self) -> None:
        """One day."""
        self.street.open()
        *keys, arrival = (
            base_key(self.seed, stream, self.today) for stream in ("visit", "buy", "choice", "minute")
        )
        shelf, demand = shown(self.world, self.street), np.zeros_like(self.street.units)
        visits, trips, done = shop(tuple(keys), self.people, shelf, self.w, self.room, self.bought, demand)
        turned_away = np.zeros(done, np.bool_)
        ration(
            arrival, self.day.minutes, done, self.people, self.bought, self.street.stock, demand, turned_away
        )
        learn(done, self.people, shelf, self.w, self.bought)
        self.street.close(demand)
        self.today += 1
        self.visits, self.trips = self.visits + visits, self.trips + trips
        self.refused += int(turned_away.sum())


def settle_in(day: ShoppingDay, born: Population) -> People:
    """Everybody on the first morning."""
    n = len(born.growth)
    weights = {name: getattr(born, name) for name in People._fields if name.endswith("_weight")}
    return People(
        need=np.ascontiguousarray(born.need.T),
        growth=np.ascontiguousarray(born.growth.T),
        shops=born.shops,
        loyalty=np.full((n, day.slots), day.loyalty_start, F),
        satisfaction=np.full((n, day.slots), day.satisfaction_start, F),
        reference=np.full((n, day.categories), day.reference_start, F),
        expectation=np.full(n, day.expectation_start, F),
        **weights,
    )


def shown(world: Catalog, street: Street) -> Shelf:
    """What consumers see today."""
    columns: list[NDArray[Any]] = [
        world.quality,
        world.convenience,
        (street.prices / world.usual_price).T,
        (street.prices / world.base_price).T,
    ]
    return Shelf(*(np.ascontiguousarray(column, F) for column in columns))


def room(day: ShoppingDay) -> Room:
    """Space for a block in which everybody looks for everything."""
    trips = day.categories * BLOCK
    wide = (day.slots, trips + ASIDE)
    return Room(
        odds=np.empty(BLOCK, F),
        visitor=np.empty(BLOCK + 1, np.int32),
        who=np.empty(trips + 1, np.int32),
        what=np.empty(trips + 1, np.int32),
        buying=np.empty(trips + 1, np.int32),
        weight=np.empty(wide, F),
        least=np.empty(trips, F),
        name=np.empty(wide, np.uint64),
        score=np.empty(wide, F),
    )


def purchases(day: ShoppingDay, n: int) -> Purchases:
    """Space for a day on which everybody buys everything; memory that is never written to takes no room."""
    most = day.categories * n
    return Purchases(
        who=np.empty(most, np.int32),
        what=np.empty(most, np.int8),
        slot=np.empty(most, np.int8),
        shop=np.empty(most, np.int8),
        weight=np.empty((most, day.slots), F),
        score=np.empty((most, day.slots), F),
        least=np.empty(most, F),
    )


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
        name="kernel",
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
