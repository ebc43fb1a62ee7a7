"""What is told of a consumer and of a shop adds up to the tables that it is told from."""

from types import SimpleNamespace

import pandas as pd
import pytest
from synthetic import market

from sim.results import METRICS, Results, diary, story
from sim.results.tables import COLUMNS

SALE = market(range(2), 0.3)


def test_a_story_has_every_unit_and_every_cent_of_its_consumer_in_order_of_time() -> None:
    orders = SALE.orders[(SALE.orders["seed"] == 1) & (SALE.orders["consumer"] == 4)]
    told = story(_dated(SALE), 4, seed=1)
    assert told["date"].is_monotonic_increasing
    assert told["units"].sum() == orders["units"].sum() > 0
    assert told["paid_value"].sum() == orders["paid_value"].sum()
    assert (told["event"] == "finds it gone").sum() == (orders["lost"] > 0).sum()
    assert told["event"].iloc[-1] == "stands" and "a month" in told["told"].iloc[-1]


def test_a_shop_is_new_to_a_consumer_only_once() -> None:
    told = story(_dated(SALE), 4)
    bought = told[told["event"] == "buys"]
    assert bought["told"].str.contains("the first time").sum() == bought["shop"].nunique()


def test_a_market_that_is_running_tells_the_same_story_as_its_results() -> None:
    running = SimpleNamespace(tables=lambda: {name: _dated(SALE).table(name) for name in COLUMNS})
    pd.testing.assert_frame_equal(story(running, 4), story(_dated(SALE), 4))
    pd.testing.assert_frame_equal(diary(running, "Aurora"), diary(SALE, "Aurora"))


def test_a_diary_adds_up_to_the_figures_of_its_shop() -> None:
    told = diary(SALE, "Bamboo", seed=1)
    assert len(told) == 25
    for column, name in {"paid_value": "gmv", "units": "units", "profit": "profit", "media": "media"}.items():
        assert told[column].sum() == METRICS[name](SALE, "shop")[(1, "Bamboo")]


def test_one_shop_leads_on_each_day_and_shares_sum_to_one() -> None:
    diaries = [diary(SALE, shop) for shop in ("Aurora", "Bamboo", "Cedar", "Dune")]
    assert sum(told["share"] for told in diaries).to_numpy() == pytest.approx(1)
    assert (pd.concat(diaries, axis=1)["rank"].min(axis=1) == 1).all()


def test_a_sale_is_noted_on_the_day_on_which_it_begins_and_ends() -> None:
    notes = diary(SALE, "Aurora")["note"]
    (begins,) = notes.index[notes.str.contains("an offer begins")]
    (ends,) = notes.index[notes.str.contains("the offer ends")]
    assert (str(begins.date()), str(ends.date())) == ("2025-11-01", "2025-11-05")
    assert "prices down 30%" in notes[begins]
    assert not diary(SALE, "Dune")["note"].str.contains("offer").any()


def test_what_is_not_there_is_told_clearly() -> None:
    slim = Results({name: SALE.table(name) for name in COLUMNS if name != "orders"})
    with pytest.raises(LookupError, match=r"no table 'orders'.*results\.orders=true"):
        story(slim, 4)
    with pytest.raises(ValueError, match=r"consumer is 99; seed 0 has consumers 0 to 79"):
        story(_dated(SALE), 99)
    with pytest.raises(ValueError, match=r"consumer is '7'; seed 0 has"):
        story(_dated(SALE), "7")
    with pytest.raises(ValueError, match=r"seed is 7; these results have the seeds 0, 1"):
        diary(SALE, "Aurora", seed=7)
    with pytest.raises(ValueError, match=r"shop is 'Zebra'; shops are Aurora"):
        diary(SALE, "Zebra")


def _dated(results: Results) -> Results:
    """The made-up consumers have no day of their snapshot."""
    tables = {name: results.table(name) for name in COLUMNS}
    return Results(tables | {"consumers": tables["consumers"].assign(date=results.sales["date"].max())})
