"""What hangs on a name and not on a place in a list, and what is an empty shelf and what is not."""

import numpy as np
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
