"""The peers of the benchmark are small models of their own: they must be right, or their speed says nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from experiments.benchmarks import kernel_reference, mesa_reference, numpy_reference
from experiments.benchmarks.agreement import LIMIT, differences
from experiments.benchmarks.model import ShoppingDay, catalog, population
from experiments.benchmarks.rationing import ration
from experiments.benchmarks.report import Report
from experiments.benchmarks.shops import Street

DAY = ShoppingDay()
SCARCE = replace(DAY, opening_days=1.2, reserve=0.0)
ALL = {"numpy": numpy_reference.run, "mesa": mesa_reference.run, "kernel": kernel_reference.run}
PEERS = pytest.mark.parametrize("run", ALL.values(), ids=ALL.keys())
Run = Callable[[int, int, int, ShoppingDay], Report]


@pytest.mark.parametrize("day", [DAY, SCARCE], ids=["plenty", "scarce"])
def test_the_peers_simulate_the_same_market(day: ShoppingDay) -> None:
    reports = {
        name: [run(2_000, 8, 100 * place + seed, day) for seed in range(5)]
        for place, (name, run) in enumerate(ALL.items())
    }
    assert all(errors < LIMIT for _, _, errors in differences(reports))


def test_the_comparison_notices_another_model() -> None:
    dearer = replace(DAY, outside=DAY.outside + 0.3)
    reports = {
        "as it is": [numpy_reference.run(10_000, 5, seed, DAY) for seed in range(4)],
        "fewer buy": [numpy_reference.run(10_000, 5, seed, dearer) for seed in range(10, 14)],
    }
    found = {quantity: errors for _, quantity, errors in differences(reports)}
    assert found["units"] > LIMIT


@PEERS
def test_about_a_quarter_of_consumers_shop_on_a_day(run: Run) -> None:
    report = run(4_000, 12, 0, DAY)
    assert report.visits / (4_000 * 12) == pytest.approx(0.25, abs=0.03)


@PEERS
def test_the_same_seed_gives_the_same_market(run: Run) -> None:
    assert run(500, 4, 3, DAY).shares == run(500, 4, 3, DAY).shares


@PEERS
def test_no_shop_sells_more_than_it_has(run: Run) -> None:
    report = run(500, 1, 0, replace(DAY, opening_days=1e-9))  # one unit of each product
    assert report.units <= DAY.shops * DAY.categories
    assert report.refused > 0


def test_rationing_serves_buyers_as_if_they_came_one_by_one() -> None:
    rng = np.random.default_rng(5)
    shops = np.argpartition(rng.random((400, 8)), 3, axis=1)[:, :3]
    weights = rng.random((400, 3), dtype=np.float32) + np.float32(0.01)
    scores = weights / rng.standard_exponential((400, 3), dtype=np.float32)
    least = weights.sum(axis=1) * rng.random(400, dtype=np.float32)
    minute = rng.permutation(400).astype(np.int16)
    shelf = rng.integers(10, 60, 8)
    expected, left = np.full(400, -1), shelf.copy()
    for buyer in np.argsort(minute):
        hoped = weights[buyer].copy()
        for slot in np.argsort(-scores[buyer]):
            if hoped.sum() <= least[buyer]:
                break
            if left[shops[buyer, slot]] > 0:
                left[shops[buyer, slot]] -= 1
                expected[buyer] = slot
                break
            hoped[slot] = 0
    slot, sold, refused = ration(shelf, shops, weights.copy(), scores.copy(), least, minute)
    np.testing.assert_array_equal(slot, expected)
    np.testing.assert_array_equal(sold, shelf - left)
    assert refused == int((expected != scores.argmax(axis=1)).sum())


def test_traits_are_independent_of_one_another() -> None:
    people = population(DAY, 20_000, 1)
    traits = np.column_stack(
        [
            people.growth,
            people.quality_weight,
            people.loyalty_weight,
            people.convenience_weight,
            people.price_weight,
            people.gain_weight,
            people.loss_weight / people.gain_weight,
        ]
    )
    correlation = np.corrcoef(traits, rowvar=False) - np.eye(traits.shape[1])
    assert np.abs(correlation).max() < 0.04


def test_every_consumer_remembers_different_shops_and_all_shops_alike() -> None:
    shops = population(DAY, 20_000, 1).shops
    assert all(len(set(row)) == DAY.slots for row in shops[:500].tolist())
    counts = np.bincount(shops.ravel(), minlength=DAY.shops)
    assert counts.min() > 0.9 * counts.mean()


def test_prices_never_fall_below_the_lowest_margin() -> None:
    world = catalog(DAY)
    street = Street(DAY, world, 1_000)
    for _ in range(30):
        street.open()
        street.close(np.full_like(street.units, 10))
    assert (street.prices * (1 - DAY.undercut_margin) >= world.cost - 1).all()
    np.testing.assert_allclose(street.prices[0::3], world.base_price[0::3], atol=1)


def test_a_report_survives_the_trip_between_processes() -> None:
    report = numpy_reference.run(300, 2, 0, DAY)
    assert Report.from_json(report.to_json()) == report
