"""What order lines tell of customers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import market

from sim.results.evaluation import (
    BASES,
    BgNbd,
    GammaGamma,
    bought_after,
    chances,
    churn,
    cohorts,
    customer_values,
    customers,
    described,
    drop_offs,
    explained,
    fit_orders,
    fit_values,
    kmeans,
    lifetime_value,
    paths,
    payback,
    retention_curve,
    rfm,
    rfm_grid,
    score,
    segments,
    survival,
    transitions,
    with_rfm,
)

RUN = market(range(2), 0.2)
ORDERS = RUN.orders
numbers = st.lists(st.integers(0, 50), min_size=1, max_size=40)


def lines(*purchases: tuple[int, str]) -> pd.DataFrame:
    """Order lines of one shop: (consumer, day in November 2025)."""
    table = pd.DataFrame(purchases, columns=["consumer", "day"])
    dates = pd.to_datetime("2025-11-" + table.pop("day"))
    return table.assign(seed=0, date=dates, shop="Aurora", units=1, paid_value=100)


@given(numbers)
def test_scores_lie_between_one_and_five_and_follow_the_order(values):
    series = pd.Series(values)
    found = score(series)
    assert found.between(1, 5).all()
    assert (found.groupby(series).nunique() == 1).all()
    assert found[series.sort_values().index].is_monotonic_increasing


def test_recent_and_frequent_customers_are_likelier_to_come_back():
    regular = [(number, f"{day:02d}") for number in range(20) for day in range(1, 30, 3)]
    once = [(20 + number, f"{1 + number:02d}") for number in range(20)]
    people = bought_after(lines(*regular, *once), "2025-11-20", 10)
    assert people.groupby("f")["again"].mean().is_monotonic_increasing
    assert people.loc[people["r"] >= 4, "again"].mean() > people.loc[people["r"] <= 2, "again"].mean()


def test_the_grid_holds_every_customer():
    people = rfm(ORDERS)
    assert rfm_grid(people).to_numpy().sum() == len(people)
    assert rfm_grid(people, "money").max(axis=None) <= people["money"].max()


def test_what_happens_later_does_not_change_a_score():
    cut = ORDERS[ORDERS["date"] <= "2025-11-01"]
    pd.testing.assert_frame_equal(rfm(ORDERS, "2025-11-01"), rfm(cut, "2025-11-01"))


def test_a_shop_sees_nothing_but_its_own_lines():
    own = ORDERS["shop"] == "Aurora"
    pd.testing.assert_frame_equal(customers(ORDERS, "Aurora"), customers(ORDERS[own], "Aurora"))
    table = customers(ORDERS, "Aurora")
    assert table["spent"].sum() == ORDERS.loc[own, "paid_value"].sum()
    assert (table["last"] >= table["first"]).all()
    with pytest.raises(ValueError, match="'Zebra' has no order lines; shops are Aurora"):
        customers(ORDERS, "Zebra")


def test_cohorts_begin_whole_and_are_cut_where_not_all_were_seen():
    table = cohorts(lines((1, "01"), (1, "09"), (2, "05"), (3, "08"), (3, "16"), (4, "22")), days=7)
    assert table[0].eq(1).all()
    assert table["customers"].tolist() == [2, 1, 1]
    assert table[1].iloc[0] == 0.5
    assert table[1].iloc[1:].isna().all()


def test_a_retention_curve_never_rises():
    curve = retention_curve(ORDERS, silent=5)
    assert curve["retained"].is_monotonic_decreasing
    assert curve["retained"].between(0, 1).all()
    bought = ORDERS.loc[ORDERS["units"] > 0].groupby(["seed", "consumer"])["date"].min()
    assert curve["at_risk"].iloc[0] == (bought <= ORDERS["date"].max() - pd.Timedelta(days=5)).sum()


def test_a_retention_curve_finds_how_many_are_still_there_though_the_run_ends_before_they_leave():
    rng, people, days = np.random.default_rng(5), 3000, 900
    came, stays = rng.integers(0, 120, people), rng.geometric(0.01, people)
    bought = rng.random((people, days)) < 0.2
    age = np.arange(days) - came[:, None]
    who, day = np.nonzero((bought & (age > 0) & (age < stays[:, None])) | (age == 0))
    dates = pd.Timestamp("2025-01-01") + pd.to_timedelta(day, unit="D")
    orders = pd.DataFrame({"seed": 0, "consumer": who, "date": dates, "units": 1})
    last = orders.groupby("consumer")["date"].agg(lambda dates: (dates.max() - dates.min()).days)
    found = retention_curve(orders[day < 180], silent=30)["retained"]
    for age_in_days in (30, 60, 90, 120):
        assert found[age_in_days] == pytest.approx((last > age_in_days).mean(), abs=0.025)


def test_a_run_too_short_to_tell_who_left_says_so():
    with pytest.raises(ValueError, match="silent is 30 days"):
        retention_curve(lines((1, "01"), (2, "20")), silent=30)


def test_survival_with_nobody_censored_is_the_share_still_there():
    found = survival(np.array([0, 1, 1, 3]), np.ones(4, bool))
    assert found["retained"].tolist() == pytest.approx([0.75, 0.25, 0.25, 0])


def test_churned_is_who_is_silent_for_longer_than_usual():
    table = lines((1, "01"), (1, "03"), (2, "01"), (2, "15"), (3, "05"), (3, "20"))
    assert churn(table, times=2).tolist() == [1 / 3]


@given(st.floats(1, 1000), st.floats(0, 0.99), st.floats(0.01, 0.5), st.integers(1, 200))
def test_the_two_conventions_differ_by_the_first_cash(margin, retention, discount, periods):
    now = lifetime_value(margin, retention, discount, periods)
    later = lifetime_value(margin, retention, discount, periods, first_now=False)
    assert later == pytest.approx(now * retention / (1 + discount))
    longer = lifetime_value(margin, retention, discount)
    assert now <= longer * (1 + 1e-9)
    assert longer - margin == pytest.approx(lifetime_value(margin, retention, discount, first_now=False))


def test_a_customer_who_costs_more_than_worth_never_pays_back():
    assert payback(60, 0.75, 0.1, 200) is None
    assert payback(60, 0.75, 0.1, 60) == 1
    with pytest.raises(ValueError, match=r"retention 1\.2"):
        lifetime_value(60, 1.2, 0.1)


def test_planted_buying_rates_are_found_again():
    rng = np.random.default_rng(3)
    n, weeks = 3_000, 60.0
    rate, leave = rng.gamma(0.8, 1 / 6.0, n), rng.beta(0.9, 3.0, n)
    repeats, last = np.zeros(n), np.zeros(n)
    for i in range(n):
        clock = 0.0
        while rng.random() >= leave[i] or repeats[i] == 0 == clock:
            clock += rng.exponential(1 / rate[i])
            if clock > weeks:
                break
            repeats[i], last[i] = repeats[i] + 1, clock
    found = fit_orders(repeats, last, np.full(n, weeks))
    assert found.r / found.alpha == pytest.approx(0.8 / 6.0, rel=0.2)
    alive = found.alive(repeats, last, np.full(n, weeks))
    assert ((alive >= 0) & (alive <= 1)).all()


def test_more_time_brings_more_expected_orders():
    model = BgNbd(0.243, 4.414, 0.793, 2.426)
    orders = [float(model.expected(weeks, 2, 30, 39)) for weeks in (1, 10, 39, 200)]
    assert orders == sorted(orders)
    assert orders[0] > 0


def test_planted_order_values_are_found_again():
    rng = np.random.default_rng(4)
    orders = rng.integers(1, 8, 4_000)
    rate = rng.gamma(4.0, 1 / 15.0, len(orders))
    mean = rng.gamma(6.0 * orders, 1 / rate) / orders
    found = fit_values(orders, mean)
    assert found.mean == pytest.approx(6.0 * 15.0 / 3.0, rel=0.05)
    assert GammaGamma(6.0, 4.0, 15.0).expected(10_000, 50.0) == pytest.approx(50.0, rel=0.01)


def test_customers_of_a_run_have_a_value_to_come():
    table = customer_values(ORDERS, days=30, margin=0.3)
    assert (table["lifetime_value"] > 0).all()
    assert table["alive"].between(0, 1).all()


def test_every_purchase_is_followed_by_something():
    counts = transitions(ORDERS)
    bought = ORDERS[ORDERS["units"] > 0]
    assert counts.to_numpy().sum() == len(bought)
    assert counts["end"].sum() == len(bought[["seed", "consumer"]].drop_duplicates())
    np.testing.assert_allclose(chances(counts).sum(axis=1), 1)
    assert drop_offs(counts).is_monotonic_decreasing


def test_planted_transitions_are_found_the_better_the_more_is_seen():
    rng = np.random.default_rng(5)
    planted = np.array([[0.8, 0.2], [0.4, 0.6]])
    errors = []
    for people in (10, 400):
        states = np.zeros((people, 20), int)
        for step in range(1, 20):
            states[:, step] = rng.random(people) < planted[states[:, step - 1], 1]
        rows = [(i, f"{1 + step:02d}") for i in range(people) for step in range(20)]
        table = lines(*rows).assign(shop=np.array(["a", "b"])[states.ravel()])
        found = transitions(table)[["a", "b"]]
        errors.append(np.abs(chances(found).to_numpy() - planted).max())
    assert errors[1] < errors[0]
    assert errors[1] < 0.05


def test_the_commonest_paths_come_first():
    table = paths(ORDERS, length=2)
    assert table["customers"].is_monotonic_decreasing
    assert table["share"].between(0, 1).all()


def people(n: int = 600) -> pd.DataFrame:
    rng = np.random.default_rng(6)
    columns = {
        "age": rng.integers(18, 70, n),
        "female": rng.integers(0, 2, n),
        "income": rng.gamma(4, 2_000, n),
    }
    traits = {"deal_proneness": rng.random(n), "price_sensitivity": rng.gamma(4, 0.5, n)}
    region = np.array(["east", "west"])[rng.integers(0, 2, n)]
    return pd.DataFrame(
        columns | traits | {"region": region, "r": rng.integers(1, 6, n), "f": rng.integers(1, 6, n)}
    )


@pytest.mark.parametrize("planted", BASES)
def test_the_basis_on_which_people_differ_explains_most(planted):
    table = people()
    groups = segments(table, planted)
    level = groups.map({name: number for number, name in enumerate(sorted(groups.unique()))})
    response = level + np.random.default_rng(7).normal(0, 0.3, len(table))
    found = {basis: explained(segments(table, basis), response) for basis in BASES}
    assert max(found, key=lambda basis: found[basis]) == planted
    assert all(0 <= share <= 1 for share in found.values())


def test_clusters_recover_planted_groups():
    pytest.importorskip("sklearn")
    rng = np.random.default_rng(8)
    group = np.repeat([0, 1, 2], [300, 200, 100])
    table = pd.DataFrame({"x": 5 * group + rng.normal(size=600), "y": rng.normal(size=600) - 5 * group})
    found = kmeans(table, ["x", "y"], 3)
    assert (found.cluster == group).mean() > 0.95
    assert found.silhouette > 0.4
    assert described(table, found.cluster, ["x"])["people"].tolist() == sorted(
        found.cluster.value_counts(), reverse=True
    )


def test_scores_join_the_table_of_consumers():
    joined = with_rfm(RUN.consumers, rfm(ORDERS))
    assert len(joined) == len(rfm(ORDERS))
    with pytest.raises(ValueError, match="basis 'stars' is unknown"):
        segments(joined, "stars")


settings.register_profile("quick", max_examples=50, deadline=None)
settings.load_profile("quick")
