from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_market import market

from sim.market.board import draw_up
from sim.market.model import Market
from sim.run.checkpoint import resume, save
from sim.strategies.base import View, mean_units, spread_units


def nearest(built: Market, own: int, rival: int) -> int:
    """The plain definition: the rival's product of the same category with the nearest opening price, else -1."""
    catalog = built.catalog
    alike = [
        (abs(int(catalog.base_price[p]) - int(catalog.base_price[own])), p)
        for p in np.flatnonzero((catalog.shop == rival) & (catalog.category == catalog.category[own]))
    ]
    return min(alike)[1] if alike else -1


@pytest.mark.parametrize("seed", range(3))
def test_a_rivals_product_is_the_one_of_the_category_with_the_nearest_price(seed: int) -> None:
    copies = ["shops.niche.copies=3", "shops.flagship.channels=[]"]
    with market(*copies, seed=seed) as built:
        on_sale = [s for s, spec in enumerate(built.specs) if spec.channels]
        assert len(on_sale) == len(built.shops) - 1
        for s, table in enumerate(built.rival_product):
            own = np.flatnonzero(built.catalog.shop == s)
            plain = [[nearest(built, p, rival) for p in own] for rival in on_sale if rival != s]
            assert table.tolist() == plain


def views(built: Market) -> list[View]:
    board = draw_up(built)
    return [shop.view(board) for shop in built.shops]


def test_a_shop_sees_its_own_books_and_what_rivals_posted_yesterday() -> None:
    with market() as built:
        assert all(np.isnan(view.rival_prices).all() for view in views(built))
        for _ in range(12):
            built.step()
        for shop, view in zip(built.shops, views(built), strict=True):
            own = np.flatnonzero(built.catalog.shop == shop.index)
            assert (view.product == own).all()
            assert (view.stock == built.stock[own]).all()
            assert (view.deal_price == built.offers["deal_price"][own]).all()
            assert (view.units == built.sold[: built.steps - 1, own]).all()
            assert (view.mean_units == mean_units(view.units)).all()
            assert (view.spread_units == spread_units(view.units, view.mean_units)).all()
            rivals = built.rival_product[shop.index]
            posted = np.where(rivals >= 0, built.offers["deal_price"][rivals], np.nan)
            np.testing.assert_array_equal(view.rival_prices, posted)
            np.testing.assert_array_equal(view.rival_ratings, np.delete(built.rating, shop.index))


def test_no_rule_can_write_on_its_view_and_what_it_kept_stays_as_it_was(tmp_path: Path) -> None:
    with market() as built:
        built.step()
        save(built, tmp_path / "day1")
    again = resume(tmp_path / "day1")
    view = views(again)[0]
    tables = {name: table for name, table in vars(view).items() if isinstance(table, np.ndarray)}
    assert {"cost", "list_price", "stock", "units", "mean_units"} <= set(tables)
    tables |= {"rival_prices": view.rival_prices}
    before = {name: table.copy() for name, table in tables.items()}
    for name in ("cost", "base_price", "list_price", "deal_price", "stock", "incoming", "units", "season"):
        with pytest.raises(ValueError, match="read-only"):
            tables[name][:] = 0
    again.step()
    again.step()
    again.close()
    for name, table in tables.items():
        np.testing.assert_array_equal(table, before[name])


@settings(max_examples=50)
@given(st.lists(st.lists(st.integers(0, 10**6), min_size=3, max_size=3), max_size=28))
def test_the_spread_of_sales_is_their_standard_deviation(days: list[list[int]]) -> None:
    units = np.array(days, np.int64).reshape(-1, 3)
    mean = mean_units(units)
    if len(units):
        np.testing.assert_allclose(mean, units.mean(axis=0))
        np.testing.assert_allclose(spread_units(units, mean) ** 2, units.var(axis=0), rtol=1e-9, atol=1e-3)
    else:
        assert not mean.any() and not spread_units(units, mean).any()


def test_rules_that_look_at_nobody_cost_no_look_at_rivals() -> None:
    with market() as built:
        view = views(built)[0]
        assert "rival_prices" not in vars(view) and "rival_ratings" not in vars(view)


def test_shops_know_what_share_of_each_segment_wants_a_category_in_vain() -> None:
    with market(
        "supply@shops.flagship.supply=seize", "shops.flagship.supply.candidates=[baby_toys]"
    ) as built:
        built.step()
        view = views(built)[0]
        wants = built.state.need >= built.w.needs_wake
        share = np.array([wants[built.traits.persona == g].mean(axis=0) for g in range(len(built.personas))])
        np.testing.assert_allclose(view.wanting, share)
        toys = [c.name for c in built.categories].index("baby_toys")
        waiting = (built.catalog.category == toys) & (
            built.catalog.shop == built.shop_names.index("flagship")
        )
        assert (built.opening[waiting] == 0).all() and (built.opening[~waiting] > 0).all()
