import re
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hydra.utils import instantiate
from hypothesis import given
from hypothesis import strategies as st

import sim.plots
from sim.run.command import command
from sim.strategies.base import View

GUIDE = Path(__file__).parents[2] / "docs" / "adding_a_strategy.md"


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


def test_the_file_and_the_command_of_the_guide_let_a_shop_go_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = GUIDE.read_text().replace("my_package", "own_package")
    (block,) = re.findall(r"```yaml\n# (\S+)\n(.*?)```", text, re.DOTALL)
    (line,) = re.findall(r"```console\npython -m sim (.*?)\n```", text)
    config = tmp_path / block[0]
    config.parent.mkdir(parents=True)
    config.write_text(block[1])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sim.plots, "report", lambda *results: [])
    small = ["population.size=100", "calendar.days=2", "seeds=[0]", f"hydra.run.dir={tmp_path}/out"]
    monkeypatch.setattr(sys, "argv", ["sim", *line.replace("'", "").split(), *small])
    assert command() == 0
    posts = pd.read_parquet(tmp_path / "out" / "posts.parquet")
    asked = posts[posts["shop"].isin(["niche_1", "niche_2"])]["list_price"]
    assert len(asked) > 0
    assert (asked // 100 % 10 == 8).all()
