"""What hangs on a name and not on a place in a list, and what is an empty shelf and what is not."""

from dataclasses import replace

import numpy as np
import pytest
from omegaconf import DictConfig, OmegaConf
from small_market import FESTIVAL, different, market, run

import sim

FULL = tuple(f"shops.{name}.stock_days=3000" for name in sim.compose("baseline").shops)
FLASH = "campaign.double11.promotions.flash_hours.quota"


def test_people_need_the_same_whatever_the_order_of_the_categories() -> None:
    def turned(cfg: DictConfig) -> None:
        cfg.catalog.categories = OmegaConf.create(dict(reversed(list(cfg.catalog.categories.items()))))

    with market() as one, market(edit=turned) as other:
        assert [c.name for c in one.categories] == [c.name for c in reversed(other.categories)]
        assert np.array_equal(one.traits.growth, other.traits.growth[:, ::-1])
        assert np.array_equal(one.state.need, other.state.need[:, ::-1])


def test_who_misses_a_flash_price_has_not_met_an_empty_shelf() -> None:
    scarce, plenty = (run(*FESTIVAL, *FULL, f"{FLASH}={quota}") for quota in (1, 10**6))
    assert different(scarce, plenty) != []
    assert scarce["sales"]["stockouts"].sum() == 0 and (scarce["orders"]["lost"] == 0).all()


def test_a_shop_found_by_search_is_valued_as_it_is_remembered() -> None:
    asked = ("calendar.days=12", "consumer.search.base=0", "consumer.search.awareness=0", "consumer.search.loyalty=0",
             "consumer.search.satisfaction=0", "consumer.search.explore=1")  # fmt: skip
    bought = [run(*asked, f"consumer.weights.exposure={weight}")["sales"]["units"].sum() for weight in (0, 4)]
    assert bought[1] > bought[0]


def test_goods_too_dear_to_be_counted_are_told_before_the_first_day() -> None:
    with (
        pytest.raises(ValueError, match=r"digital_3c\.price: with the price level of .* at most 5,368,709"),
        market("catalog.categories.digital_3c.price=1e7"),
    ):
        pass


def test_a_rule_that_asks_what_nobody_could_count_is_told_with_the_shop() -> None:
    def dear(cfg: DictConfig) -> None:
        cfg.shops.flagship.pricing = {
            "_target_": "sim.strategies.pricing.CostPlus",
            "markup": 100,
            "min_margin": 0,
        }
        cfg.catalog.categories.digital_3c.price = 200_000

    with (
        pytest.raises(
            ValueError, match=r"shop flagship, pricing: CostPlus answered .* answer 1 to 536870911"
        ),
        market(edit=dear) as built,
    ):
        built.step()


def test_a_rule_that_would_pay_people_to_buy_is_told_with_the_shop() -> None:
    with market() as built:
        shop = built.shops[0]
        shop.spec = replace(shop.spec, pricing=lambda view: -1.0 * view.cost)
        with pytest.raises(ValueError, match=rf"shop {shop.name}, pricing: .* answered -.* answer 1 to"):
            built.step()


def test_the_cheapest_goods_still_cost_a_cent() -> None:
    with market("catalog.categories.food_snack_fresh.price=1e-4") as built:
        built.run()
        assert built.catalog.cost.min() == built.catalog.base_price.min() == 1
