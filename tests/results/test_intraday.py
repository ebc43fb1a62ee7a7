import pytest
from synthetic import market

from sim.results import first_hour_share, hourly_share

RUNS = market(range(2))


def test_the_hours_of_a_day_sum_to_one():
    assert hourly_share(RUNS, "orders").groupby(level=["seed", "date"]).sum().to_numpy() == pytest.approx(1)


def test_the_first_hour_has_its_part_of_the_sales_of_its_day():
    share = first_hour_share(RUNS)
    assert list(share.index.get_level_values("seed")) == [0, 1]
    assert share.to_numpy() == pytest.approx(1150 / (1150 + 23 * 75))


def test_a_day_without_any_has_no_share():
    assert hourly_share(RUNS, "bounced").isna().all()
