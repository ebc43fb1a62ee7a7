import warnings
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.strategies.base import PricingRule, View
from sim.strategies.pricing import (
    Adaptive,
    CostPlus,
    EverydayLow,
    HighLow,
    Hybrid,
    Match,
    Retaliate,
    Undercut,
)
from sim.strategies.pricing.demand import DemandOriented

MakeView = Callable[..., View]
costs = st.lists(st.integers(1, 10**6), min_size=1, max_size=5)
rivals = st.floats(1, 1e7) | st.just(np.nan)
DEMAND = DemandOriented(
    prior=-2.6, doubt=1, forget=0.03, explore=0.03, hold=7, smooth=0.3, lowest=0.1, highest=3, heat=0.1
)
COST_PLUS = CostPlus(markup=0.6, min_margin=0.05)
UNDERCUT = Undercut(reference="min", undercut=0.02, margin=0.05, lag=1, premium=0)
RULES = [
    COST_PLUS,
    DEMAND,
    Match(reference="mean", margin=0.05, lag=1, premium=0),
    UNDERCUT,
    EverydayLow(markup=0.3),
    HighLow(period=28, low_days=7, depth=0.2, offset=3),
    Hybrid(cost=COST_PLUS, demand=DEMAND, competition=UNDERCUT, weights=[0.4, 0.3, 0.3]),
    Retaliate(peace=COST_PLUS, trigger=0, window=7, undercut=0.1, margin=0.1, duration=7, truce=7),
    Adaptive(cost=COST_PLUS, demand=DEMAND, competition=UNDERCUT, trial=7, revisit=6, weight=0.5),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
@pytest.mark.parametrize("rival", [np.nan, 1500.0])
@pytest.mark.parametrize("history", [0, 1, 28])
def test_every_rule_prices_every_product_without_a_warning(
    rule: PricingRule, rival: float, history: int, a_view: MakeView
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        price = rule(a_view(rival_prices=np.full((2, 2), rival), units=np.zeros((history, 2), np.int64)))
    assert price.shape == (2,)
    assert np.isfinite(price).all() and (price > 0).all()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_a_monopolist_without_any_rival_gets_prices_too(rule: PricingRule, a_view: MakeView) -> None:
    assert np.isfinite(rule(a_view(rival_prices=np.zeros((0, 2)), rival_ratings=np.zeros(0)))).all()


@given(cost=costs, rival=rivals, history=st.integers(0, 28))
def test_rules_with_a_floor_never_ask_less(
    cost: list[int], rival: float, history: int, a_view: MakeView
) -> None:
    view = a_view(
        cost=cost, rival_prices=np.full((2, len(cost)), rival), units=np.ones((history, len(cost)), np.int64)
    )
    assert (CostPlus(markup=-0.5, min_margin=0.05)(view) >= view.cost * 1.05).all()
    assert (EverydayLow(markup=0)(view) >= view.cost).all()
    assert (DEMAND(view) >= view.cost).all()
    for rule in (
        Match(reference="mean", margin=0.1, lag=2, premium=1),
        Undercut(reference="min", undercut=0.3, margin=0.1, lag=1, premium=0),
    ):
        assert (rule(view) >= view.cost / 0.9).all()


@pytest.mark.parametrize("rule", [COST_PLUS, EverydayLow(markup=0.3)])
@given(cost=costs, shock=st.floats(0.5, 2))
def test_a_cost_shock_passes_through_by_the_same_share(
    rule: PricingRule, cost: list[int], shock: float, a_view: MakeView
) -> None:
    before, view = rule(a_view(cost=cost)), a_view(cost=np.array(cost) * shock)
    assert rule(view) == pytest.approx(shock * before)


@given(rival=rivals)
def test_cost_plus_is_blind_to_rivals(rival: float, a_view: MakeView) -> None:
    assert (COST_PLUS(a_view(rival_prices=np.full((3, 2), rival))) == COST_PLUS(a_view())).all()


def test_match_asks_the_reference_price_and_skips_rivals_without_the_product(a_view: MakeView) -> None:
    view = a_view(rival_prices=np.array([[1500, np.nan], [1900, np.nan], [np.nan, np.nan]]))
    assert Match(reference="min", margin=0, lag=1, premium=0)(view) == pytest.approx([1500, 4000])
    assert Match(reference="mean", margin=0, lag=1, premium=0)(view) == pytest.approx([1700, 4000])


def test_undercut_asks_less_than_the_cheapest_rival_and_leaves_unrivalled_products_alone(
    a_view: MakeView,
) -> None:
    view = a_view(rival_prices=np.array([[1500, np.nan], [1900, np.nan]]))
    assert Undercut(reference="min", undercut=0.1, margin=0, lag=1, premium=0)(view) == pytest.approx(
        [1350, 4000]
    )


@pytest.mark.parametrize("lag", [1, 2, 5])
def test_a_slow_shop_answers_the_price_of_some_days_ago(lag: int, a_view: MakeView) -> None:
    slow, memory = Match(reference="min", margin=0, lag=lag, premium=0), dict[str, object]()
    asked = [slow(a_view(rival_prices=np.full((1, 2), 3000.0 + day), memory=memory))[0] for day in range(10)]
    assert asked == pytest.approx([3000 + max(0, day + 1 - lag) for day in range(10)])


@given(rating=st.floats(1, 5), premium=st.floats(0, 0.2))
def test_the_better_rated_asks_more_than_its_rivals_and_the_worse_rated_less(
    rating: float, premium: float, a_view: MakeView
) -> None:
    view = a_view(rating=rating, rival_ratings=np.array([3.0, 4.0]), rival_prices=np.full((2, 2), 5000.0))
    asked = Match(reference="min", margin=-1, lag=1, premium=premium)(view)
    assert asked == pytest.approx(5000 * (1 + premium * (rating - 3.5)))


def war(rules: list[PricingRule], costs: list[int], a_view: MakeView, days: int = 200) -> list[float]:
    prices = [2.0 * cost for cost in costs]
    for _ in range(days):
        prices = [
            float(rule(a_view(cost=[cost], list_price=np.array([own]), rival_prices=np.array([[rival]])))[0])
            for rule, cost, own, rival in zip(rules, costs, prices, reversed(prices), strict=True)
        ]
    return prices


def test_two_undercutters_end_at_their_floors(a_view: MakeView) -> None:
    ended = war([UNDERCUT, UNDERCUT], [1000, 1000], a_view)
    assert ended == pytest.approx([1000 / 0.95, 1000 / 0.95])


def test_two_who_match_the_mean_stay_where_they_are(a_view: MakeView) -> None:
    matching = Match(reference="mean", margin=0, lag=1, premium=0)
    assert war([matching, matching], [1000, 1000], a_view) == pytest.approx([2000, 2000])


@pytest.mark.parametrize("reference", ["min", "mean"])
def test_a_shared_discount_is_not_taken_for_a_price_cut(reference: str, a_view: MakeView) -> None:
    both_at_15_off = a_view(deal_price=np.array([1700, 3400]), rival_prices=np.array([[1700.0, 3400.0]]))
    assert Match(reference=reference, margin=0, lag=1, premium=0)(both_at_15_off) == pytest.approx(
        [2000, 4000]
    )


@given(period=st.integers(1, 60), data=st.data(), depth=st.floats(0, 0.9))
def test_high_low_averages_to_its_share_of_low_days(
    period: int, data: st.DataObject, depth: float, a_view: MakeView
) -> None:
    low_days = data.draw(st.integers(0, period))
    rule = HighLow(period=period, low_days=low_days, depth=depth, offset=data.draw(st.integers(0, 366)))
    mean = np.mean([rule(a_view(day=day)) for day in range(period)], axis=0)
    assert mean == pytest.approx(a_view().base_price * (1 - depth * low_days / period))


def test_offsets_stagger_the_low_days_of_two_shops(a_view: MakeView) -> None:
    early, late = (HighLow(period=14, low_days=7, depth=0.2, offset=offset) for offset in (0, 7))
    for day in range(28):
        assert early(a_view(day=day))[0] != late(a_view(day=day))[0]


@pytest.mark.parametrize(("weights", "pure"), [([1, 0, 0], COST_PLUS), ([0, 0, 1], UNDERCUT)])
def test_a_hybrid_of_one_weight_is_that_rule_exactly(
    weights: list[float], pure: PricingRule, a_view: MakeView
) -> None:
    hybrid = Hybrid(cost=COST_PLUS, demand=DEMAND, competition=UNDERCUT, weights=weights)
    assert (hybrid(a_view()) == pure(a_view())).all()


def test_a_hybrid_lies_between_its_parts(a_view: MakeView) -> None:
    hybrid = Hybrid(cost=COST_PLUS, demand=DEMAND, competition=UNDERCUT, weights=[0.5, 0, 0.5])
    assert hybrid(a_view()) == pytest.approx((COST_PLUS(a_view()) + UNDERCUT(a_view())) / 2)


def earnings(rule: PricingRule, days: int, a_view: MakeView, rival: float) -> float:
    """Cents a day that a shop earns in the last third of `days` against a rival of a constant price, without luck."""
    memory, price, units = dict[str, object](), np.array([2000.0]), np.zeros((0, 1))
    earned = []
    for day in range(days):
        rivals = np.array([[rival]])
        price = rule(
            a_view(
                cost=[1000], day=day, list_price=price, units=units[-28:], memory=memory, rival_prices=rivals
            )
        )
        sold = 1000 / (1 + np.exp((price - rival) / 200))
        units = np.vstack([units, sold])
        earned.append(float((sold * (price - 1000)).sum()))
    return float(np.mean(earned[-days // 3 :]))


@pytest.mark.parametrize("rival", [1200.0, 1600.0, 2400.0])
def test_an_adaptive_price_earns_more_than_the_worst_of_its_rules(rival: float, a_view: MakeView) -> None:
    rules = {"cost": COST_PLUS, "demand": DEMAND, "competition": UNDERCUT}
    pure = [earnings(rule, 210, a_view, rival) for rule in rules.values()]
    mixed = earnings(Adaptive(**rules, trial=7, revisit=6, weight=0.5), 210, a_view, rival)
    assert mixed > min(pure) + 0.2 * (max(pure) - min(pure))


@pytest.mark.parametrize(
    ("rule", "given", "message"),
    [
        (CostPlus, {"markup": -2, "min_margin": 0}, r"CostPlus.markup: -2 .* from -0.99 to 100"),
        (
            Undercut,
            {"reference": "max", "undercut": 0, "margin": 0, "lag": 1, "premium": 0},
            r"Undercut.reference: 'max' .* min, mean",
        ),
        (Match, {"reference": "min", "margin": 1, "lag": 1, "premium": 0}, r"Match.margin: 1 .* to 0.95"),
        (Match, {"reference": "min", "margin": 0, "lag": 0, "premium": 0}, r"Match.lag: 0 .* 1 to 28"),
        (HighLow, {"period": 7, "low_days": 8, "depth": 0.2, "offset": 0}, r"HighLow.low_days: 8 .* 0 to 7"),
        (EverydayLow, {"markup": "low"}, r"EverydayLow.markup: 'low'"),
        (
            Hybrid,
            {"cost": COST_PLUS, "demand": DEMAND, "competition": UNDERCUT, "weights": [1, 1, 0]},
            r"Hybrid.weights.* sum to 1",
        ),
    ],
)
def test_a_wrong_parameter_is_refused_with_its_name_and_range(
    rule: Callable[..., PricingRule], given: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        rule(**given)


def market_day(rng: np.random.Generator, price: np.ndarray, traffic: float, slope: float) -> np.ndarray:
    """Units of a logit monopolist whose products hardly compete: traffic × share at a price in cents."""
    return rng.poisson(traffic / (1 + np.exp(slope * (price - 2000))))


def sell(
    rule: PricingRule, days: int, a_view: MakeView, k: int, slope: float, rush: int = 10**9
) -> list[np.ndarray]:
    """Daily prices while a monopolist of k equal products (cost 1000) plays the rule; sales double at `rush`."""
    rng, memory = np.random.default_rng(3), dict[str, object]()
    price, history, asked = np.full(k, 2000.0), np.zeros((0, k), np.int64), list[np.ndarray]()
    for day in range(days):
        view = a_view(
            cost=[1000] * k,
            day=day,
            list_price=price,
            units=history[-28:],
            memory=memory,
            rival_prices=np.zeros((0, k)),
        )
        price = rule(view)
        traffic = 400.0 * (2 if day >= rush else 1)
        history = np.vstack([history, market_day(rng, price, traffic, slope)])
        asked.append(price)
    return asked


@pytest.mark.parametrize("k", [1, 6])
@pytest.mark.parametrize("slope", [0.002, 0.004])
def test_a_demand_oriented_monopolist_finds_the_price_that_pays_best(
    k: int, slope: float, a_view: MakeView
) -> None:
    grid = np.linspace(1000, 4000, 3001)
    profit = (grid - 1000) / (1 + np.exp(slope * (grid - 2000)))
    asked = np.mean(sell(DEMAND, 500, a_view, k, slope)[-100:])
    assert (asked - 1000) / (1 + np.exp(slope * (asked - 2000))) > 0.97 * profit.max()


def test_a_demand_oriented_price_rises_with_holiday_demand(a_view: MakeView) -> None:
    calm, busy = (np.array(sell(DEMAND, 70, a_view, 4, 0.004, rush)) for rush in (10**9, 60))
    assert (calm[:60] == busy[:60]).all()
    assert (busy[63:] > calm[63:]).all()


def test_experiments_alternate_around_the_anchor(a_view: MakeView) -> None:
    asked = np.array(sell(DEMAND, 29, a_view, 2, 0.004))[::7]
    for first, second in pairwise(np.sign(asked[:, 0] - asked[:, 1])):
        assert first == -second
