import warnings
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.strategies.base import CustomerBooks, MediaBooks, View
from sim.strategies.media import BestReturn, ConstantShare, WinBack
from sim.strategies.supply import OrderUpTo

MakeView = Callable[..., View]
ORDER = OrderUpTo(lead=5, review=2, z=1.64, campaign_factor=2)
MEDIA = ConstantShare(share=0.05, fixed=0, split={"search": 0.6, "social": 0.4})


def test_steady_sales_are_covered_until_the_next_delivery(a_view: MakeView) -> None:
    empty = np.zeros(2, np.int64)
    assert ORDER(a_view(stock=empty, units=np.full((28, 2), 10))).tolist() == [70, 70]


def test_stock_and_orders_under_way_count(a_view: MakeView) -> None:
    view = a_view(stock=np.array([20, 90]), incoming=np.array([10, 0]), units=np.full((28, 2), 10))
    assert ORDER(view).tolist() == [40, 0]


def test_unsteady_sales_ask_for_a_reserve_and_whole_units(a_view: MakeView) -> None:
    units = np.tile([[5, 10], [15, 10]], (14, 1))
    order = ORDER(a_view(stock=np.zeros(2, np.int64), units=units))
    assert order.dtype == np.int64
    assert order.tolist() == [int(np.ceil(70 + 1.64 * np.sqrt(7) * 5)), 70]


@pytest.mark.parametrize(
    ("phase", "level"), [("", 70), ("prepare", 140), ("warm_up", 140), ("launch", 70), ("after", 70)]
)
def test_a_campaign_that_comes_near_raises_the_level(phase: str, level: int, a_view: MakeView) -> None:
    assert ORDER(a_view(stock=np.zeros(2, np.int64), phase=phase)).tolist() == [level, level]


def test_orders_go_out_on_review_days_only(a_view: MakeView) -> None:
    assert ORDER(a_view(day=11, stock=np.zeros(2, np.int64))).tolist() == [0, 0]


@given(units=st.lists(st.integers(0, 1000), max_size=28), stock=st.integers(0, 10**6))
def test_an_order_is_never_negative(units: list[int], stock: int, a_view: MakeView) -> None:
    view = a_view(units=np.array(units, np.int64).reshape(-1, 1).repeat(2, axis=1), stock=np.full(2, stock))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert (ORDER(view) >= 0).all()


def test_media_money_is_a_share_of_last_weeks_sales_split_over_media(a_view: MakeView) -> None:
    view = a_view(units=np.vstack([np.full((21, 2), 99), np.full((7, 2), 10)]))
    assert MEDIA(view) == {"search": 1800, "social": 1200}


def test_a_fixed_media_budget_needs_no_sales(a_view: MakeView) -> None:
    fixed = ConstantShare(share=0.05, fixed=100, split={"search": 1.0})
    assert fixed(a_view(units=np.zeros((0, 2), np.int64))) == {"search": 10000}


@given(cash=st.integers(-(10**6), 10**6))
def test_media_money_never_exceeds_the_cash(cash: int, a_view: MakeView) -> None:
    assert sum(MEDIA(a_view(cash=cash)).values()) <= max(cash, 0)


def books(search: float, social: float) -> MediaBooks:
    """A week in which a yuan spent on each of two media brought so many first orders."""
    spend = np.full((7, 2), 100)
    return MediaBooks(("search", "social"), spend, spend * 10.0, np.tile([search, social], (7, 1)))


@given(search=st.floats(0, 100), social=st.floats(0, 100), step=st.floats(0, 1), weeks=st.integers(1, 5))
def test_money_goes_to_the_medium_that_brings_most_first_orders_for_it(
    search: float, social: float, step: float, weeks: int, a_view: MakeView
) -> None:
    rule = BestReturn(0.05, 0, {"search": 0.6, "social": 0.4}, every=7, step=step, least=0.1)
    memory: dict[str, object] = {}
    for week in range(weeks):
        spent = rule(a_view(day=7 * week, media=books(search, social), memory=memory))
    before = MEDIA(a_view())
    assert abs(sum(spent.values()) - sum(before.values())) <= 2
    assert min(spent.values()) >= 0.1 * sum(before.values()) - 1
    more = spent["search"] - before["search"]
    assert more >= -1 if search >= social else more <= 1
    if search != social and step > 0.01:
        assert more != 0


def test_between_two_moves_the_split_stays(a_view: MakeView) -> None:
    rule = BestReturn(0.05, 0, {"search": 0.6, "social": 0.4}, every=7, step=0.1, least=0)
    assert rule(a_view(day=6, media=books(0, 1))) == MEDIA(a_view())


@given(slipping=st.integers(0, 1000), extra=st.floats(0, 5))
def test_the_more_purchases_were_made_by_those_who_slip_away_the_more_is_spent(
    slipping: int, extra: float, a_view: MakeView
) -> None:
    known = CustomerBooks(("loyal", "lost"), np.array([5, 5]), np.array([1000 - slipping, slipping]))
    rule = WinBack(0.05, 0, {"search": 0.6, "social": 0.4}, extra)
    spent = sum(rule(a_view(customers=known)).values())
    usual = sum(MEDIA(a_view()).values())
    assert spent == pytest.approx(usual * (1 + extra * slipping / 1000), abs=4)
    assert rule(a_view()) == MEDIA(a_view())  # nobody is known yet


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: WinBack(0, 0, {"search": 1}, -1), "WinBack.extra: -1"),
        (lambda: BestReturn(0, 0, {"search": 1}, 0, 0, 0), "BestReturn.every: 0"),
        (lambda: BestReturn(0, 0, {"search": 1}, 7, 2, 0), "BestReturn.step: 2"),
        (lambda: OrderUpTo(lead=-1, review=2, z=1, campaign_factor=1), "OrderUpTo.lead: -1"),
        (lambda: OrderUpTo(lead=1, review=0, z=1, campaign_factor=1), "OrderUpTo.review: 0"),
        (lambda: ConstantShare(share=2, fixed=0, split={"search": 1}), "ConstantShare.share: 2"),
        (lambda: ConstantShare(share=0, fixed=0, split={"search": 0.5}), "ConstantShare.split.* sum to 1"),
    ],
)
def test_wrong_parameters_are_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
