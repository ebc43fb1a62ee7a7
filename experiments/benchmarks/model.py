"""The bare shopping day: its parameters, its catalogue and its people.  README.md states the equations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
BLOCK = 65_536  # consumers whose memory is drawn at a time, so that drawing needs little room


@dataclass(frozen=True)
class LogNormal:
    """A positive trait: its mean and the standard deviation of its logarithm."""

    mean: float
    sigma: float

    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        """(n,) independent values."""
        logarithm = np.float32(self.sigma) * rng.standard_normal(n, np.float32)
        logarithm += np.float32(np.log(self.mean) - self.sigma**2 / 2)
        drawn: Floats = np.exp(logarithm, out=logarithm)
        return drawn


@dataclass(frozen=True)
class ShoppingDay:
    """Every number of the bare shopping day.  All values are assumptions, chosen so that a quarter shop on a day."""

    shops: int = 20
    categories: int = 4
    slots: int = 5  # shops that a consumer remembers, for good

    need_cap: float = 3.0  # units of one purchase
    need_start: float = 4.0  # days of growth; opening needs are uniform up to need_trip plus that
    need_growth_shape: float = 2.0  # gamma, per consumer and category
    need_growth_mean: float = 0.05  # purchases per day
    need_trip: float = 0.5  # a visitor looks for a category from this need on
    visit_base: float = -1.9  # log-odds of a visit without any need
    visit_need: float = 0.9  # log-odds per unit of the largest need
    minutes: int = 1440  # arrival is uniform over the minutes of the day

    outside: float = 0.25  # v0, utility of not buying
    outside_need: float = 1.0  # kappa, by which a unit of need lowers it
    satisfaction_weight: float = 1.0
    quality_weight: LogNormal = LogNormal(1.6, 0.4)
    loyalty_weight: LogNormal = LogNormal(1.0, 0.4)
    convenience_weight: LogNormal = LogNormal(0.5, 0.4)
    price_weight: LogNormal = LogNormal(2.2, 0.5)  # per usual price of the category
    gain_weight: LogNormal = LogNormal(0.5, 0.4)  # per share of the base price below the reference
    loss_aversion: LogNormal = LogNormal(2.0, 0.4)  # a loss weighs so many gains

    expectation_start: float = 0.0  # quality
    expectation_rate: float = 0.05
    satisfaction_start: float = 0.5
    satisfaction_rate: float = 0.3
    satisfaction_slope: float = 4.0  # per unit of quality above expectation
    loyalty_start: float = 0.0
    loyalty_gain: float = 0.10
    loyalty_loss: float = 0.20
    reference_start: float = 1.0  # price relative to the base price
    reference_rate: float = 0.1

    quality_spread: float = 0.2  # quality runs from minus this to plus this
    convenience_spread: float = 0.5
    price: tuple[float, ...] = (40.0, 80.0, 160.0, 320.0)  # usual price by category, yuan
    slope: float = 1.0  # rise of cost and base price per unit of quality, share
    margin: float = 0.25  # of cost-plus and of every opening price, share of the price
    undercut_step: float = 0.02
    undercut_margin: float = 0.10  # lowest margin of an undercutter, share of the price
    reserve: float = 2.0  # standard deviations of sales kept beyond mean sales; morning stock comes to about 1.2 mean sales
    window: int = 28  # days of sales that a shop looks back on
    opening_days: float = 6.0  # opening stock, days of an even share of all needs


@dataclass(frozen=True)
class Catalog:
    """One product per shop and category; prices in cents."""

    quality: NDArray[np.float64]  # (shops,)
    convenience: NDArray[np.float64]  # (shops,)
    cost: NDArray[np.int64]  # (shops, categories)
    base_price: NDArray[np.int64]  # (shops, categories), opening list prices
    usual_price: NDArray[np.float64]  # (categories,)


@dataclass(frozen=True)
class Population:
    """What consumers are born with: (n,) traits, (n, categories) growth and need, (n, slots) remembered shops."""

    growth: Floats
    need: Floats
    shops: NDArray[np.int8]
    quality_weight: Floats
    loyalty_weight: Floats
    convenience_weight: Floats
    price_weight: Floats
    gain_weight: Floats
    loss_weight: Floats


def shop_names(day: ShoppingDay) -> list[str]:
    """Names in alphabetical order, which is the order of every shop axis."""
    return [f"shop_{number:02d}" for number in range(day.shops)]


def grid(count: int, step: int, first: int) -> NDArray[np.float64]:
    """(count,) the even grid from -1 to 1 in an order of its own; step and count share no divisor."""
    return 2 * ((step * np.arange(count) + first) % count) / max(count - 1, 1) - 1


def catalog(day: ShoppingDay) -> Catalog:
    """The products: better shops are dearer, and convenience goes its own way."""
    quality = day.quality_spread * grid(day.shops, 7, 0)
    usual_price = 100 * np.array(day.price)
    base_price = usual_price * (1 + day.slope * quality[:, None])
    return Catalog(
        quality=quality,
        convenience=day.convenience_spread * grid(day.shops, 3, 2),
        cost=np.rint((1 - day.margin) * base_price).astype(np.int64),
        base_price=np.rint(base_price).astype(np.int64),
        usual_price=usual_price,
    )


def population(day: ShoppingDay, n: int, seed: int) -> Population:
    """Draw n consumers; every trait is independent of every other."""
    rng = np.random.default_rng([seed, 1])
    growth = rng.standard_gamma(day.need_growth_shape, (n, day.categories), dtype=np.float32)
    growth *= np.float32(day.need_growth_mean / day.need_growth_shape)
    shops = np.empty((n, day.slots), np.int8)
    for start in range(0, n, BLOCK):
        order = rng.random((min(BLOCK, n - start), day.shops), dtype=np.float32)
        shops[start : start + BLOCK] = np.argpartition(order, day.slots, axis=1)[:, : day.slots]
    gain = day.gain_weight.draw(rng, n)
    return Population(
        growth=growth,
        need=rng.random((n, day.categories), dtype=np.float32)
        * (np.float32(day.need_trip) + np.float32(day.need_start) * growth),
        shops=shops,
        quality_weight=day.quality_weight.draw(rng, n),
        loyalty_weight=day.loyalty_weight.draw(rng, n),
        convenience_weight=day.convenience_weight.draw(rng, n),
        price_weight=day.price_weight.draw(rng, n),
        gain_weight=gain,
        loss_weight=gain * day.loss_aversion.draw(rng, n),
    )
