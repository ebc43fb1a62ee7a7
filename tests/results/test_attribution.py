"""Credit for sales, on journeys that are made up."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.results.evaluation import attribution, journeys
from sim.results.evaluation.attribution import RULES

TOUCHES = "abcd"
steps = st.lists(st.sampled_from(TOUCHES), min_size=1, max_size=5).map(tuple)
many = st.lists(st.tuples(steps, st.integers(0, 900)), min_size=1, max_size=12)


def found(*rows: tuple[tuple[str, ...], float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["path", "value"])


@settings(max_examples=25)
@given(many)
def test_credits_sum_to_what_was_bought_and_none_is_negative(rows: list) -> None:
    for rule in RULES:
        credit = attribution(found(*rows), rule)
        assert credit.sum() == pytest.approx(sum(value for _, value in rows))
        assert (credit > -1e-6).all()


@settings(max_examples=25)
@given(many, st.permutations(TOUCHES))
def test_names_of_touches_do_not_matter(rows: list, names: list[str]) -> None:
    new = dict(zip(TOUCHES, names, strict=True))
    renamed = [(tuple(new[name] for name in path), value) for path, value in rows]
    for rule in RULES:
        one, other = attribution(found(*rows), rule), attribution(found(*renamed), rule)
        assert one.rename(new).sort_index().to_numpy() == pytest.approx(
            other.sort_index().to_numpy(), abs=1e-6
        )


def test_rules_differ_as_they_should_on_one_journey() -> None:
    journey = found((("a", "b", "b", "c"), 100.0))
    credits = {rule: attribution(journey, rule).round(6).tolist() for rule in RULES}
    assert credits["last"] == [0, 0, 100] and credits["first"] == [100, 0, 0]
    assert credits["linear"] == [25, 50, 25] and credits["position"] == [40, 20, 40]
    assert credits["shapley"] == pytest.approx([100 / 3] * 3, abs=1e-5)
    assert credits["removal"] == pytest.approx([100 / 3] * 3, abs=1e-5)  # without any of them nobody arrives


def test_shapleys_value_is_the_mean_over_all_orders_of_joining() -> None:
    from itertools import permutations

    rows = [(("a", "b"), 60.0), (("b",), 30.0), (("c", "a", "b"), 90.0)]

    def earns(team: set[str]) -> float:
        return sum(value for path, value in rows if set(path) <= team)

    mean = dict.fromkeys("abc", 0.0)
    for order in permutations("abc"):
        for x, name in enumerate(order):
            mean[name] += (earns({*order[: x + 1]}) - earns({*order[:x]})) / 6
    assert attribution(found(*rows), "shapley").to_dict() == pytest.approx(mean)


def test_a_touch_without_which_nobody_buys_gets_more_than_one_that_leads_nowhere() -> None:
    rows = [(("a",), 50.0), (("a", "b"), 50.0), (("b",), 0.0), (("b",), 0.0)]
    credit = attribution(found(*rows), "removal")
    # from the start half come to a; a → bought ½, b ½; b → bought ⅓: ½ arrive, ⅙ without a, ¼ without b
    assert credit["a"] / credit.sum() == pytest.approx((1 / 3) / (1 / 3 + 1 / 4))
    assert attribution(found(*rows), "last")["b"] == 50


def test_a_journey_is_what_came_before_a_purchase_and_not_long_before() -> None:
    day = pd.to_datetime
    touches = pd.DataFrame(
        {
            "seed": 0,
            "consumer": [1, 1, 1, 1, 2],
            "promotion": ["old", "x", "y", "z", "x"],
            "date": day(["2025-09-01", "2025-11-01", "2025-11-03", "2025-11-08", "2025-11-01"]),
        }
    )
    orders = pd.DataFrame(
        {
            "seed": 0,
            "consumer": 1,
            "units": 1,
            "paid_value": [40, 60, 7],
            "date": day(["2025-11-03", "2025-11-03", "2025-11-09"]),
        }
    )
    table = journeys(touches, orders)
    told = {(row.consumer, row.path): row.value for row in table.itertuples()}
    assert told == {(1, ("x", "y")): 100, (1, ("z",)): 7, (1, ("old",)): 0, (2, ("x",)): 0}


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="rules are last, first, linear, position, shapley, removal"):
        attribution(found((("a",), 1.0)), "guess")
    assert np.isclose(attribution(found((("a",), 0.0)), "removal").sum(), 0)
