from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.strategies.base import View
from sim.strategies.pricing import EverydayLow, Retaliate

MakeView = Callable[..., View]
RULE = Retaliate(
    peace=EverydayLow(markup=None), trigger=0.2, window=7, undercut=0.1, margin=0.1, duration=5, truce=4
)
STEADY = np.full((28, 2), 10)
FALLEN = np.vstack([STEADY[:21], np.full((7, 2), 5)])


def played(a_view: MakeView, days: int, units: np.ndarray, rival: float, **given: Any) -> np.ndarray:
    """Prices of the first product, day by day, after two weeks of watching at peace."""
    memory: dict[str, Any] = {}
    prices = []
    for day in range(15 + days):
        view = a_view(
            day=day,
            memory=memory,
            units=units if day >= 14 else STEADY,
            rival_prices=np.full((1, 2), rival),
            **given,
        )
        prices.append(RULE(view)[0])
    return np.array(prices[14:])


def test_peace_holds_while_sales_do(a_view: MakeView) -> None:
    assert (played(a_view, 20, STEADY, 1500.0) == 2000).all()


def test_fallen_sales_without_a_cheaper_rival_start_no_war(a_view: MakeView) -> None:
    assert (played(a_view, 20, FALLEN, 2500.0) == 2000).all()


def test_a_war_undercuts_lasts_its_days_and_ends_in_even_steps(a_view: MakeView) -> None:
    prices = played(a_view, 9, FALLEN, 1500.0)
    assert prices[:5] == pytest.approx([1350] * 5)
    assert np.diff(prices[4:10]) == pytest.approx([130] * 5)
    assert prices[9] == pytest.approx(2000)


def test_war_stops_at_the_lowest_margin(a_view: MakeView) -> None:
    assert played(a_view, 2, FALLEN, 100.0)[0] == pytest.approx(1000 / 0.9)


def test_a_season_that_ends_is_no_attack(a_view: MakeView) -> None:
    memory: dict[str, Any] = {}
    for day in range(14):
        RULE(a_view(day=day, memory=memory, season=np.full(2, 1.0 if day < 7 else 0.5)))
    view = a_view(day=14, memory=memory, units=FALLEN, rival_prices=np.full((1, 2), 1500.0))
    assert (RULE(view) == view.base_price).all()
