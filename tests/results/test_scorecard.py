"""Weights, marks, grades and fronts."""

from copy import deepcopy
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from synthetic import market

import sim
from sim.results.scorecard import (
    balance,
    grade,
    indicators,
    judge,
    marks,
    memberships,
    scorecard,
    undominated,
)
from sim.run.errors import ConfigError

CONF = yaml.safe_load(
    (Path(__file__).parents[2] / "conf" / "evaluation" / "standard.yaml").read_text(encoding="utf-8")
)
CONTRADICTING = [[1, 5, 1 / 3, 4], [1 / 5, 1, 3, 1 / 2], [3, 1 / 3, 1, 5], [1 / 4, 2, 1 / 5, 1]]
GRADES = {"good": 80.0, "fair": 50.0, "poor": 20.0}
shares = st.lists(st.floats(0.05, 1), min_size=3, max_size=3).map(lambda raw: np.array(raw) / sum(raw))


@cache
def evaluation() -> pd.DataFrame:
    return sim.evaluate(market(range(2), 0.3), market(range(2)))


@given(st.lists(st.floats(0.1, 9), min_size=2, max_size=7))
def test_judgements_without_contradiction_give_back_the_weights(raw):
    weights = np.array(raw) / sum(raw)
    found = judge(weights[:, None] / weights)
    np.testing.assert_allclose(found.weights, weights, rtol=1e-6)
    assert abs(found.ratio) < 1e-6


def test_a_matrix_that_is_not_reciprocal_is_refused():
    with pytest.raises(ValueError, match=r"judgement 1, 2 is 2, so 2, 1 must be 0\.5, not 1"):
        judge([[1, 2], [1, 1]])
    with pytest.raises(ValueError, match="square matrix"):
        judge([[1, 2]])
    with pytest.raises(ValueError, match="above 0"):
        judge([[1, -2], [-0.5, 1]])


@given(shares, st.lists(st.floats(0, 100), min_size=3, max_size=3), st.integers(0, 2), st.floats(0, 50))
def test_a_better_mark_never_lowers_the_fuzzy_score(weights, values, which, gain):
    better = list(values)
    better[which] += gain
    before, after = (grade(weights, memberships(each, GRADES), GRADES) for each in (values, better))
    assert after.score >= before.score - 1e-9
    assert before.membership.sum() == pytest.approx(1)


def test_marks_at_the_peaks_are_graded_like_thresholds():
    assert memberships([80, 50, 20], GRADES).tolist() == np.eye(3).tolist()
    assert [grade([1.0], memberships([mark], GRADES), GRADES).name for mark in (95, 55, 5)] == [
        "good",
        "fair",
        "poor",
    ]


def test_memberships_must_sum_to_one():
    with pytest.raises(ValueError, match="sum to one"):
        grade([0.5, 0.6], np.eye(3)[:2], GRADES)
    with pytest.raises(ValueError, match="2 criteria and 3 grades"):
        grade([0.5, 0.5], np.eye(2), GRADES)


def changed(edit) -> dict:
    config = deepcopy(CONF)
    edit(config)
    return config


def test_the_standard_indicators_are_sound():
    system = indicators(CONF)
    assert sum(goal.weight for goal in system.goals) == pytest.approx(1)


def first(config, **values):
    config["goals"][0]["indicators"][0].update(values)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda c: first(c, weight=0.4), r"evaluation.goals.sales.indicators: the weights sum to 0.9"),
        (lambda c: first(c, kpi="joy"), r"evaluation.goals.sales.indicators: 'joy' is not known"),
        (lambda c: first(c, target=None), r"evaluation.goals.sales.revenue: worst -0.1, target None"),
        (lambda c: first(c, of="mood"), r"evaluation.goals.sales.revenue.of: 'mood' is not known"),
        (lambda c: c.update(judgements=None), r"evaluation.goals.sales.weight: None is not right"),
        (lambda c: c.update(judgements=[[1, 2], [0.5, 1]]), r"evaluation.judgements: 2 rows for 4 goals"),
        (lambda c: c.update(judgements=[[1, 2, 3], [0.5, 1, 1]]), r"evaluation.judgements: .* the shape"),
        (lambda c: c.update(judgements=CONTRADICTING), r"contradict each other, consistency ratio 0.76"),
        (lambda c: c.update(grades={"good": 1}), r"evaluation.grades: .* at least two grades"),
        (lambda c: c.update(grades={"good": 1, "bad": 1}), r"two grades have the same mark"),
        (lambda c: c.pop("grades"), r"evaluation: lacks grades"),
        (lambda c: c.update(goals=[]), r"evaluation.goals: \[\] is not right"),
    ],
)
def test_what_is_wrong_with_indicators_is_named_with_what_would_be_right(edit, told):
    with pytest.raises(ValueError, match=told):
        indicators(changed(edit))


def test_a_config_with_wrong_indicators_is_refused_before_it_runs():
    with pytest.raises(ConfigError, match=r"evaluation\.judgements"):
        sim.run("baseline", "evaluation.judgements=[[1,2],[0.5,1]]", seeds=[0])


def test_a_changed_weight_changes_the_score_and_no_figure():
    def heavier(config):
        config["judgements"] = None
        for goal, weight in zip(config["goals"], (0.7, 0.1, 0.1, 0.1), strict=True):
            goal["weight"] = weight

    standard, other = indicators(CONF), indicators(changed(heavier))
    one, two = marks(evaluation(), standard), marks(evaluation(), other)
    pd.testing.assert_frame_equal(one.drop(columns="weight"), two.drop(columns="weight"))
    assert not scorecard(evaluation(), standard)["score"].equals(scorecard(evaluation(), other)["score"])


def test_marks_lie_between_0_and_100_and_the_score_between_its_goals():
    card = scorecard(evaluation(), indicators(CONF))
    goals = card.drop(columns=["score", "fuzzy", "grade"])
    assert marks(evaluation(), indicators(CONF))["mark"].between(0, 100).all()
    assert (card["score"] <= goals.max(axis=1) + 1e-9).all()
    assert (card["score"] >= goals.min(axis=1) - 1e-9).all()
    assert card["score"].is_monotonic_decreasing


def test_a_lower_value_of_a_figure_that_should_fall_gets_a_higher_mark():
    def only(config):
        config["judgements"] = [[1]]
        rate = {"kpi": "stockout_rate", "weight": 1, "of": "value", "worst": None, "target": None}
        config["goals"] = [{"name": "stock", "weight": None, "indicators": [rate]}]

    table = marks(evaluation(), indicators(changed(only))).sort_values("value")
    assert table["mark"].is_monotonic_decreasing
    assert (table["mark"].iloc[0], table["mark"].iloc[-1]) == (100, 0)


def test_a_figure_that_was_not_evaluated_is_asked_for():
    with pytest.raises(ValueError, match="has no shop's revenue"):
        scorecard(evaluation()[evaluation()["kpi"] != "revenue"], indicators(CONF))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=12))
def test_nobody_on_the_front_is_beaten_and_everybody_else_is(points):
    table = pd.DataFrame(points, columns=["profit", "complaints"])
    front = undominated(table, {"profit": "up", "complaints": "down"})
    assert front.any()
    for row, on_front in zip(points, front, strict=True):
        beaten = any(other[0] >= row[0] and other[1] <= row[1] and other != row for other in points)
        assert beaten != on_front


def test_the_weight_of_consumers_moves_the_choice_from_profit_to_benefit():
    profit, benefit = pd.Series([10.0, 6.0, 0.0]), pd.Series([0.0, 7.0, 10.0])
    best = [int(balance(profit, benefit, alpha).idxmax()) for alpha in (0, 0.5, 1)]
    assert best == [0, 1, 2]
    with pytest.raises(ValueError, match="alpha is 2"):
        balance(profit, benefit, 2)
