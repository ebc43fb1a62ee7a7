"""Examples worked by hand or published: asserted to every digit that was printed."""

import pandas as pd
import pytest

from sim.results.evaluation import (
    BgNbd,
    GammaGamma,
    campaign_return,
    difference_in_differences,
    incrementality,
    lifetime_value,
    payback,
    promotion_effect,
    score,
)
from sim.results.scorecard import geometric_weights, grade, judge
from sim.results.scorecard.ahp import scores

CRITERIA = [[1, 2, 4, 5], [1 / 2, 1, 3, 4], [1 / 4, 1 / 3, 1, 2], [1 / 5, 1 / 4, 1 / 2, 1]]
CONTRADICTING = [[1, 5, 1 / 3, 4], [1 / 5, 1, 3, 1 / 2], [3, 1 / 3, 1, 5], [1 / 4, 2, 1 / 5, 1]]
MEMBERSHIPS = [
    (0.30, 0.40, 0.20, 0.10, 0),
    (0.20, 0.50, 0.20, 0.10, 0),
    (0.10, 0.30, 0.40, 0.15, 0.05),
    (0.25, 0.35, 0.25, 0.10, 0.05),
]
LAST_DIGIT = 1e-6  # of the six to which these examples rounded their weights before they went on
GRADES = {"excellent": 95, "good": 85, "fair": 75, "poor": 65, "bad": 50}


def printed(value: float, digits: int) -> float:
    return round(float(value), digits)


def test_the_process_of_pairwise_judgements_weighs_price_quality_logistics_service():
    found = judge(CRITERIA)
    assert [printed(w, 6) for w in found.weights] == [0.491839, 0.305571, 0.124793, 0.077798]
    assert (printed(found.eigenvalue, 6), printed(found.index, 6), printed(found.ratio, 6)) == (
        4.048361,
        0.016120,
        0.017911,
    )
    assert found.consistent
    assert [printed(w, 6) for w in geometric_weights(CRITERIA)] == [0.491518, 0.305888, 0.124878, 0.077716]


def test_the_weights_let_shop_a_win():
    marks = [(80, 75, 90, 70), (70, 90, 60, 80), (90, 60, 70, 85)]
    found = scores(judge(CRITERIA).weights, marks)
    assert found == pytest.approx([78.9422, 75.6415, 77.9481], abs=200 * LAST_DIGIT)


def test_contradicting_judgements_fail():
    found = judge(CONTRADICTING)
    assert (printed(found.eigenvalue, 6), printed(found.ratio, 6), found.consistent) == (
        6.042265,
        0.756394,
        False,
    )


def test_the_fuzzy_grade_is_good():
    weights = judge(CRITERIA).weights
    found = grade(weights, MEMBERSHIPS, GRADES)
    assert found.membership == pytest.approx(
        [0.240595, 0.414188, 0.228849, 0.106240, 0.010130], abs=LAST_DIGIT
    )
    assert (found.score, found.name) == (pytest.approx(82.6382, abs=100 * LAST_DIGIT), "good")
    sharpest = grade(weights, MEMBERSHIPS, GRADES, sharpest=True)
    assert [printed(b, 6) for b in sharpest.membership] == [0.30, 0.40, 0.20, 0.124793, 0.05]
    assert printed(sharpest.score, 4) == 81.9800


def test_ten_customers_are_scored_by_recency_frequency_and_money():
    customers = [
        *((2, 25, 5200), (5, 18, 4100), (9, 12, 2600), (14, 9, 1900), (21, 7, 1400)),
        *((33, 5, 900), (45, 4, 1000), (80, 2, 300), (120, 1, 450), (200, 1, 120)),
    ]
    table = pd.DataFrame(customers, columns=["recency", "frequency", "money"])
    digits = [score(table["recency"], low_is_good=True), score(table["frequency"]), score(table["money"])]
    found = ["".join(str(x) for x in row) for row in zip(*digits, strict=True)]
    assert found[0] == "555"
    assert found[5:] == ["332", "223", "221", "112", "111"]


def test_attributed_and_incremental_returns_of_a_holdout():
    found = incrementality(520, 10_000, 450, 10_000)
    assert (printed(found.lift, 4), printed(found.orders, 6)) == (0.1556, 70)
    assert (printed(found.low, 1), printed(found.high, 1)) == (10.5, 129.5)
    assert (printed(found.z, 4), printed(found.p, 4)) == (2.3041, 0.0212)
    money = campaign_return(520, found.orders, order_value=200, margin=0.3, media=8_000, coupons=300 * 10)
    assert (printed(money.attributed_roas, 2), printed(money.iroas, 2)) == (13.0, 1.75)
    assert (printed(money.profit, 6), printed(money.roi, 6), printed(money.break_even, 2)) == (
        1_200,
        -0.85,
        183.33,
    )


def test_a_holdout_without_people_or_cost_is_refused():
    with pytest.raises(ValueError, match="people of their group"):
        incrementality(1, 0, 1, 10)
    with pytest.raises(ValueError, match="media, order_value and margin above 0"):
        campaign_return(10, 1, order_value=200, margin=0.3, media=0, coupons=0)


def test_a_difference_in_differences():
    difference, ratio = difference_in_differences(100, 130, 90, 108)
    assert (difference, printed(ratio, 4)) == (12, 0.0833)


def test_a_cut_of_a_fifth_loses_money_on_every_line_but_the_halo():
    found = promotion_effect(1_000, 100, 60, 0.2, 1.8, cannibalised=0.30, borrowed=0.15, halo=4_480)
    parts = (found.gross, found.cannibalised, found.borrowed, found.halo, found.net, found.break_even)
    assert parts == pytest.approx((-4_000, -9_600, -4_800, 4_480, -13_920, 2_000))


def test_a_customer_is_worth_more_when_the_first_cash_comes_now():
    assert printed(lifetime_value(60, 0.75, 0.10), 3) == 188.571
    assert printed(lifetime_value(60, 0.75, 0.10, periods=10), 3) == 184.477
    assert printed(lifetime_value(60, 0.75, 0.10) - 120, 3) == 68.571
    assert payback(60, 0.75, 0.10, cost=120) == 3
    assert printed(lifetime_value(100, 0.8, 0.1), 3) == 366.667
    assert printed(lifetime_value(100, 0.8, 0.1, first_now=False), 3) == 266.667


def test_a_published_customer_is_expected_to_buy_1_226_times_in_39_weeks():
    cdnow = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
    assert printed(cdnow.expected(39, 2, 30.43, 38.86), 4) == 1.2260


def test_a_published_customer_is_expected_to_spend_47_each_time():
    cdnow = GammaGamma(p=6.25, q=3.74, scale=15.45)
    assert printed(cdnow.mean, 4) == 35.2418
    assert printed(cdnow.expected(2, 50), 4) == 47.3466
