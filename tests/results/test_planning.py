import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student
from synthetic import market
from test_significance import MadeUp, made_up, told

import sim
from sim.results import check_aa, power


def few(results, by):
    """A few cells of the made-up metric."""
    return told(results, by).loc[:, :19]


def test_the_seeds_that_are_planned_find_the_effect_as_often_as_promised():
    plan = power(made_up(1), made_up(2), effect=0.1, what=few, by="cell", power=0.8)
    typical = plan.iloc[(plan["sd"] - np.sqrt(2)).abs().argmin()]
    n = int(typical["seeds"])
    draws = np.random.default_rng(5).normal(typical["effect"], np.sqrt(2), (n, 4000))
    t = draws.mean(axis=0) / draws.std(axis=0, ddof=1) * np.sqrt(n)
    found = (np.abs(t) > student.ppf(0.975, n - 1)).mean()
    assert 0.77 < found < 0.9


def test_pairing_spares_seeds_and_a_smaller_effect_takes_more():
    plan = power(made_up(1), made_up(2), 0.1, few, "cell").median()
    finer = power(made_up(1), made_up(2), 0.05, few, "cell").median()
    assert plan["seeds"] < plan["seeds_unpaired"]
    assert finer["seeds"] > plan["seeds"]


def test_two_seeds_are_the_least_and_a_metric_without_scatter_needs_no_more(recwarn):
    assert power(market(range(4), 0.2), market(range(4)), 1.0).loc["total", "seeds"] == 2
    assert not recwarn.list


@pytest.mark.parametrize(
    ("key", "value"),
    [("effect", 0.0), ("effect", 2), ("effect", float("nan")), ("power", 1.0), ("level", 95)],
)
def test_an_impossible_plan_is_refused(key, value):
    with pytest.raises(ValueError, match=f"{key} {value}"):
        power(market(range(3), 0.2), market(range(3)), **{"effect": 0.1, key: value})


def test_an_effect_that_is_a_text_is_refused_with_the_share_to_write():
    with pytest.raises(ValueError, match=r"effect '2%': write a share of the baseline .* 0\.02 for 2 %"):
        power(market(range(3), 0.2), market(range(3)), "2%")


def test_a_pilot_of_one_seed_is_refused():
    with pytest.raises(ValueError, match="pilot of 1 seed"):
        power(market(range(1), 0.2), market(range(1)), 0.1)


def test_a_scenario_against_itself_is_found_different_at_the_nominal_rate():
    table = check_aa(made_up(1), told, "cell", splits=100)
    assert table["found"].mean() == pytest.approx(table["nominal"].mean(), abs=0.01)


def test_a_metric_with_rare_giants_does_not_keep_the_nominal_rate():
    def giants(results, by):
        return pd.Series(
            np.where(np.arange(40) == 7, 1e9, np.arange(40) % 3), pd.Index(range(40), name="seed")
        )

    assert check_aa(MadeUp({}, manifest={"size": 40}), giants, None, splits=400).loc["total", "found"] < 0.02


def test_an_a_a_check_needs_four_seeds():
    with pytest.raises(ValueError, match="3 are too few"):
        check_aa(market(range(3)))


def test_planning_is_a_public_name():
    assert sim.power is power and sim.check_aa is check_aa
