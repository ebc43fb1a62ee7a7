import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core import money
from sim.kernels.bill import allocate, benefit, bill
from sim.world.lines import LINE
from sim.world.offers import OFFER, RULE
from sim.world.shelf import Shelf

SHOP, CROSS_SHOP, COUPON = 1, 2, 3
EVERYBODY = np.uint64(2**64 - 1)
ORDERS = (180, 299, 300, 420, 599, 600, 950)  # yuan


def rule(level: int = CROSS_SHOP, **terms: float) -> np.ndarray:
    """One rule; money in yuan."""
    made = np.zeros(1, RULE)
    made["level"], made["group"], made["coupon"], made["personas"] = level, level == SHOP, -1, EVERYBODY
    for key, value in terms.items():
        made[key] = round(100 * value) if key in ("spend", "amount", "cap") else value
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
) -> tuple[np.ndarray, np.ndarray]:
    """Lines and offers, one product a line; list prices in yuan, `off` a share off all of them."""
    lines, offers = np.zeros(len(prices), LINE), np.zeros(len(prices), OFFER)
    lines["list_price"] = np.rint(100 * np.array(prices))
    lines["price"] = np.rint(lines["list_price"] * (1 - off))
    lines["units"] = 1 if units is None else units
    lines["shop"] = 0 if shops is None else shops
    lines["offer"], lines["kept"] = np.arange(len(prices)), 1
    lines["paid"] = lines["units"] * lines["price"]
    offers["mask"], offers["item_platform"] = EVERYBODY, platform
    return lines, offers


def pay(
    lines: np.ndarray, offers: np.ndarray, some: np.ndarray, held: int = 0, stall: Shelf | None = None
) -> tuple[int, int, int]:
    """Bill one basket: coupons used, cents of goods, cents of shipping."""
    stall = stall or shelf()
    used, goods, freight = bill(
        lines, 0, len(lines), 0, np.uint64(held), offers, some, stall.shipping, stall.free_shipping
    )
    return int(used), int(goods), int(freight)


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
    used, goods, _ = pay(lines, offers, rules(*steps), held=1)
    assert (used, goods) == (1, 25_000)
    assert lines["off_platform"].tolist() == [2_000] and lines["off_shop"].tolist() == [13_000]


def test_a_threshold_missed_after_an_earlier_reduction_gives_nothing() -> None:
    lines, offers = basket([310])
    both = rules(rule(SHOP, spend=199, amount=20), rule(CROSS_SHOP, spend=300, amount=50))
    assert pay(lines, offers, both)[1] == 29_000


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
    assert pay(lines, offers, coupon, held=1 << 3) == (1 << 3, 58_000, 0)


def test_a_rule_serves_only_its_personas_and_products() -> None:
    lines, offers = basket([300, 300])
    some = rules(rule(spend=300, amount=50))
    some["personas"] = 0b10
    assert pay(lines, offers, some)[1] == 60_000
    some["personas"], offers["mask"][1] = 1, 0
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
    assert pay(lines, offers, rules(rule(amount=1)), stall=stall)[2] == 1_200


def test_the_platform_pays_its_share_of_an_item_reduction() -> None:
    lines, offers = basket([10], units=[3], off=0.333, platform=0.25)
    assert pay(lines, offers, rules())[1] == 2_001
    assert lines["off_shop"][0] + lines["off_platform"][0] == 999
    assert lines["off_platform"][0] == 250


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 5)), min_size=1, max_size=8),
    st.floats(0, 1),
    st.floats(0, 1, width=32),
)
def test_allocation_is_exact_and_fair_to_the_cent(
    goods: list[tuple[int, int]], depth: float, platform: float
) -> None:
    lines, _ = basket([price / 100 for price, _ in goods], units=[units for _, units in goods])
    before = lines["paid"].astype(np.int64)
    off = int(depth * before.sum())
    allocate(lines, 0, len(lines), (1 << len(lines)) - 1, np.int64(off), np.float32(platform))
    parts = before - lines["paid"]
    assert parts.tolist() == money.allocate(off, before).tolist()
    assert parts.tolist() == (lines["off_shop"] + lines["off_platform"]).tolist()
    assert min(lines["off_shop"].min(), lines["off_platform"].min(), lines["paid"].min()) >= 0


line = st.tuples(st.integers(1, 200_000), st.integers(1, 4), st.integers(0, 2), st.booleans())
terms = st.tuples(
    st.integers(1, 3),
    st.integers(0, 400),
    st.integers(0, 300),
    st.sampled_from([0, 0, 0.1, 0.333, 1]),
    st.sampled_from([0, 0, 25]),
    st.booleans(),
    st.sampled_from([0, 0.37, 1]),
    st.integers(0, 255),
)


@given(
    st.lists(line, min_size=1, max_size=8),
    st.lists(terms, max_size=5),
    st.integers(0, 31),
    st.sampled_from([0, 0.15, 0.99]),
)
def test_no_basket_and_no_stack_of_rules_loses_a_cent_or_pays_less_than_nothing(
    goods: list[tuple[int, int, int, bool]], offered: list[tuple], held: int, off: float
) -> None:
    prices, units, shops, kept = zip(*goods, strict=True)
    lines, offers = basket([price / 100 for price in prices], list(units), list(shops), off=off, platform=0.4)
    lines["kept"] = kept
    some = []
    for bit, (level, spend, amount, percent, cap, repeat, share, counts) in enumerate(offered):
        coupon = bit if level == COUPON else -1
        some.append(
            rule(
                level, spend=spend, amount=min(amount, spend) if spend else amount, percent=percent, cap=cap,
                repeat=int(repeat and spend > 0), platform_share=share, coupon=coupon,
            )
        )  # fmt: skip
        offers["mask"] &= ~np.uint64(1 << bit)
        offers["mask"] |= np.array([(counts >> x & 1) << bit for x in range(len(lines))], np.uint64)
    used, whole, freight = pay(lines, offers, rules(*some), held=held, stall=shelf(shipping=5, free=50))
    listed = lines["units"].astype(np.int64) * lines["list_price"]
    assert (listed == lines["paid"] + lines["off_shop"] + lines["off_platform"]).all()
    for column in ("paid", "off_shop", "off_platform", "shipping"):
        assert (lines[column] >= 0).all(), column
    mine = lines[lines["kept"] == 1]
    assert whole == mine["paid"].sum() and freight == mine["shipping"].sum()
    assert used & ~held == 0
    for shop in np.unique(mine["shop"]):
        parcel = mine[mine["shop"] == shop]
        assert parcel["shipping"].sum() == (500 if parcel["paid"].sum() < 5_000 else 0)
    again = lines.copy()
    assert pay(again, offers, rules(*some), held=held, stall=shelf(shipping=5, free=50)) == (
        used,
        whole,
        freight,
    )
    assert (again == lines).all()
