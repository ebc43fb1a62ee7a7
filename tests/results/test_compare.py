from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from synthetic import AFTER, LAUNCH, market

from sim.results import (
    METRICS,
    Results,
    compare,
    metric,
    repurchase,
    roi,
    summary_contrast,
    variance_reduction,
)
from sim.results.evaluation import evaluate
from sim.results.summary import as_text
from sim.run.evidence.effects import effect

TREATED, BASELINE, AGAIN = market(range(5), 0.2), market(range(5)), market(range(5))
BY_DAY = (
    "invitations",
    "participation_rate",
    "bounce_rate",
    "visits",
    "carts",
    "checkouts",
    "checkout_rate",
    "cart_abandonment",
    "basket_value",
    "conversion",
)


def test_the_effect_is_the_mean_difference_between_equal_seeds():
    effect = compare(TREATED, BASELINE)
    difference = metric("revenue")(TREATED, "shop") - metric("revenue")(BASELINE, "shop")
    expected = difference.groupby(level="shop", observed=True).mean()
    np.testing.assert_allclose(effect["incremental"], expected)
    np.testing.assert_allclose(effect["treated"] - effect["baseline"], effect["incremental"])
    np.testing.assert_allclose(effect["lift"], effect["incremental"] / effect["baseline"])


def test_the_interval_is_that_of_a_paired_t_test():
    effect = compare(TREATED, BASELINE, by=None, level=0.9).loc["total"]
    test = stats.ttest_rel(metric("revenue")(TREATED), metric("revenue")(BASELINE))
    expected = test.confidence_interval(0.9)
    assert (effect["low"], effect["high"]) == pytest.approx((expected.low, expected.high))


def test_different_seeds_are_refused_by_name():
    with pytest.raises(ValueError, match=r"same seeds; only one of them has \[4\]"):
        compare(TREATED, market(range(4)))


@pytest.mark.parametrize("name", METRICS)
def test_a_run_against_itself_has_exactly_no_effect(name):
    by = None if name == "hhi" else "date" if name in BY_DAY else "shop"
    effect = compare(BASELINE, AGAIN, name, by)
    known = effect[effect["baseline"].notna()]
    assert (known[["incremental", "se", "low", "high"]].fillna(0) == 0).all(axis=None)
    assert len(known)


def test_one_seed_gives_an_effect_without_an_interval():
    effect = compare(market(range(1), 0.2), market(range(1)), by=None).loc["total"]
    assert effect["incremental"] != 0
    assert effect[["se", "low", "high"]].isna().all()


def test_a_function_may_be_compared_like_a_metric():
    what = partial(repurchase, window=(LAUNCH, AFTER), days=5)
    assert compare(TREATED, BASELINE, what, by=None)["baseline"].between(0, 1).all()


def test_pairing_reduces_the_variance_and_equal_runs_leave_none():
    assert variance_reduction(TREATED, BASELINE) > 1
    assert variance_reduction(BASELINE, BASELINE) == np.inf
    assert list(variance_reduction(TREATED, BASELINE, "units", "shop").index) == [
        "Aurora",
        "Bamboo",
        "Cedar",
        "Dune",
    ]


def test_return_is_extra_profit_over_extra_cost():
    table = roi(TREATED, BASELINE, None).loc["total"]
    cost = compare(TREATED, BASELINE, "media", None) + compare(TREATED, BASELINE, "discount_shop", None)
    assert table["cost"] == pytest.approx(cost.loc["total", "incremental"])
    assert table["roi"] == pytest.approx(table["profit"] / table["cost"])
    assert table["low"] < table["roi"] < table["high"]


def test_every_return_is_the_same_figure_wherever_it_is_asked_for():
    alone = roi(TREATED, BASELINE)
    evaluated = evaluate(TREATED, BASELINE, ["roi"]).set_index("shop")
    assert alone["roi"].dropna().to_dict() == evaluated["value"].drop("market").dropna().to_dict()
    by_seed = effect(TREATED, BASELINE, "roi")
    one = [
        Results({name: run.of_seed(name, 0) for name in ("sales", "ledger", "funnel")})
        for run in (TREATED, BASELINE)
    ]
    assert by_seed[0] == pytest.approx(roi(*one, None)["roi"].item())


def test_return_is_unknown_where_nothing_extra_was_spent():
    assert roi(BASELINE, BASELINE)["roi"].isna().all()


def test_an_impossible_level_is_refused():
    with pytest.raises(ValueError, match="level is 95"):
        compare(TREATED, BASELINE, level=95)


def test_the_summary_of_shops_agrees_with_the_metrics():
    table = TREATED.summary()
    assert table["share"].sum() == pytest.approx(1)
    assert table["revenue"].sum() == pytest.approx(metric("revenue")(TREATED).mean())
    assert table["profit"].sum() == pytest.approx(metric("profit")(TREATED).mean())


def test_the_contrast_ends_with_the_market_and_the_shops_add_up_to_it():
    table = summary_contrast(TREATED, BASELINE)
    assert table.index[-1] == "market"
    for column in ("baseline", "treated", "incremental", "profit"):
        assert table[column].iloc[:-1].sum() == pytest.approx(table[column].iloc[-1])
    assert "¥" in as_text(table)
    assert "%" in as_text(table)


def test_a_change_of_less_than_half_a_yuan_has_no_sign():
    table = pd.DataFrame({"incremental": [-20.0], "lift": [-0.0001], "profit": [-120.0]}, index=["market"])
    assert as_text(table).split() == ["incremental", "lift", "profit", "market", "¥0", "0.0%", "-¥1"]


def test_runs_of_different_length_are_not_compared():
    one, other = market(range(2)), market(range(2))
    one.config["calendar"], other.config["calendar"] = (
        {"start": "2025-10-30", "days": days} for days in (10, 12)
    )
    with pytest.raises(ValueError, match="treated has 10 days from 2025-10-30, baseline 12 days"):
        compare(one, other)
