"""What each medium did and which new customers it is credited with."""

import pandas as pd
import pytest

from sim.results.evaluation import credited, media_effect

WINDOW = ("2025-10-01", "2025-10-08")
DAY, LATER = pd.Timestamp("2025-10-02"), pd.Timestamp("2025-10-03")
MEDIA = pd.DataFrame(
    {
        "seed": 0,
        "date": [DAY, DAY, LATER],
        "shop": ["a", "a", "b"],
        "medium": ["search", "social", "search"],
        "cents": [600, 300, 100],
        "impressions": [100.0, 100.0, 50.0],
        "reach": [60.0, 60.0, 30.0],
        "noticed": [3.0, 1.0, 0.0],
    }
)
ORDERS = pd.DataFrame(
    {
        "seed": 0,
        "date": [DAY, DAY, DAY, DAY, LATER, LATER],
        "consumer": [1, 2, 3, 4, 1, 5],
        "shop": ["a", "a", "a", "a", "a", "b"],
        "units": [1, 1, 1, 1, 1, 1],
    }
)


def test_who_is_new_is_shared_in_proportion_to_what_was_noticed():
    assert credited(MEDIA, ORDERS, WINDOW)["new"].tolist() == [3, 1, 0]


def test_nobody_is_credited_twice_or_on_a_day_on_which_nothing_was_noticed():
    table = media_effect(MEDIA, ORDERS, WINDOW)
    assert table["new"].sum() == 4
    assert table.loc[("a", "search"), "cost_per_new"] == 200
    assert pd.isna(table.loc[("b", "search"), "cost_per_new"])


def test_whom_a_shop_knew_before_the_window_is_not_new():
    early = ORDERS.iloc[:2].assign(date=pd.Timestamp("2025-09-20"))
    assert credited(MEDIA, pd.concat([early, ORDERS]), WINDOW)["new"].sum() == 2


def test_cost_per_thousand_is_that_of_the_table():
    table = media_effect(MEDIA, ORDERS, WINDOW)
    assert table.loc[("a", "search"), "cost_per_thousand"] == pytest.approx(6000)
    assert table.loc[("a", "search"), "notice_rate"] == pytest.approx(0.03)
