from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hydra.utils import instantiate
from hypothesis import given
from hypothesis import strategies as st

from sim.strategies.base import View


@pytest.fixture(scope="module", autouse=True)
def _own_package_on_the_path() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))
        yield


def lucky(markup: float) -> Callable[[View], np.ndarray]:
    rule: Callable[[View], np.ndarray] = instantiate(
        {"_target_": "own_package.lucky_eight.LuckyEight", "markup": markup}
    )
    return rule


@given(cost=st.lists(st.integers(1, 10**6), min_size=1, max_size=5), markup=st.floats(0, 3))
def test_a_rule_from_somebodys_own_package_prices_in_lucky_eights(
    cost: list[int], markup: float, a_view: Callable[..., View]
) -> None:
    view = a_view(cost=cost)
    price = lucky(markup)(view)
    assert (price // 100 % 10 == 8).all()
    assert (price >= view.cost * (1 + markup)).all()
    assert (price - view.cost * (1 + markup) < 1000).all()


def test_its_errors_reach_the_user() -> None:
    with pytest.raises(Exception, match=r"LuckyEight.markup: -1"):
        lucky(-1)
