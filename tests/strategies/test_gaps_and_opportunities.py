from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.strategies.base import View
from sim.strategies.pricing import CloseGaps
from sim.strategies.supply import OrderUpTo, SeizeOpportunities

MakeView = Callable[..., View]
GAPS = CloseGaps(slope=4, step=0.05, period=7, horizon=28, tags=5, premium=0.1, margin=0.1)
USUAL = OrderUpTo(lead=5, review=1, z=0, campaign_factor=1)
SEIZE = SeizeOpportunities(rule=USUAL, candidates=["toys"], threshold=0.5, first=7)


def asked(a_view: MakeView, rule: CloseGaps = GAPS, **given: Any) -> np.ndarray:
    """List prices of two categories whose usual price is 2000 and 4000."""
    ordinary: dict[str, Any] = {
        "day": 14,
        "category": np.array([0, 1]),
        "rival_prices": np.array([[2000.0, 4000.0]]),
    }
    return rule(a_view(**{**ordinary, **given}))


def test_of_two_gaps_the_one_that_pays_most_is_closed(a_view: MakeView) -> None:
    assert asked(a_view, rival_prices=np.array([[1200.0, 3900.0]])) == pytest.approx([1900, 4000])
    assert asked(a_view, rival_prices=np.array([[1200.0, 2200.0]])) == pytest.approx([2000, 3800])


def test_a_shop_far_below_its_rivals_asks_more(a_view: MakeView) -> None:
    assert asked(a_view, rival_prices=np.array([[2000.0, 9000.0]])) == pytest.approx([2000, 4200])


def test_nothing_moves_between_two_looks_or_when_it_does_not_pay(a_view: MakeView) -> None:
    dear = np.array([[1200.0, 2200.0]])
    assert asked(a_view, rival_prices=dear, day=15) == pytest.approx([2000, 4000])
    assert asked(a_view, replace(GAPS, tags=1e6), rival_prices=dear) == pytest.approx([2000, 4000])


def test_without_rivals_or_history_prices_stay(a_view: MakeView) -> None:
    assert asked(a_view, rival_prices=np.full((1, 2), np.nan)) == pytest.approx([2000, 4000])
    assert asked(a_view, rival_prices=np.zeros((0, 2)), rival_ratings=np.zeros(0)) == pytest.approx(
        [2000, 4000]
    )
    assert asked(a_view, units=np.zeros((0, 2), np.int64)) == pytest.approx([2000, 4000])


def test_no_gap_is_closed_below_the_lowest_margin(a_view: MakeView) -> None:
    memory: dict[str, Any] = {}
    for day in range(0, 700, 7):
        price = asked(a_view, rival_prices=np.full((1, 2), 1.0), day=day, memory=memory)
    assert (price >= np.array([1000, 2000]) / 0.9 - 1e-6).all()


def test_a_better_rating_is_worth_a_price_above_rivals(a_view: MakeView) -> None:
    view = a_view(rating=4.5, rival_ratings=np.array([3.5]), rival_prices=np.array([[2000.0, 2000.0]]))
    assert GAPS.gaps(view).max() < GAPS.gaps(a_view(rival_prices=np.array([[2000.0, 2000.0]]))).max()


def ordered(a_view: MakeView, wanting: list[float], **given: Any) -> np.ndarray:
    """Orders of a shop with goods of category 0 on the shelf and none yet of category 1; wanting: index of category 1, by day."""
    memory: dict[str, Any] = {}
    return np.array(
        [
            SEIZE(a_view(day=day, memory=memory, category=np.array([0, 1]), stock=np.array([100, 0]), units=np.array([[30, 0]]),
                         wanting=np.array([[0.9, 0.1], [0.9, share]]), **given))
            for day, share in enumerate(wanting)
        ]
    )  # fmt: skip


def test_a_category_is_taken_up_once_from_the_threshold_on_and_the_rest_goes_on_as_usual(
    a_view: MakeView,
) -> None:
    orders = ordered(a_view, [0.2, 0.49, 0.5, 0.1, 0.9])
    assert orders[:, 1].tolist() == [0, 0, 7, 0, 0]
    assert (orders[:, 0] == 80).all()
