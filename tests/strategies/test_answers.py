"""A rule of one's own that answers nonsense is named with its shop and what it should have answered."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from sim.market.shop import Shop


class Mine:
    """A rule; what it answers is not asked for here."""


@pytest.fixture
def shop() -> Shop:
    made: Shop = object.__new__(Shop)
    made.name, made.own = "aurora", slice(4, 7)
    made.spec = cast(Any, SimpleNamespace(media=Mine()))
    made.model = cast(Any, SimpleNamespace(media=[SimpleNamespace(name="search")]))
    return made


@pytest.mark.parametrize(
    "answer", [None, [1.0, 2.0], 5.0, [1.0, np.nan, 2.0], [[1, 2, 3]], ["a", "b", "c"], [np.inf] * 3]
)
def test_prices_that_are_not_one_number_for_each_product_are_refused(shop: Shop, answer: object) -> None:
    with pytest.raises(
        ValueError, match=r"shop aurora, pricing: Mine answered .*; answer 3 finite numbers, one for"
    ):
        shop._answer(Mine(), "pricing", answer, "iuf")


def test_orders_are_whole_numbers(shop: Shop) -> None:
    with pytest.raises(ValueError, match=r"shop aurora, supply: Mine answered .*; answer 3 whole numbers"):
        shop._answer(Mine(), "supply", np.array([1.5, 2, 3]), "iu")


def test_a_right_answer_is_taken_as_it_is(shop: Shop) -> None:
    prices = np.array([1.5, 2.5, 3.5])
    assert shop._answer(Mine(), "pricing", prices, "iuf") is prices
    assert shop._answer(Mine(), "supply", [1, 2, 3], "iu").tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    "answer",
    [None, [5], {"serch": 5}, {"search": -1}, {"search": np.nan}, {"search": np.inf}, {"search": "5"}],
)
def test_money_for_media_is_cents_of_at_least_nothing_for_media_that_there_are(
    shop: Shop, answer: object
) -> None:
    with pytest.raises(ValueError, match=r"shop aurora, media: Mine answered .* by medium; media are search"):
        shop._spending(answer)


def test_money_for_media_may_be_any_number_and_leave_media_out(shop: Shop) -> None:
    assert shop._spending({"search": np.float64(5.9)}) == {"search": 5}
    assert shop._spending({}) == {}


def test_where_there_are_no_media_a_plan_for_some_spends_nothing(shop: Shop) -> None:
    shop.model.media = []
    assert shop._spending({"search": 5}) == {}
