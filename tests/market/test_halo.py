"""Goods shown beside a promoted one: they sell, by what goes together, and only when somebody is shown them."""

import numpy as np
import pytest
from omegaconf import DictConfig
from small_market import Tables, different, market, run

SALE = (
    "campaign=plain", "calendar.start=2025-09-25", "calendar.days=8", "population.size=600",
    "campaign.plain.phases.after=2025-10-02", "campaign.plain.end=2025-10-03",
)  # fmt: skip
CUT = (
    "+promotion@campaign.plain.promotions.cut=cut",
    "+campaign.plain.promotions.cut.categories=[apparel_shoes]",
)
SHOWN = "consumer.halo.exposure=1"


def nothing_goes_together(cfg: DictConfig) -> None:
    cfg.catalog.affinity = {}


@pytest.fixture(scope="module")
def alone() -> Tables:
    return run(*SALE, *CUT)


@pytest.fixture(scope="module")
def together() -> Tables:
    return run(*SALE, *CUT, SHOWN)


def units(tables: Tables, *categories: str) -> int:
    sales = tables["sales"]
    return int(sales.loc[sales["category"].isin(categories), "units"].sum())


def test_what_goes_with_a_promoted_product_sells_more(alone: Tables, together: Tables) -> None:
    assert units(together, "beauty_care") > 1.02 * units(alone, "beauty_care")
    assert together["funnel"]["views"].sum() > alone["funnel"]["views"].sum()


def test_where_nothing_goes_together_nothing_changes(alone: Tables) -> None:
    assert different(alone, run(*SALE, *CUT, SHOWN, edit=nothing_goes_together)) == []


def test_without_a_promotion_nobody_is_shown_anything() -> None:
    assert different(run(*SALE), run(*SALE, SHOWN)) == []


def test_two_threads_show_the_same_as_one(together: Tables) -> None:
    assert different(together, run(*SALE, *CUT, SHOWN, "threads=2")) == []


def test_baskets_stay_in_order_and_hold_no_category_twice() -> None:
    with market(*SALE, *CUT, SHOWN, "consumer.checkout.fill=0", "threads=2") as built:
        for _ in range(6):
            built.step()
        for part in built.crew.ranges:
            lines = part.lines[: part.n_lines]
            assert (np.diff(lines["consumer"]) >= 0).all() and (lines["units"] >= 1).all()
            basket = lines["consumer"].astype(np.int64) * len(built.categories) + lines["category"]
            assert len(np.unique(basket)) == len(lines)
            assert (lines["shop"] == built.catalog.shop[lines["offer"]]).all()
