"""Estimators on panels whose truth is known by construction, and on paper."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from synthetic import AFTER, LAUNCH, market

from sim.results import Results
from sim.results.estimators import (
    ESTIMATORS,
    Estimate,
    Panel,
    against_truth,
    beliefs,
    believed_against_truth,
    media_mix,
    panel,
    truth,
)

EFFECT = 3.0  # per treated unit and day
ALL = {name: each for kind in ESTIMATORS.values() for name, each in kind.items()}
PRECISE = dict.fromkeys(("same_period", "differences", "fixed_effects", "matched", "propensity"), 0.25)
PRECISE |= {"synthetic_control": 0.3, "geo": 0.3}


def made_up(seed: int, chosen_by_level: bool = False, effect: float = EFFECT, units: int = 400) -> Panel:
    """Units of different levels; a third is treated for the last 10 of 40 days, by lot or the better the likelier."""
    rng = np.random.default_rng(seed)
    level = rng.gamma(4, 2, units)
    outcome = level[:, None] + rng.normal(0, 4, (units, 40))
    luck = rng.random(units) if not chosen_by_level else level + rng.normal(0, 3, units)
    treated = luck > np.quantile(luck, 2 / 3)
    outcome[np.ix_(treated, range(30, 40))] += effect
    return Panel(outcome, treated, start=30, before=10, traits=np.zeros((units, 0)))


def bought(seed: int, **options: object) -> tuple[Panel, float]:
    found = made_up(seed, **options)
    return found, EFFECT * found.size * found.days


@pytest.mark.parametrize("name", PRECISE)
def test_in_a_randomised_test_every_comparison_finds_the_effect(name):
    errors = []
    for seed in range(5):
        found, true = bought(seed)
        errors.append(ALL[name](found).effect / true - 1)
    assert abs(np.mean(errors)) < PRECISE[name]


@pytest.mark.parametrize("name", ["differences", "fixed_effects", "same_period"])
def test_in_a_randomised_test_the_intervals_hold_the_truth_about_as_often_as_they_say(name):
    held = 0
    for seed in range(60):
        found, true = bought(seed, units=150)
        low, high = ALL[name](found).interval(0.9)
        held += low <= true <= high
    assert 0.78 <= held / 60 <= 0.99


@pytest.mark.parametrize("name", ["differences", "fixed_effects", "same_period"])
@pytest.mark.parametrize("size", [1, 2, 11])
def test_an_interval_of_one_or_two_treated_units_holds_the_truth_as_often_as_it_says(name, size):
    rng, held = np.random.default_rng(7), 0
    treated = np.arange(12) < size
    for _ in range(300):
        outcome = rng.normal(0, 3, (12, 1)) + rng.normal(0, 4, (12, 40))
        outcome[:, 30:] += rng.normal(0, 2, (12, 1))
        low, high = ALL[name](
            Panel(outcome, treated, start=30, before=10, traits=np.zeros((12, 0)))
        ).interval(0.95)
        held += low <= 0 <= high
    assert 0.91 <= held / 300 <= 0.985


@pytest.mark.parametrize("days", [1, 2, 10])
def test_before_and_after_holds_the_truth_as_often_as_it_says_in_windows_of_a_day_or_two(days):
    rng, held = np.random.default_rng(7), 0
    for _ in range(400):
        outcome = rng.normal(0, 4, (12, 30 + days))
        found = Panel(outcome, np.arange(12) < 6, start=30, before=14, traits=np.zeros((12, 0)))
        low, high = ALL["before_after"](found).interval(0.95)
        held += low <= 0 <= high
    assert 0.91 <= held / 400 <= 0.985


def test_fixed_effects_of_a_few_units_find_the_coefficient_that_the_regression_finds():
    found = made_up(3, units=12)
    lone = replace(found, treated=np.arange(12) == 4)
    on = np.outer(lone.treated, np.arange(40) >= lone.start).astype(float)
    units, days = np.repeat(np.eye(12), 40, axis=0), np.tile(np.eye(40), (12, 1))
    design = np.column_stack([on.ravel(), units, days])
    coefficient = np.linalg.lstsq(design, lone.outcome.ravel(), rcond=None)[0][0]
    assert ALL["fixed_effects"](lone).effect == pytest.approx(coefficient * lone.days)


def test_when_the_best_are_chosen_naive_comparison_is_worst_and_differences_are_right():
    told = {
        name: ALL[name](made_up(1, chosen_by_level=True)).effect
        for name in ("same_period", "matched", "differences")
    }
    found, true = bought(1, chosen_by_level=True)
    assert told["same_period"] > told["matched"] > true
    assert told["differences"] == pytest.approx(true, rel=0.25)
    assert ALL["last_click"](found).effect > told["same_period"]


def test_a_common_season_fools_before_and_after_but_not_differences():
    found = made_up(2)
    season = replace(found, outcome=found.outcome + 2.0 * (np.arange(40) >= 30))
    extra = 2.0 * found.size * found.days
    assert ALL["before_after"](season).effect - ALL["before_after"](found).effect == pytest.approx(extra)
    for name in ("differences", "fixed_effects", "same_period"):
        assert ALL[name](season).effect == pytest.approx(ALL[name](found).effect, rel=0.5)


def test_fixed_effects_look_back_over_all_days_and_fall_when_the_past_was_a_peak():
    found = made_up(3)
    peak = found.outcome.copy()
    peak[np.ix_(found.treated, range(10))] += 9.0
    high = replace(found, outcome=peak)
    assert ALL["differences"](high).effect == pytest.approx(ALL["differences"](found).effect)
    assert (
        ALL["fixed_effects"](high).effect < ALL["fixed_effects"](found).effect - 2 * found.size * found.days
    )


@pytest.mark.parametrize("name", sorted(ALL))
def test_the_order_of_units_and_the_unit_of_money_do_not_matter(name):
    found = made_up(4, units=60)
    order = np.random.default_rng(0).permutation(60)
    shuffled = replace(
        found, outcome=found.outcome[order], treated=found.treated[order], traits=found.traits[order]
    )
    first = ALL[name](found)
    np.testing.assert_allclose(ALL[name](shuffled)[:2], first[:2], rtol=1e-6, atol=1e-6)
    if name != "propensity":  # it takes logarithms of the outcome
        np.testing.assert_allclose(
            ALL[name](replace(found, outcome=100 * found.outcome))[0], 100 * first.effect, rtol=1e-6
        )


def test_bias_and_coverage_are_those_of_the_estimates():
    told = {
        "sure": {0: Estimate(11.0, 0.1), 1: Estimate(14.0, 0.1)},
        "modest": {0: Estimate(11.0, 9.0), 1: Estimate(14.0, 9.0)},
    }
    table = against_truth(told, {0: 10.0, 1: 11.0})
    assert table.loc["sure", ["truth", "believed", "bias"]].tolist() == [10.5, 12.5, 2.0]
    assert table["coverage"].tolist() == [0.0, 1.0]
    assert table.loc["sure", "rmse"] == pytest.approx(5**0.5)


def test_the_truth_of_shops_is_the_paired_difference_of_their_sales():
    treated, baseline = market(range(3), 0.2), market(range(3))
    shops = ["Aurora", "Bamboo"]
    true = truth(treated, baseline, 1, "shop", shops, (LAUNCH, AFTER))
    sums = []
    for run in (treated, baseline):
        rows = run.sales[(run.sales["seed"] == 1) & run.sales["shop"].isin(shops)]
        inside = rows["date"].between(pd.Timestamp(LAUNCH), pd.Timestamp(AFTER), inclusive="left")
        sums.append(rows.loc[inside, "paid_value"].sum())
    assert true == sums[0] - sums[1]
    table = believed_against_truth(treated, baseline, "shop", shops, (LAUNCH, AFTER), before=7)
    assert set(table.index) == set(ESTIMATORS["shop"])
    assert table["truth"].nunique() == 1 and table["coverage"].between(0, 1).all()


def test_who_was_touched_is_treated_and_the_twin_is_never_looked_at():
    treated = market(range(2), 0.2)
    found = panel(treated, 0, "consumer", "autumn_coupon", (LAUNCH, AFTER), before=7)
    assert found.size == 27 and len(found.outcome) == 80
    seen = treated.orders[(treated.orders["seed"] == 0) & (treated.orders["date"] < pd.Timestamp(AFTER))]
    assert found.outcome.sum() == seen["paid_value"].sum()
    late = pd.Timestamp(AFTER) + pd.Timedelta(days=1)
    later = Results(
        {"sales": treated.sales, "posts": treated.posts, "orders": treated.orders, "consumers": treated.consumers,
         "touches": treated.table("touches").assign(date=lambda t: t["date"].mask(t["consumer"] % 2 == 0, late))}
    )  # fmt: skip
    odd = set(treated.table("touches").query("seed == 0 and promotion == 'autumn_coupon'")["consumer"]) - set(
        range(0, 80, 2)
    )
    assert panel(later, 0, "consumer", "autumn_coupon", (LAUNCH, AFTER), before=7).size == len(odd) < 27
    told = beliefs(treated, "consumer", "autumn_coupon", (LAUNCH, AFTER), before=7, what="units")
    assert set(told) == set(ESTIMATORS["consumer"])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"units": "town"}, "'town'; write one of shop, region, consumer"),
        ({"treated": ["Aurora", "Zest"]}, "shop Zest does not exist; known: Aurora"),
        ({"before": 60}, "60 days before it does not lie inside the run"),
        ({"what": "colour"}, "'colour'; write a number of the table"),
        ({"treated": ["Aurora", "Bamboo", "Cedar", "Dune"]}, "treats 4 of 4 shops; some must be left"),
        ({"units": "consumer", "treated": "no_such"}, "'no_such' treats 0 of 80 consumers"),
    ],
)
def test_a_panel_that_cannot_be_made_says_why(change, told):
    asked = {"units": "shop", "treated": ["Aurora"], "window": (LAUNCH, AFTER), "before": 5} | change
    with pytest.raises(ValueError, match=told):
        panel(market(range(1)), 0, **asked)


def test_a_media_mix_takes_the_reaction_to_sales_for_the_effect_of_media():
    """In the made-up market media have no effect; spend is a share of the day's sales."""
    told = media_mix(market(range(1)), 0, "Aurora", (LAUNCH, AFTER), keep=0.0)
    assert told.effect > 0 and told.interval()[0] > 0
    for seed, shop, text in (
        (1, "Aurora", "seed 1 was not run"),
        (0, "Zest", "shop Zest does not exist; known: Aurora"),
    ):
        with pytest.raises(ValueError, match=text):
            media_mix(market(range(1)), seed, shop, (LAUNCH, AFTER))
