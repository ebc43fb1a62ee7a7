"""The twenty shops: Python objects that set prices and order stock every morning, the same for every peer."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from experiments.benchmarks.model import Catalog, ShoppingDay

Cents = NDArray[np.int64]


class Rule(Protocol):
    """Prices of one shop from its costs and its rivals' prices of yesterday."""

    def __call__(self, cost: Cents, rivals: Cents) -> NDArray[np.float64]:
        """(categories,) cents from (categories,) costs and (rivals, categories) prices."""


@dataclass(frozen=True)
class CostPlus:
    """Cost plus a fixed margin, share of the price."""

    margin: float

    def __call__(self, cost: Cents, rivals: Cents) -> NDArray[np.float64]:
        """(categories,) cents."""
        return np.asarray(cost / (1 - self.margin))


@dataclass(frozen=True)
class MatchMean:
    """The mean of the rivals."""

    def __call__(self, cost: Cents, rivals: Cents) -> NDArray[np.float64]:
        """(categories,) cents."""
        return np.asarray(rivals.mean(axis=0))


@dataclass(frozen=True)
class Undercut:
    """A little less than the cheapest rival, never below the price that leaves the lowest margin."""

    step: float
    margin: float

    def __call__(self, cost: Cents, rivals: Cents) -> NDArray[np.float64]:
        """(categories,) cents."""
        return np.asarray(np.maximum((1 - self.step) * rivals.min(axis=0), cost / (1 - self.margin)))


class Shop:
    """One shop: its rule, its place among the shops, what is on its shelves and what it sold lately."""

    def __init__(self, day: ShoppingDay, world: Catalog, place: int, opening: int) -> None:
        rules: tuple[Rule, ...] = (
            CostPlus(day.margin),
            MatchMean(),
            Undercut(day.undercut_step, day.undercut_margin),
        )
        self.rule = rules[place % len(rules)]
        self.place = place
        self.cost = world.cost[place]
        self.reserve = day.reserve
        self.stock: Cents = np.full(len(self.cost), opening)
        self.ordered: Cents = np.zeros_like(self.stock)
        self.sold: deque[Cents] = deque(maxlen=day.window)

    def price(self, yesterday: Cents) -> Cents:
        """(categories,) cents from the (shops, categories) prices of yesterday; opening prices on the first morning."""
        if not self.sold:
            return np.asarray(yesterday[self.place])
        rivals = np.delete(yesterday, self.place, axis=0)
        asked: Cents = np.maximum(np.rint(self.rule(self.cost, rivals)), 1).astype(np.int64)
        return asked

    def supply(self) -> Cents:
        """(categories,) units on the shelf: what was ordered arrives; order what two days take, and a reserve."""
        self.stock = self.stock + self.ordered
        if self.sold:
            level = 2 * np.mean(self.sold, axis=0) + self.reserve * np.sqrt(2) * np.std(self.sold, axis=0)
            self.ordered = np.ceil(np.maximum(level - self.stock, 0)).astype(np.int64)
        return self.stock

    def book(self, units: Cents) -> None:
        """Take the day's (categories,) units off the shelf."""
        self.sold.append(units)
        self.stock = self.stock - units


class Street:
    """All shops together: posts prices and stock in the morning and takes the sales in the evening."""

    def __init__(self, day: ShoppingDay, world: Catalog, consumers: int) -> None:
        opening = int(np.ceil(day.opening_days * day.need_growth_mean * consumers / day.shops))
        self.shops = [Shop(day, world, place, opening) for place in range(day.shops)]
        self.prices = world.base_price.copy()
        self.stock = np.zeros_like(self.prices)
        self.units = np.zeros_like(self.prices)

    def open(self) -> None:
        """Every shop answers yesterday's prices and refills its shelves."""
        yesterday = self.prices
        self.prices = np.array([shop.price(yesterday) for shop in self.shops])
        self.stock = np.array([shop.supply() for shop in self.shops])

    def close(self, units: Cents) -> None:
        """Book the day's (shops, categories) units."""
        for shop, sold in zip(self.shops, units, strict=True):
            shop.book(sold)
        self.units += units
