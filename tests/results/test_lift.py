import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import AFTER, CATEGORIES, LAUNCH, SHOPS, market

from sim.results import Results, buyers, lift_by_seed, lift_ledger, switch_matrix, switched_from
from sim.results.buyers import LABELS
from sim.results.campaign import campaigns_of, participants_of, sales_of, spans_of
from sim.results.lift import GAINS, LOSSES

WINDOW = ("2025-11-01", "2025-11-03")
OURS = ["Aurora", "Bamboo"]
LINE = st.tuples(
    st.integers(0, 1),
    st.integers(0, 4),
    st.integers(0, 2),
    st.sampled_from(SHOPS),
    st.sampled_from(CATEGORIES),
    st.integers(0, 4),
    st.integers(1, 10_000),
)
"""Seed, days after 30 October, consumer, shop, category, units (0: refused), cents a unit; a multiple of 3 is a reduced one."""
AWAY = st.tuples(st.integers(0, 1), st.integers(0, 4), st.integers(0, 2))
"""Seed, days after 30 October, consumer: whom the server turned away."""


def run(lines, turned_away=()) -> Results:
    """turned_away: seed, days after 30 October, consumer."""
    orders = pd.DataFrame(
        [
            {
                "seed": seed,
                "date": np.datetime64("2025-10-30") + day,
                "consumer": consumer,
                "shop": shop,
                "product": f"{shop}/{category}",
                "category": category,
                "channel": "app",
                "persona": "older",
                "units": units,
                "lost": 0 if units else 2,
                "list_value": units * (price if price % 3 else price // 3 * 4),
                "paid_value": units * price,
            }
            for seed, day, consumer, shop, category, units, price in [*ALWAYS, *lines]
        ]
    )
    funnel = pd.DataFrame(
        {
            "seed": [0, 1],
            "date": pd.to_datetime(["2025-10-30", "2025-11-03"]),
            "persona": "older",
            "channel": "app",
        }
    )
    counts = ["visits", "trips", "views", "carts", "checkouts", "orders"]
    refused = pd.DataFrame(
        [
            {
                "seed": seed,
                "date": np.datetime64("2025-10-30") + day,
                "hour": 0,
                "consumer": consumer,
                "channel": "app",
            }
            for seed, day, consumer in [*((seed, 0, 99) for seed in (0, 1)), *turned_away]
        ]
    )
    return Results(
        {"orders": orders, "turned_away": refused, "funnel": funnel.assign(**dict.fromkeys(counts, 1))}
    )


ALWAYS = [
    (seed, 0, 9, shop, category, 1, 100) for seed in (0, 1) for shop in SHOPS for category in CATEGORIES
]


def check_sums(part):
    gains, losses = part.loc[list(GAINS)].sum(), part.loc[list(LOSSES)].sum()
    net = part.loc["repriced"] - part.loc["subsidy"] + gains
    assert (net - losses).equals(part.loc["incremental"])
    assert (part.loc["bought_anyway"] + losses).equals(part.loc["baseline"])
    assert (part.loc["bought_anyway"] + net).equals(part.loc["treated"])
    assert (part.loc["incremental"] + part.loc["other_days"]).equals(part.loc["whole_run"])
    signed = ["repriced", "subsidy", "incremental", "other_days", "whole_run"]
    assert (part.drop(index=signed) >= 0).all(axis=None)
    assert part.loc["repriced", "units"] == part.loc["subsidy", "units"] == 0


def check_sales(ledger, name, side, shops):
    orders = side.orders
    inside = (orders["date"] >= WINDOW[0]) & (orders["date"] < WINDOW[1])
    sold = orders[inside & orders["shop"].isin(shops)]
    assert ledger.xs(name, level="part")["units"].sum() == sold["units"].sum()
    assert ledger.xs(name, level="part")["value"].sum() == sold["paid_value"].sum()


def check_whole_run(ledger, treated, baseline, shops):
    columns = ["units", "paid_value"]
    now, before = (
        side.orders[side.orders["shop"].isin(shops)][columns].sum() for side in (treated, baseline)
    )
    assert ledger.xs("whole_run", level="part").sum().tolist() == (now - before).tolist()


@settings(max_examples=15, deadline=None)
@given(
    st.lists(LINE, max_size=25),
    st.lists(LINE, max_size=25),
    st.lists(AWAY, max_size=8),
    st.sampled_from([OURS, None, ["Dune"]]),
)
def test_parts_sum_to_the_increment_to_the_last_unit_and_cent(treated, baseline, away, ours):
    treated, baseline = run(treated, away), run(baseline)
    ledger = lift_by_seed(treated, baseline, WINDOW, ours)
    for _, parts in ledger.groupby(level="seed"):
        check_sums(parts.droplevel("seed"))
    for name, side in (("treated", treated), ("baseline", baseline)):
        check_sales(ledger, name, side, ours or SHOPS)
    check_whole_run(ledger, treated, baseline, ours or SHOPS)


@settings(max_examples=15, deadline=None)
@given(st.lists(LINE, max_size=25), st.lists(LINE, max_size=25), st.sampled_from([OURS, None, ["Dune"]]))
def test_every_shop_has_a_ledger_of_its_own_that_sums_and_agrees_with_the_matrix(treated, baseline, ours):
    treated, baseline = run(treated), run(baseline)
    ledger = lift_by_seed(treated, baseline, WINDOW, ours, by="shop")
    for _, parts in ledger.groupby(level=["seed", "shop"]):
        check_sums(parts.droplevel(["seed", "shop"]))
    together = lift_by_seed(treated, baseline, WINDOW, ours)
    for part in (
        "baseline",
        "treated",
        "incremental",
        "pulled_forward",
        "stockpiled",
        "halo",
        "lost_to_stockout",
    ):
        assert ledger.xs(part, level="part").sum().equals(together.xs(part, level="part").sum())
    matrix = 2 * switch_matrix(treated, baseline, WINDOW, ours)  # the mean of two seeds
    for shop in ours or SHOPS:
        mine = ledger.xs(shop, level="shop")["units"].groupby(level="part").sum()
        check_sales(ledger.xs(shop, level="shop"), "treated", treated, [shop])
        check_whole_run(ledger.xs(shop, level="shop"), treated, baseline, [shop])
        assert (matrix[shop].sum(), matrix.loc[shop].sum()) == (mine["switched"], mine["switched_away"])
        assert matrix.loc[shop, shop] == 0


@settings(max_examples=15, deadline=None)
@given(st.lists(LINE, max_size=25), st.lists(LINE, max_size=25), st.sampled_from([OURS, None]))
def test_every_unit_of_every_buyer_has_one_label_and_they_sum_to_the_ledger(treated, baseline, ours):
    treated, baseline = run(treated), run(baseline)
    people = buyers(treated, baseline, WINDOW, ours)
    assert (people[list(LABELS)].sum(axis=1) == people["units"]).all()
    assert ((people["switched_from"] != "") == (people["switched"] > 0)).all()
    assert not (people["switched_from"].astype(str) == people["shop"].astype(str)).any()
    ledger = lift_by_seed(treated, baseline, WINDOW, ours, by="shop").groupby(level="part").sum()
    assert people["paid"].sum() == ledger.loc["treated", "value"]
    assert people["subsidy"].sum() == ledger.loc["subsidy", "value"]
    for label in GAINS:
        assert people[label].sum() == ledger.loc[label, "units"]


@settings(max_examples=10, deadline=None)
@given(st.lists(LINE, max_size=25))
def test_with_two_equal_runs_everybody_would_have_bought_anyway(lines):
    people = buyers(run(lines), run(lines), WINDOW)
    assert (people["anyway"] == people["units"]).all() and (people["subsidy"] == 0).all()
    assert (people["label"] == "anyway").all()


@settings(max_examples=10, deadline=None)
@given(st.lists(LINE, max_size=25), st.lists(LINE, max_size=25))
def test_what_rivals_lost_sums_to_what_switched(treated, baseline):
    treated, baseline = run(treated), run(baseline)
    rivals = switched_from(treated, baseline, WINDOW, OURS)
    assert list(rivals.index) == ["Cedar", "Dune"]
    assert rivals["units"].sum() == pytest.approx(
        lift_ledger(treated, baseline, WINDOW, OURS).loc["switched", "units"]
    )


SUMS = ["treated", "baseline", "incremental", "other_days", "whole_run"]


def part_of(treated, baseline, turned_away=()) -> dict[str, int]:
    units = lift_by_seed(run(treated, turned_away), run(baseline), WINDOW, OURS).loc[0]["units"]
    return {name: int(size) for name, size in units.drop(SUMS).items() if size}


def test_what_is_missing_on_other_days_closes_the_ledger():
    extra, food_later = line(2, "Aurora", 3), (0, 20, 0, "Aurora", "food", 5, 500)
    parts = lift_by_seed(run([extra]), run([food_later]), WINDOW, OURS).loc[0]["units"]
    assert parts[["incremental", "other_days", "whole_run"]].tolist() == [3, -5, -2]


def line(day, shop, units) -> tuple:
    return (0, day, 0, shop, "food", units, 500)


def test_units_taken_from_a_rival_have_switched():
    assert part_of([line(2, "Aurora", 3)], [line(2, "Dune", 2)]) == {"switched": 2, "expanded": 1}


def test_purchases_missing_on_later_days_were_pulled_forward():
    assert part_of([line(2, "Aurora", 1)] * 3, [line(4, "Dune", 2)]) == {"pulled_forward": 2, "expanded": 1}


def test_more_units_of_one_purchase_that_are_missing_later_were_stockpiled():
    assert part_of([line(2, "Aurora", 3)], [line(2, "Aurora", 1), line(4, "Dune", 2)]) == {
        "bought_anyway": 1,
        "stockpiled": 2,
    }


def test_units_missing_on_earlier_days_had_waited():
    assert part_of([line(2, "Aurora", 1)] * 2, [line(1, "Dune", 1)]) == {"waited": 1, "expanded": 1}


def test_extra_units_at_full_price_are_halo_and_reduced_ones_expansion():
    reduced = (0, 2, 0, "Aurora", "food", 2, 300)
    assert part_of([reduced], []) == {"expanded": 2}
    assert part_of([reduced, line(2, "Aurora", 1)], []) == {"expanded": 2, "halo": 1}
    assert part_of([reduced, line(2, "Aurora", 1)], [line(2, "Aurora", 1)]) == {
        "bought_anyway": 1,
        "expanded": 2,
    }


def test_where_nothing_is_reduced_there_is_no_halo():
    reduced_elsewhere = (0, 2, 1, "Dune", "food", 1, 300)
    assert part_of([line(2, "Aurora", 2)], []) == {"expanded": 2}
    assert part_of([line(2, "Aurora", 2), reduced_elsewhere], [reduced_elsewhere]) == {"expanded": 2}


def test_units_that_a_rival_gained_have_switched_away():
    assert part_of([line(2, "Dune", 2)], [line(2, "Aurora", 3)]) == {"switched_away": 2, "displaced": 1}


def test_a_reduction_on_units_bought_anyway_is_subsidy():
    reduced, full = (0, 2, 0, "Aurora", "food", 2, 300), (0, 2, 0, "Aurora", "food", 2, 400)
    value = lift_by_seed(run([reduced]), run([full]), WINDOW, OURS).loc[0]["value"]
    assert (value["subsidy"], value["repriced"], value["incremental"]) == (200, 0, -200)


def test_results_on_disk_give_the_same_buyers_without_being_held(tmp_path):
    sides = [market(range(2), 0.3), market(range(2))]
    loaded = []
    for number, side in enumerate(sides):
        side.save(tmp_path / str(number))
        loaded.append(Results.load(tmp_path / str(number)))
    told = buyers(*loaded, (LAUNCH, AFTER), OURS)
    assert told.equals(buyers(*sides, (LAUNCH, AFTER), OURS))
    assert all("orders" not in each._tables for each in loaded)


def test_units_that_move_between_participants_are_bought_anyway_and_those_on_top_are_expansion():
    assert part_of([line(2, "Aurora", 3)], [line(2, "Bamboo", 2)]) == {"bought_anyway": 2, "expanded": 1}


def test_units_refused_are_lost_to_the_stockout_and_others_displaced():
    assert part_of([line(2, "Aurora", 0)], [line(2, "Aurora", 3)]) == {"lost_to_stockout": 2, "displaced": 1}


def test_a_lower_list_price_of_units_bought_anyway_is_repricing():
    cheap, dear = (0, 2, 0, "Aurora", "food", 2, 400), (0, 2, 0, "Aurora", "food", 2, 500)
    value = lift_by_seed(run([cheap]), run([dear]), WINDOW, OURS).loc[0]["value"]
    assert value["repriced"] == value["incremental"] == -200


def test_no_effect_gives_zeros_everywhere():
    ledger = lift_ledger(market(range(2)), market(range(2)), (LAUNCH, AFTER), OURS)
    moved = ledger.drop(index=["baseline", "bought_anyway", "treated"])
    assert (moved == 0).all(axis=None)


def test_an_empty_window_and_an_unknown_shop_are_refused():
    both = market(range(1))
    with pytest.raises(ValueError, match="must follow"):
        lift_ledger(both, both, (AFTER, LAUNCH))
    with pytest.raises(ValueError, match=r"\['Zed'\] are not shops"):
        lift_ledger(both, both, (LAUNCH, AFTER), ["Zed"])
    with pytest.raises(
        ValueError, match="window is 2031-01-01 to 2031-01-09; write days of these runs, which last"
    ):
        buyers(both, both, ("2031-01-01", "2031-01-09"))


def test_units_of_a_day_on_which_the_server_turned_the_buyer_away_are_lost_to_load():
    two_days = [line(2, "Aurora", 3), line(3, "Aurora", 1)]
    assert part_of([], two_days, turned_away=[(0, 2, 0)]) == {"lost_to_load": 3, "displaced": 1}
    assert part_of([line(3, "Aurora", 3)], two_days, turned_away=[(0, 2, 0)]) == {
        "bought_anyway": 3,
        "lost_to_load": 1,
    }
    assert part_of([], two_days, turned_away=[(0, 2, 1), (1, 2, 0)]) == {"displaced": 4}


def test_a_pair_of_runs_is_about_the_campaign_that_only_one_of_them_has():
    early, late = ({"phases": {"launch": day}} for day in ("2025-10-31", "2025-11-10"))
    both, one, none = (
        Results({}, {"campaign": campaigns})
        for campaigns in ({"early": early, "late": late}, {"early": early}, {})
    )
    assert campaigns_of(both) == [early, late]
    assert campaigns_of(both, one) == [late]
    assert campaigns_of(both, both) == [early, late] and campaigns_of(none, both) == []


def test_several_campaigns_have_the_days_and_the_shops_of_all():
    first = {
        "phases": {"warm_up": "2025-10-15", "launch": "2025-10-20"},
        "end": "2025-10-25",
        "shops": ["Aurora"],
    }
    second = {
        "phases": {"launch": "2025-11-10", "after": "2025-11-15"},
        "end": "2025-11-20",
        "shops": ["Dune"],
    }
    whole = Results({}, {"campaign": {"b": second, "a": first}})
    campaigns = campaigns_of(whole)
    assert sales_of(campaigns) == [("2025-10-20", "2025-10-25"), ("2025-11-10", "2025-11-15")]
    assert participants_of(campaigns) == ["Aurora", "Dune"]
    assert participants_of([*campaigns, {"shops": "all"}]) is None and participants_of([]) is None
    assert [(name, start.day, stop.day) for name, start, stop in spans_of(campaigns)] == [
        ("warm_up", 15, 20),
        ("launch", 20, 25),
        ("launch", 10, 15),
        ("after", 15, 20),
    ]


def test_the_ledger_of_two_sales_is_of_the_days_of_both():
    lines = [line(day, "Aurora", 1) for day in (0, 1, 2, 3)]
    start = pd.Timestamp("2025-10-30")
    days = [start + pd.Timedelta(days=day) for day in range(6)]
    several = [(days[0], days[1]), (days[3], days[5])]
    units = lift_by_seed(run(lines), run([]), several, OURS).loc[0]["units"]
    assert units[["incremental", "other_days"]].tolist() == [2, 2]
    alone = lift_by_seed(run(lines), run([]), several[0], OURS).loc[0]["units"]
    assert alone[["incremental", "other_days"]].tolist() == [1, 3]
    with pytest.raises(ValueError, match="window is empty"):
        lift_by_seed(run([]), run([]), [], OURS)
