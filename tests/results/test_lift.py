import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import AFTER, CATEGORIES, LAUNCH, SHOPS, market

from sim.results import Results, lift_by_seed, lift_ledger, switched_from

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
"""Seed, days after 30 October, consumer, shop, category, units (0: refused), cents a unit."""


def run(lines) -> Results:
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
                "list_value": units * price,
                "paid_value": units * price,
            }
            for seed, day, consumer, shop, category, units, price in [*ALWAYS, *lines]
        ]
    )
    funnel = pd.DataFrame(
        {"seed": [0, 1], "date": np.datetime64("2025-10-30"), "persona": "older", "channel": "app"}
    )
    counts = ["visits", "trips", "views", "carts", "checkouts", "orders"]
    return Results({"orders": orders, "funnel": funnel.assign(**dict.fromkeys(counts, 1))})


ALWAYS = [
    (seed, 0, 9, shop, category, 1, 100) for seed in (0, 1) for shop in SHOPS for category in CATEGORIES
]


@settings(max_examples=60, deadline=None)
@given(st.lists(LINE, max_size=25), st.lists(LINE, max_size=25), st.sampled_from([OURS, None, ["Dune"]]))
def test_parts_sum_to_the_increment_to_the_last_unit_and_cent(treated, baseline, ours):
    treated, baseline = run(treated), run(baseline)
    ledger = lift_by_seed(treated, baseline, WINDOW, ours)
    for _, parts in ledger.groupby(level="seed"):
        part = parts.droplevel("seed")
        gains = part.loc[["repriced", "switched", "pulled_forward", "expanded"]].sum()
        losses = part.loc[["lost_to_stockout", "displaced"]].sum()
        assert (gains - losses).equals(part.loc["incremental"])
        assert (part.loc["bought_anyway"] + losses).equals(part.loc["baseline"])
        assert (part.loc["bought_anyway"] + gains).equals(part.loc["treated"])
        assert (part.drop(index=["repriced", "incremental"]) >= 0).all(axis=None)
        assert part.loc["repriced", "units"] == 0
    for name, side in (("treated", treated), ("baseline", baseline)):
        orders = side.orders
        inside = (orders["date"] >= WINDOW[0]) & (orders["date"] < WINDOW[1])
        sold = orders[inside & orders["shop"].isin(ours or SHOPS)]
        assert ledger.xs(name, level="part")["units"].sum() == sold["units"].sum()
        assert ledger.xs(name, level="part")["value"].sum() == sold["paid_value"].sum()


@settings(max_examples=30, deadline=None)
@given(st.lists(LINE, max_size=25), st.lists(LINE, max_size=25))
def test_what_rivals_lost_sums_to_what_switched(treated, baseline):
    treated, baseline = run(treated), run(baseline)
    rivals = switched_from(treated, baseline, WINDOW, OURS)
    assert list(rivals.index) == ["Cedar", "Dune"]
    assert rivals["units"].sum() == pytest.approx(
        lift_ledger(treated, baseline, WINDOW, OURS).loc["switched", "units"]
    )


def part_of(treated, baseline) -> dict[str, int]:
    units = lift_by_seed(run(treated), run(baseline), WINDOW, OURS).loc[0]["units"]
    return {
        name: int(size)
        for name, size in units.items()
        if size and name not in ("treated", "baseline", "incremental")
    }


def line(day, shop, units) -> tuple:
    return (0, day, 0, shop, "food", units, 500)


def test_units_taken_from_a_rival_have_switched():
    assert part_of([line(2, "Aurora", 3)], [line(2, "Dune", 2)]) == {"switched": 2, "expanded": 1}


def test_units_missing_on_other_days_were_pulled_forward():
    assert part_of([line(2, "Aurora", 3)], [line(4, "Dune", 2)]) == {"pulled_forward": 2, "expanded": 1}


def test_units_that_come_on_top_are_expansion_and_the_rest_was_bought_anyway():
    assert part_of([line(2, "Aurora", 3)], [line(2, "Bamboo", 2)]) == {"bought_anyway": 2, "expanded": 1}


def test_units_refused_are_lost_to_the_stockout_and_others_displaced():
    assert part_of([line(2, "Aurora", 0)], [line(2, "Aurora", 3)]) == {"lost_to_stockout": 2, "displaced": 1}


def test_a_discount_on_units_bought_anyway_is_repricing():
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
