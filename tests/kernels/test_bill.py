from itertools import product
from typing import Any

import numpy as np
import pytest
from by_hand import ByHand
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core import money
from sim.kernels import benefits as kinds
from sim.kernels.allocation import WORK, allocate
from sim.kernels.benefits import benefit
from sim.kernels.bill import bill
from sim.world.lines import LINE
from sim.world.offers import OFFER, RULE
from sim.world.shelf import Shelf

SHOP, CROSS_SHOP, COUPON, POINTS, SHIPPING = 1, 2, 3, 4, 5
EVERYTHING = np.uint64(2**64 - 1)
ALL_COMBINATIONS = 1 << 20
MONEY = ("spend", "amount", "cap", "price", "value", "tier_spend", "tier_amount")
ORDERS = (180, 299, 300, 420, 599, 600, 950)  # yuan


def rule(level: int = CROSS_SHOP, **terms: Any) -> np.ndarray:
    """One rule; money in yuan."""
    made = np.zeros(1, RULE)
    made["level"], made["group"], made["coupon"], made["counter"] = level, level == SHOP, -1, -1
    for key, value in terms.items():
        made[key] = np.rint(100 * np.array(value)) if key in MONEY else value
    return made


def rules(*some: np.ndarray) -> np.ndarray:
    return np.concatenate([np.zeros(0, RULE), *some])


def shelf(shops: int = 3, shipping: float = 0, free: float = 0) -> Shelf:
    empty = {name: np.zeros(1, np.float32) for name in Shelf._fields}
    return Shelf(
        **empty
        | {
            "shipping": np.full((1, shops), round(100 * shipping), np.int64),
            "free_shipping": np.full(shops, round(100 * free), np.int64),
        }
    )


def basket(
    prices: list[float],
    units: list[int] | None = None,
    shops: list[int] | None = None,
    off: float = 0,
    platform: float = 0,
    categories: list[int] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Lines and offers, one product a line; list prices in yuan, `off` a share off all of them."""
    lines, offers = np.zeros(len(prices), LINE), np.zeros(len(prices), OFFER)
    lines["list_price"] = np.rint(100 * np.array(prices))
    lines["price"] = np.rint(lines["list_price"] * (1 - off))
    lines["units"] = 1 if units is None else units
    lines["shop"] = 0 if shops is None else shops
    lines["category"] = 0 if categories is None else categories
    lines["offer"], lines["kept"] = np.arange(len(prices)), 1
    lines["paid"] = lines["units"] * lines["price"]
    offers["mask"], offers["item_platform"] = EVERYTHING, platform
    return lines, offers


def pay(
    lines: np.ndarray,
    offers: np.ndarray,
    some: np.ndarray,
    held: int = 0,
    stall: Shelf | None = None,
    effort: int = ALL_COMBINATIONS,
    barred: int = 0,
    balance: int = 0,
) -> tuple[int, int, int]:
    """Bill one basket: rules applied, cents of goods, cents of shipping."""
    stall = stall or shelf()
    applied, goods, freight = bill(
        lines, 0, len(lines), np.uint64(held), np.uint64(barred), balance, effort, offers, some, stall.shipping,
        stall.free_shipping, np.zeros(WORK, np.int64),
    )  # fmt: skip
    return int(applied), int(goods), int(freight)


@pytest.mark.parametrize(
    ("spend", "amount", "expected"),
    [
        (300, 50, (0, 0, 50, 50, 50, 100, 150)),
        (200, 30, (0, 30, 30, 60, 60, 90, 120)),
        (400, 50, (0, 0, 0, 50, 50, 50, 100)),
    ],
)
def test_full_reduction_worked_examples(spend: float, amount: float, expected: tuple[int, ...]) -> None:
    every_full = rule(spend=spend, amount=amount, repeat=1)[0]
    assert [benefit(every_full, 100 * order) for order in ORDERS] == [100 * off for off in expected]


def test_a_reduction_without_repeat_is_given_once() -> None:
    assert [benefit(rule(spend=300, amount=50)[0], 100 * order) for order in (299.99, 300, 950)] == [
        0,
        5000,
        5000,
    ]


def test_a_reduction_keeps_to_its_cap_and_to_the_sum() -> None:
    assert benefit(rule(percent=0.5, cap=30)[0], 10_000) == 3_000
    assert benefit(rule(amount=50)[0], 2_000) == 2_000
    assert benefit(rule(percent=0.5)[0], 0) == 0


@given(
    st.integers(0, 10**7),
    st.integers(0, 10**7),
    st.floats(0, 1, width=32),
    st.integers(0, 500),
    st.integers(0, 500),
)
def test_a_reduction_is_never_negative_nor_more_than_the_sum(
    one: int, other: int, percent: float, spend: int, amount: int
) -> None:
    low, high = sorted((one, other))
    some = rule(percent=percent, spend=spend, amount=min(amount, spend), repeat=int(spend > 0))[0]
    assert 0 <= benefit(some, low) <= low
    assert benefit(some, low) <= benefit(some, high)


def test_a_refund_returns_what_the_line_cost_after_its_share_of_the_reduction() -> None:
    lines, offers = basket([200, 150])
    pay(lines, offers, rules(rule(spend=300, amount=50, repeat=1)))
    assert lines["paid"].tolist() == [17_143, 12_857]


def test_levels_follow_one_another_on_what_is_still_to_be_paid() -> None:
    """400 yuan: 15 % off is 340, 20 off 199 is 320, 50 off every 300 is 270, a coupon of 20 off 200 is 250."""
    lines, offers = basket([400], off=0.15)
    steps = [
        rule(COUPON, spend=200, amount=20, coupon=0, platform_share=1),
        rule(CROSS_SHOP, spend=300, amount=50, repeat=1),
        rule(SHOP, spend=199, amount=20),
    ]
    for count, left in ((0, 340), (1, 340), (3, 250)):
        assert pay(lines, offers, rules(*steps[:count]), held=int(count > 1))[1] == 100 * left
    applied, goods, _ = pay(lines, offers, rules(*steps), held=1)
    assert (applied, goods) == (0b111, 25_000)
    assert lines["off_platform"].tolist() == [2_000] and lines["off_shop"].tolist() == [13_000]


def test_a_threshold_missed_after_an_earlier_reduction_gives_nothing_unless_that_one_is_left_out() -> None:
    lines, offers = basket([310])
    both = rules(rule(SHOP, spend=199, amount=20), rule(CROSS_SHOP, spend=300, amount=50))
    assert pay(lines, offers, both, effort=1)[1] == 29_000
    assert pay(lines, offers, both) == (0b10, 26_000, 0)


def test_a_shop_rule_counts_each_shop_and_a_cross_shop_rule_all_together() -> None:
    lines, offers = basket([150, 150], shops=[0, 1])
    assert pay(lines, offers, rules(rule(SHOP, spend=300, amount=50)))[1] == 30_000
    assert pay(lines, offers, rules(rule(CROSS_SHOP, spend=300, amount=50)))[1] == 25_000
    assert pay(lines, offers, rules(rule(SHOP, spend=150, amount=10)))[1] == 28_000


def test_of_two_rules_of_a_level_a_line_takes_the_better_one() -> None:
    lines, offers = basket([300])
    both = rules(rule(spend=100, amount=10), rule(spend=300, amount=40))
    assert pay(lines, offers, both)[1] == 26_000


def test_a_coupon_counts_only_when_it_is_held_and_only_once() -> None:
    lines, offers = basket([300, 300], shops=[0, 1])
    coupon = rules(rule(COUPON, spend=200, amount=20, coupon=3))
    assert pay(lines, offers, coupon) == (0, 60_000, 0)
    assert pay(lines, offers, coupon, held=1 << 2) == (0, 60_000, 0)
    assert pay(lines, offers, coupon, held=1 << 3) == (1, 58_000, 0)


def test_a_rule_counts_only_its_products_and_not_when_it_is_closed() -> None:
    lines, offers = basket([300, 300])
    some = rules(rule(spend=300, amount=50))
    assert pay(lines, offers, some, barred=1)[1] == 60_000
    offers["mask"][1] = 0
    assert pay(lines, offers, some)[1] == 55_000
    assert lines["paid"].tolist() == [25_000, 30_000]


def test_a_dropped_line_neither_counts_nor_pays() -> None:
    lines, offers = basket([200, 150])
    lines["kept"][1] = 0
    assert pay(lines, offers, rules(rule(spend=300, amount=50))) == (0, 20_000, 0)


def test_shipping_is_paid_once_a_shop_until_it_is_free() -> None:
    stall = shelf(shipping=6, free=100)
    lines, offers = basket([40, 30, 100], shops=[0, 0, 1])
    assert pay(lines, offers, rules(), stall=stall) == (0, 17_000, 600)
    assert lines["shipping"].tolist() == [600, 0, 0]
    assert pay(lines, offers, rules(rule(amount=1)), stall=stall, effort=1)[1:] == (16_900, 1_200)


def test_nobody_takes_a_reduction_that_costs_more_shipping_than_it_gives() -> None:
    lines, offers = basket([100.5])
    assert pay(lines, offers, rules(rule(amount=1)), stall=shelf(shipping=6, free=100)) == (0, 10_050, 0)


def test_the_platform_pays_its_share_of_an_item_reduction() -> None:
    lines, offers = basket([10], units=[3], off=0.333, platform=0.25)
    assert pay(lines, offers, rules())[1] == 2_001
    assert lines["off_shop"][0] + lines["off_platform"][0] == 999
    assert lines["off_platform"][0] == 250


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 5)), min_size=1, max_size=8),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_allocation_is_exact_and_fair_to_the_cent(
    goods: list[tuple[int, int]], depth: float, platform: float
) -> None:
    lines, _ = basket([price / 100 for price, _ in goods], units=[units for _, units in goods])
    before = lines["paid"].astype(np.int64)
    off = int(depth * before.sum())
    every = (1 << len(lines)) - 1
    allocate(lines, 0, len(lines), every, off, platform, 1 - platform, 1, np.zeros(WORK, np.int64))
    parts = before - lines["paid"]
    assert parts.tolist() == money.allocate(off, before).tolist()
    assert parts.tolist() == (lines["off_shop"] + lines["off_platform"]).tolist()
    assert (lines["off_brand"] <= lines["off_platform"]).all() and (lines["redeemed"] == parts).all()
    assert min(lines[key].min() for key in ("off_shop", "off_platform", "off_brand", "paid")) >= 0


def test_of_several_tiers_the_highest_reached_counts() -> None:
    steps = rule(spend=100, amount=10, tier_spend=[300, 500, 0, 0], tier_amount=[40, 80, 0, 0])[0]
    given_off = [benefit(steps, 100 * yuan) for yuan in (99, 100, 299, 300, 499, 500, 2000)]
    assert given_off == [0, 1000, 1000, 4000, 4000, 8000, 8000]


def test_of_three_units_the_cheapest_is_free() -> None:
    third_free = rules(rule(SHOP, benefit=kinds.CHEAPEST, quantity=3, percent=1))
    for units, left in (([1, 1], 150), ([2, 1], 200), ([3, 3], 400), ([1, 5], 300)):
        lines, offers = basket([100, 50], units=units)
        assert pay(lines, offers, third_free)[1] == 100 * left, units
    lines, offers = basket([100, 50], units=[3, 3])
    third_free["repeat"] = 1
    assert pay(lines, offers, third_free)[1] == 35_000


def test_the_best_bill_is_found_where_the_cheapest_goods_go_to_another_rule() -> None:
    """Half off the first and the last good leaves three of which the cheapest, free, costs 300 and not 100."""
    lines, offers = basket([100, 300, 300, 300, 1000])
    third_free = rule(SHOP, benefit=kinds.CHEAPEST, quantity=3, percent=1, clash=0b100)
    some = rules(third_free, rule(SHOP, percent=0.5), rule(CROSS_SHOP, amount=200, clash=0b001))
    offers["mask"] = [0b111, 0b101, 0b101, 0b101, 0b110]
    assert pay(lines, offers, some) == (0b011, 115_000, 0)


def test_a_bundle_costs_its_price_and_never_more_than_its_parts() -> None:
    any_three = rules(rule(CROSS_SHOP, benefit=kinds.BUNDLE, quantity=3, price=99))
    lines, offers = basket([40, 50, 60, 45])
    assert pay(lines, offers, any_three)[1] == 9_900 + 4_000
    lines, offers = basket([20, 20, 20])
    assert pay(lines, offers, any_three) == (0, 6_000, 0)


def test_a_combination_of_categories_takes_all_of_them() -> None:
    two_kinds = rules(rule(distinct=2, percent=0.1))
    assert pay(*basket([50, 50], categories=[3, 3]), two_kinds)[1] == 10_000
    assert pay(*basket([50, 50], categories=[3, 7]), two_kinds)[1] == 9_000


def test_points_pay_up_to_their_share_and_their_balance() -> None:
    half = rules(rule(POINTS, benefit=kinds.REDEEM, percent=0.5, platform_share=1))
    lines, offers = basket([60, 40])
    assert pay(lines, offers, half, balance=9_000) == (1, 5_000, 0)
    assert lines["redeemed"].tolist() == [3_000, 2_000] == lines["off_platform"].tolist()
    assert pay(lines, offers, half, balance=700) == (1, 9_300, 0)
    assert pay(lines, offers, half) == (0, 10_000, 0)


def test_free_shipping_is_judged_on_what_is_finally_paid_and_frees_only_shops_that_take_part() -> None:
    stall = shelf(shipping=6, free=1000)
    freed = rules(rule(SHIPPING, benefit=kinds.SHIPPING, spend=100))
    lines, offers = basket([60, 50, 30], shops=[0, 1, 2])
    offers["mask"][2] = 0
    assert pay(lines, offers, freed, stall=stall) == (1, 14_000, 600)
    assert lines["shipping"].tolist() == [0, 0, 600]
    less = rules(freed, rule(CROSS_SHOP, amount=20, spend=100))
    assert pay(lines, offers, less, stall=stall, effort=1) == (0b10, 12_000, 1800)
    assert pay(lines, offers, less, stall=stall) == (0b10, 12_000, 1800)
    less["amount"][1] = 1100
    assert pay(lines, offers, less, stall=stall) == (0b01, 14_000, 600)


def test_a_gift_and_cash_back_come_on_top_and_leave_the_price_as_it_is() -> None:
    lines, offers = basket([80, 40])
    some = rules(
        rule(SHOP, benefit=kinds.GIFT, spend=100, value=15, amount=5),
        rule(CROSS_SHOP, benefit=kinds.CASH_BACK, percent=0.1),
    )
    assert pay(lines, offers, some) == (0b11, 12_000, 0)
    assert (lines["off_shop"] == 0).all()


def test_a_gift_is_worth_keeping_a_threshold_for() -> None:
    """A reduction of 10 would lose a gift worth 15."""
    gift = rule(SHOP, benefit=kinds.GIFT, spend=100, value=15, amount=5)
    lines, offers = basket([105])
    assert pay(lines, offers, rules(gift, rule(amount=10)))[:2] == (0b01, 10_500)
    assert pay(lines, offers, rules(gift, rule(amount=20)))[:2] == (0b10, 8_500)


def test_of_rules_that_exclude_each_other_only_one_is_applied() -> None:
    lines, offers = basket([300])
    pair = rules(rule(SHOP, amount=30), rule(CROSS_SHOP, amount=40))
    assert pay(lines, offers, pair)[1] == 23_000
    pair["clash"] = [0b10, 0b01]
    assert pay(lines, offers, pair) == (0b10, 26_000, 0)


def test_a_rule_with_hours_serves_only_those_who_come_in_them() -> None:
    lines, offers = basket([100])
    evening = rules(rule(amount=10, since=1200, until=1320))
    for minute, left in ((1199, 100), (1200, 90), (1319, 90), (1320, 100)):
        lines["minute"] = minute
        assert pay(lines, offers, evening)[1] == 100 * left


line = st.tuples(
    st.one_of(st.integers(1, 200_000), st.sampled_from([5_000, 10_000, 30_000])),
    st.integers(1, 4),
    st.integers(0, 2),
    st.booleans(),
    st.integers(0, 2),
)
terms = st.fixed_dictionaries(
    {
        "benefit": st.sampled_from([kinds.REDUCTION] * 4 + list(range(8))),
        "level": st.integers(1, 3),
        "spend": st.sampled_from([0, 50, 100, 199, 300, 400]),
        "quantity": st.sampled_from([0, 0, 2, 3]),
        "distinct": st.sampled_from([0, 0, 2]),
        "amount": st.sampled_from([0, 5, 20, 50, 300]),
        "percent": st.sampled_from([0, 0, 0.1, 0.333, 1]),
        "cap": st.sampled_from([0, 0, 25]),
        "price": st.integers(1, 300),
        "value": st.integers(0, 50),
        "repeat": st.booleans(),
        "platform_share": st.sampled_from([0, 0.37, 0.5]),
        "brand_share": st.sampled_from([0, 0.25, 0.5]),
        "counts": st.sampled_from([255, 255, 1, 6, 90]),
        "clash": st.sampled_from([0, 0, 1, 6]),
    }
)


def made(offered: list[dict], offers: np.ndarray) -> np.ndarray:
    """Rules of the drawn terms, and the products that each counts."""
    some = []
    for bit, drawn in enumerate(offered):
        own = dict(drawn)
        counts, kind = own.pop("counts"), own["benefit"]
        own["level"] = {kinds.REDEEM: POINTS, kinds.SHIPPING: SHIPPING}.get(kind, own["level"])
        own["quantity"] = max(own["quantity"], 2 * (kind in (kinds.BUNDLE, kinds.CHEAPEST)))
        own["repeat"] = int(own["repeat"] and (own["spend"] > 0 or own["quantity"] > 0))
        own["coupon"] = bit if own["level"] == COUPON else -1
        some.append(rule(**own))
        offers["mask"] &= ~np.uint64(1 << bit)
        offers["mask"] |= np.array([(counts >> x & 1) << bit for x in range(len(offers))], np.uint64)
    offered_rules = rules(*some)
    for one, other in product(range(len(some)), repeat=2):  # exclusion is mutual and never of oneself
        if one != other and offered_rules["clash"][one] >> np.uint64(other) & np.uint64(1):
            offered_rules["clash"][other] |= np.uint64(1 << one)
        if one == other:
            offered_rules["clash"][one] &= ~np.uint64(1 << one)
    return offered_rules


baskets = st.lists(line, min_size=1, max_size=6)


@given(baskets, st.lists(terms, max_size=5), st.integers(0, 31), st.sampled_from([0, 0.15, 0.99]))
def test_no_basket_and_no_stack_of_rules_loses_a_cent_or_pays_less_than_nothing(
    goods: list[tuple], offered: list[dict], held: int, off: float
) -> None:
    prices, units, shops, kept, kinds_of = zip(*goods, strict=True)
    lines, offers = basket(
        [price / 100 for price in prices], list(units), list(shops), off, 0.4, list(kinds_of)
    )
    lines["kept"] = kept
    some = made(offered, offers)
    answers = [
        pay(lines, offers, some, held=held, stall=shelf(shipping=5, free=50), effort=effort, balance=1_234)
        for effort in (1, 3, ALL_COMBINATIONS)
    ]
    applied, whole, freight = answers[-1]
    listed = lines["units"].astype(np.int64) * lines["list_price"]
    assert (listed == lines["paid"] + lines["off_shop"] + lines["off_platform"]).all()
    assert (lines["off_brand"] <= lines["off_platform"]).all()
    for column in ("paid", "off_shop", "off_platform", "off_brand", "shipping", "redeemed"):
        assert (lines[column] >= 0).all(), column
    mine = lines[lines["kept"] == 1]
    assert whole == mine["paid"].sum() and freight == mine["shipping"].sum()
    assert mine["redeemed"].sum() <= 1_234
    for r in range(len(some)):
        if applied >> r & 1:
            assert some["coupon"][r] < 0 or held >> int(some["coupon"][r]) & 1
            assert not applied & int(some["clash"][r])
    again = lines.copy()
    assert pay(again, offers, some, held=held, stall=shelf(shipping=5, free=50), balance=1_234) == answers[-1]
    assert (again == lines).all()


@given(baskets, st.lists(terms, min_size=1, max_size=4), st.integers(0, 31), st.integers(0, 20_000))
@settings(max_examples=300, deadline=None)
def test_what_is_paid_is_the_best_of_all_permitted_combinations(
    goods: list[tuple], offered: list[dict], held: int, balance: int
) -> None:
    prices, units, shops, kept, kinds_of = zip(*goods, strict=True)
    lines, offers = basket([price / 100 for price in prices], list(units), list(shops), 0, 0, list(kinds_of))
    lines["kept"] = kept
    some = made(offered, offers)
    _, whole, freight = pay(lines, offers, some, held, shelf(shipping=5, free=50), balance=balance)
    till = ByHand(lines, offers, some, held, balance)
    cheapest = min(
        till.total(chosen) for chosen in product([False, True], repeat=len(some)) if till.permitted(chosen)
    )
    assert till.total_of_applied(int(lines["applied"][0]), whole, freight) == cheapest
