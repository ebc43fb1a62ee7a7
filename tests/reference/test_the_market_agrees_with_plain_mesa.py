"""The compiled market against the model written as anybody would write it, consumer by consumer.

The plain till tries every set of rules, which the compiled one does too as long as `platform.combinations` is at least 2 to the
number of rules on baskets; the festival has three, and `world.check` sees to it. Of mechanics the plain market knows straight
cuts, flash sales, and reductions from a threshold by shop, over shops and by coupon. The others, from gifts to points, and sets
of many rules are held against a bill by hand in tests/kernels; tiers of membership, budgets and limits of offers are not here.
"""

from functools import cache

import numpy as np
import pytest

from sim.core import rng

from . import draws
from .both import Both, run
from .market import Market

ROUNDING = 1e-5  # what float32 may lose in a run
SMALL = "population.size=300"
BARE = (20, "shopping_day", SMALL)
ORDINARY = (20, "baseline", SMALL, "calendar.start=2025-10-01")
FESTIVAL = (  # all phases; tight budgets, shelves and parcels, so that everything happens to somebody
    24,
    "double11",
    SMALL,
    "calendar.start=2025-11-01",
    "campaign.double11.phases.prepare=2025-11-02",
    "campaign.double11.phases.warm_up=2025-11-04",
    "consumer.taste.product=0.4",
    "consumer.budget.share=0.12",
    "shops.flagship.channels=[marketplace,app,store]",  # nobody sells on own_site
    "shops.niche.channels=[marketplace,live]",
    "consumer.awareness.discovery=0.6",
    "consumer.trust.unknown=0.3",
    "consumer.wom.base=0.3",
    "consumer.wom.awareness=0.8",
    "carrier.capacity=0.1",
    "campaign.double11.promotions.platform_coupon.quota=60",
    "campaign.double11.promotions.flash_hours.quota=1",
    "+promotion@campaign.double11.promotions.cross_shop_reduction=cross_shop",
    "campaign.double11.opening.weight=0.379",
    "channels.live.hours=[9,22]",
)
RUNS = {"bare": BARE, "ordinary": ORDINARY, "festival": FESTIVAL}


@cache
def after(name: str) -> Both:
    return run(*RUNS[name])


@pytest.fixture(params=RUNS)
def both(request: pytest.FixtureRequest) -> Both:
    return after(request.param)


def test_every_cart_line_of_every_day_is_the_same(both: Both) -> None:
    assert sum(map(len, both.compiled_days)) > 1000
    assert both.first_difference() == ""


def test_consumers_end_in_the_same_state(both: Both) -> None:
    gaps = both.gaps()
    assert [gaps.pop(name) for name in ("orders", "spent", "last_order")] == [0, 0, 0]
    assert gaps.pop("purse") <= 1  # income is cut to cents from float32
    assert max(gaps.values()) < ROUNDING, gaps


def test_consumers_remember_the_same_shops(both: Both) -> None:
    names = both.compiled.shop_names
    compiled = [[names[s] for s in slots if s >= 0] for slots in both.compiled.state.shop.tolist()]
    assert compiled == [[known.shop.name for known in c.memory] for c in both.plain.consumers]


def test_shops_end_with_the_same_prices_shelves_ratings_and_cash(both: Both) -> None:
    market, shops = both.compiled, both.plain.shops
    products = [product for shop in shops for product in shop.products]
    assert market.list_price.tolist() == [product.list_price for product in products]
    assert market.offers["deal_price"].tolist() == [product.deal_price for product in products]
    assert market.stock.tolist() == [product.stock for product in products]
    assert (market.capital + market.ledger.cash).tolist() == [shop.cash for shop in shops]
    np.testing.assert_allclose(market.rating, [shop.rating for shop in shops])


def test_the_festival_lets_everything_happen() -> None:
    happened = after("festival").plain.happened
    wanted = (
        "found by search", "turned to another channel", "stayed away", "flash", "several units", "took a spare unit",
        "took a needed thing", "over budget", "left at the till", "rule left out", "coupon used", "refused", "took the next best",
        "late parcel", "sent back", "review", "told", "known by word of mouth", "noticed", "forgotten for another",
    )  # fmt: skip
    assert not [what for what in wanted if not happened[what]], happened


@pytest.mark.parametrize("name", ["loyalty_up", "choice_kappa"])
def test_a_coefficient_that_is_changed_on_one_side_is_noticed(name: str) -> None:
    def change(market: Market) -> None:
        market.w[name] *= 1.05

    changed = run(10, "shopping_day", "population.size=150", change=change)
    assert changed.first_difference() or max(changed.gaps().values()) > ROUNDING


def test_draws_are_those_of_the_package() -> None:
    for number in range(100):
        base = rng.base_key(number, "visit", 1)
        theirs = rng.personal_key(base, np.array([number]))
        mine = draws.personal(draws.stream_key(number, "visit", 0), number)
        assert mine == int(theirs[0])
        assert draws.uniform(mine) == float(rng.uniform(theirs)[0])
