"""Looks at shops that follow their messages."""

import numpy as np
import pandas as pd
import pytest
from small_market import market, run

from sim.kernels.settle import VIEWS
from sim.results import METRICS, Results

ON = "results.clicks=true"
MUTE = tuple(f"media.{name}.effect=0" for name in ("search", "short_video", "social", "message"))


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return dict(run(ON))


def test_messages_draw_no_more_than_click_and_no_more_click_than_look(
    tables: dict[str, pd.DataFrame],
) -> None:
    clicks, sales = tables["clicks"], tables["sales"]
    assert clicks["clicks"].sum() > clicks["drawn"].sum() > 0
    by_shop = clicks.groupby("shop", observed=True)["clicks"].sum()
    views = sales.groupby("shop", observed=True)["views"].sum()
    assert (by_shop < views[by_shop.index]).all()


def test_orders_after_clicks_are_fewer_than_all_orders(tables: dict[str, pd.DataFrame]) -> None:
    results = Results(tables)
    credited = METRICS["click_orders"](results, "shop")
    assert (credited <= METRICS["orders"](results, "shop")[credited.index]).all() and (credited > 0).any()


def test_a_medium_that_nobody_notices_is_not_clicked() -> None:
    clicks = run(ON, "media.search.effect=0")["clicks"]
    assert set(clicks["medium"]) == {"short_video", "social", "message"}
    assert len(run(ON, *MUTE)["clicks"]) == 0


def test_what_messages_draw_is_what_a_twin_without_them_lacks_on_their_first_day() -> None:
    few = ("population.size=6000", "calendar.days=2", "consumer.search.explore=0", "results.orders=false", ON)
    views = []
    for muted in ((), MUTE):
        with market(*few, *muted) as built:
            built.run()
            clicks = built.records.clicks
            assert clicks is not None
            views.append(METRICS["views"](Results(built.tables())).sum())
            if not muted:
                drawn = clicks.days[-1][1].sum()
                visits = built.records.funnel[-1][:, :, 0] @ (built.shelf.listed > 0)
                looks = (visits * clicks.looks).sum()
                today = built.records.sales[-1][2][:, VIEWS].sum()
    gained = (views[0] - views[1]) * looks / today
    assert drawn > 20 and np.isclose(drawn, gained, rtol=0.35)
