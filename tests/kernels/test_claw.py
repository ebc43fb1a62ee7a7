"""What a return takes back of the reduction of the rest, against the worked example and over random baskets."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.kernels.allocation import WORK
from sim.kernels.benefits import CHEAPEST, GIFT, REDUCTION, SHIPPING
from sim.kernels.bill import bill
from sim.kernels.claw import BRANDS, CENTS, OTHERS, OWED, claw_back
from sim.kernels.redeem import (
    BRAND_CLAWED,
    BRAND_UNCLAWED,
    CLAWED,
    CLAWED_PLATFORM,
    EXTRAS,
    UNCLAWED,
    UNCLAWED_PLATFORM,
)
from sim.market.clawing import slate
from sim.world.lines import LINE, PARCEL
from sim.world.offers import OFFER, RULE

EVERY = np.uint64(2**64 - 1)
NO_FREIGHT = (np.zeros((1, 4), np.int64), np.zeros(4, np.int64))


class Bought:
    """One consumer's billed basket, of which lines are sent back one after the other."""

    def __init__(
        self,
        prices: list[int],
        rules: np.ndarray,
        shops: list[int] | None = None,
        freight: tuple[np.ndarray, np.ndarray] = NO_FREIGHT,
    ) -> None:
        n = len(prices)
        self.rules, self.offers, self.freight = rules, np.zeros(n, OFFER), freight
        self.offers["mask"] = EVERY
        self.lines = np.zeros(n, LINE)
        self.lines["offer"], self.lines["units"], self.lines["kept"] = np.arange(n), 1, 1
        self.lines["list_price"] = self.lines["price"] = prices
        self.lines["shop"] = shops or 0
        bill(
            self.lines, 0, n, EVERY, np.uint64(0), np.int64(0), 64, self.offers, rules, *freight, np.zeros(WORK, np.int64)
        )  # fmt: skip
        self.lines["refused"] = self.lines["paid"]
        self.taken = np.zeros((n, OWED), np.int64)
        self.parcels = np.zeros(n, PARCEL)
        for name in ("offer", "shop", "paid", "off_platform", "off_brand"):
            self.parcels[name] = self.lines[name]
        self.purse, self.spent = np.zeros(1, np.int64), np.zeros(1, np.int64)
        self.extras = np.zeros((4, EXTRAS), np.int64)

    def send_back(self, x: int) -> int:
        """Cents that come back for line x, with what is clawed back."""
        before = self.purse[0]
        parcels = self.parcels[[x]]
        claw_back(
            parcels, np.zeros(1, np.int64), self.offers, self.rules, *self.freight, self.lines, self.taken, self.purse,
            self.spent, self.extras, slate(),
        )  # fmt: skip
        return int(self.parcels["paid"][x] + self.purse[0] - before)


def rule(**terms: object) -> np.ndarray:
    made = np.zeros(1, RULE)
    made["level"], made["coupon"], made["counter"], made["benefit"] = 2, -1, -1, REDUCTION
    for key, value in terms.items():
        made[key] = value
    return made


FIFTY_OFF = rule(spend=30_000, amount=5_000)


def test_a_return_pays_for_the_reduction_that_the_rest_loses() -> None:
    basket = Bought([20_000, 15_000], FIFTY_OFF)
    assert basket.lines["paid"].tolist() == [17_143, 12_857]
    assert basket.send_back(1) == 10_000


def test_who_sends_everything_back_gets_everything_back() -> None:
    basket = Bought([20_000, 15_000], FIFTY_OFF)
    assert basket.send_back(1) + basket.send_back(0) == 30_000


def test_a_rest_that_still_reaches_the_threshold_keeps_its_reduction() -> None:
    basket = Bought([20_000, 15_000, 10_000], FIFTY_OFF)
    assert basket.send_back(2) == basket.parcels["paid"][2]


def test_the_shop_and_the_platform_get_back_what_they_had_given() -> None:
    halves = rule(spend=30_000, amount=5_000, platform_share=0.5, brand_share=0.25)
    basket = Bought([20_000, 15_000], halves, shops=[2, 1])
    basket.send_back(1)
    assert basket.extras[2, CLAWED] == 2_857 and basket.extras[1].sum() == 0
    assert basket.extras[2, CLAWED_PLATFORM] == basket.parcels["off_platform"][0]
    assert basket.extras[2, BRAND_CLAWED] == basket.parcels["off_brand"][0]
    assert basket.lines[["off_shop", "off_platform"]][0].tolist() == (0, 0)


TEN_BELOW_300 = (np.full((1, 4), 1_000, np.int64), np.full(4, 30_000, np.int64))
TEN_ALWAYS = (TEN_BELOW_300[0], np.full(4, 10**9, np.int64))
NO_RULE = np.zeros(0, RULE)
GIFT_FROM_300 = rule(
    benefit=GIFT, spend=30_000, value=2_000, amount=800, platform_share=0.5, brand_share=0.25
)
FREE_FROM_300 = rule(level=5, benefit=SHIPPING, spend=30_000, platform_share=0.5)


@pytest.mark.parametrize(
    ("rules", "freight", "less"),
    [
        (NO_RULE, TEN_BELOW_300, 1_000),
        (FREE_FROM_300, TEN_ALWAYS, 1_000),
        (GIFT_FROM_300, NO_FREIGHT, 800),
        (np.concatenate([GIFT_FROM_300, FREE_FROM_300]), TEN_ALWAYS, 1_800),
        (np.concatenate([GIFT_FROM_300, FREE_FROM_300]), NO_FREIGHT, 800),
    ],
)
def test_a_return_pays_for_shipping_and_gifts_until_the_rest_comes_back_too(
    rules: np.ndarray, freight: tuple[np.ndarray, np.ndarray], less: int
) -> None:
    basket = Bought([20_000, 15_000, 1_000], rules, freight=freight)
    assert basket.lines["shipping"].sum() == 0
    assert basket.send_back(2) == 1_000
    assert basket.send_back(1) == 15_000 - less
    assert basket.send_back(0) == 20_000 + less


def test_a_parcel_paid_for_at_the_till_is_not_paid_for_again() -> None:
    basket = Bought([20_000, 5_000], NO_RULE, freight=TEN_BELOW_300)
    assert basket.lines["shipping"].sum() == 1_000 and basket.send_back(1) == 5_000


def test_what_exceeds_a_small_refund_is_taken_from_the_next() -> None:
    basket = Bought([29_700, 200, 300], NO_RULE, freight=TEN_BELOW_300)
    assert [basket.send_back(x) for x in (2, 1, 0)] == [0, 0, 30_200]
    assert basket.taken.sum() == 0


@settings(max_examples=60)
@given(prices=st.lists(st.integers(1_000, 25_000), min_size=2, max_size=6), data=st.data())
def test_in_the_end_a_parcel_has_cost_what_is_left_in_it_would_have(
    prices: list[int], data: st.DataObject
) -> None:
    shops = [x % 2 for x in range(len(prices))]
    basket = Bought(prices, NO_RULE, shops, TEN_BELOW_300)
    back = data.draw(st.lists(st.sampled_from(range(len(prices))), unique=True))
    refunds = sum(basket.send_back(x) for x in back)
    more = 0
    for shop in (0, 1):
        bought = [price for price, s in zip(prices, shops, strict=True) if s == shop]
        left = [prices[x] for x in range(len(prices)) if shops[x] == shop and x not in back]
        more += 1_000 * (0 < sum(left) < 30_000 <= sum(bought))
    assert refunds == sum(prices[x] for x in back) - more


def test_gifts_and_shipping_go_back_to_who_had_paid_for_them() -> None:
    basket = Bought([20_000, 10_000], np.concatenate([GIFT_FROM_300, FREE_FROM_300]), [2, 1], TEN_ALWAYS)
    basket.send_back(1)
    gift_by_shop = {2: (533, 400, 133), 1: (267, 200, 67)}
    for shop, (cents, others, brand) in gift_by_shop.items():
        shipping = 1_000 * (shop == 2)
        assert basket.extras[shop, CLAWED] == cents + shipping
        assert basket.extras[shop, CLAWED_PLATFORM] == others + shipping // 2
        assert basket.extras[shop, BRAND_CLAWED] == brand


prices = st.lists(st.integers(1, 40_000), min_size=1, max_size=5)
terms = st.fixed_dictionaries(
    {
        "level": st.integers(1, 3),
        "spend": st.integers(0, 60_000),
        "quantity": st.integers(0, 3),
        "amount": st.integers(0, 9_000),
        "percent": st.floats(0, 0.6),
        "repeat": st.booleans(),
        "platform_share": st.floats(0, 0.5),
        "brand_share": st.floats(0, 0.5),
    }
)
GIFTS = rule(
    group=1, benefit=GIFT, spend=9_000, value=1, amount=701, repeat=1, platform_share=0.4, brand_share=0.3
)
FREE_SHIPPING = rule(level=5, benefit=SHIPPING, spend=25_000, platform_share=0.31, brand_share=0.2)
two_units_half = rule(level=1, group=1, benefit=CHEAPEST, quantity=2, percent=0.5, repeat=1)


@settings(max_examples=150)
@given(prices=prices, some=st.lists(terms, max_size=3), data=st.data())
def test_refunds_are_never_negative_nor_in_all_more_than_was_paid(
    prices: list[int], some: list[dict[str, object]], data: st.DataObject
) -> None:
    made = [rule(**t) for t in sorted(some, key=lambda t: int(str(t["level"])))]
    for each in made:
        each["group"] = each["level"] == 1
        each["spend"] = np.maximum(each["spend"], each["amount"])
    if data.draw(st.booleans()):
        made += [GIFTS, FREE_SHIPPING]
    freight = data.draw(st.sampled_from([NO_FREIGHT, TEN_BELOW_300, TEN_ALWAYS]))
    basket = Bought(
        prices, np.concatenate([two_units_half, *made]), [x % 2 for x in range(len(prices))], freight
    )
    order = data.draw(st.permutations(range(len(prices))))[: data.draw(st.integers(0, len(prices)))]
    refunds = [basket.send_back(x) for x in order]
    assert all(refund >= 0 for refund in refunds)
    rest = [x for x in range(len(prices)) if x not in order]
    paid, taken = int(basket.parcels["paid"].sum()), basket.taken.sum(axis=0)
    assert sum(refunds) == paid - int(basket.lines["paid"][rest].sum()) - taken[CENTS]
    assert (basket.taken >= 0).all() and (np.diff(basket.taken) <= 0).all()
    assert rest or taken.sum() == 0
    assert (basket.lines["paid"] <= basket.lines["list_price"]).all() and (basket.extras >= 0).all()
    lost = basket.extras[:, CLAWED].sum() - basket.extras[:, UNCLAWED].sum()
    assert lost == basket.lines["paid"][rest].sum() - basket.parcels["paid"][rest].sum() + taken[CENTS]
    platform = basket.extras[:, CLAWED_PLATFORM].sum() - basket.extras[:, UNCLAWED_PLATFORM].sum()
    returned = basket.parcels["off_platform"][rest].sum() - basket.lines["off_platform"][rest].sum()
    assert platform == returned + taken[OTHERS]
    brand = basket.extras[:, BRAND_CLAWED].sum() - basket.extras[:, BRAND_UNCLAWED].sum()
    returned = basket.parcels["off_brand"][rest].sum() - basket.lines["off_brand"][rest].sum()
    assert brand == returned + taken[BRANDS]
    assert basket.spent[0] == -basket.purse[0]
