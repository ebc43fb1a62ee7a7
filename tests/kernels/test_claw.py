"""What a return takes back of the reduction of the rest, against the worked example and over random baskets."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.kernels.allocation import WORK
from sim.kernels.benefits import CHEAPEST, REDUCTION
from sim.kernels.bill import bill
from sim.kernels.claw import claw_back
from sim.kernels.redeem import BRAND, BRAND_BACK, CLAWED, CLAWED_PLATFORM, EXTRAS, UNCLAWED, UNCLAWED_PLATFORM
from sim.world.lines import LINE, PARCEL
from sim.world.offers import OFFER, RULE

EVERY = np.uint64(2**64 - 1)
NO_FREIGHT = (np.zeros((1, 4), np.int64), np.zeros(4, np.int64))


class Bought:
    """One consumer's billed basket, of which lines are sent back one after the other."""

    def __init__(self, prices: list[int], rules: np.ndarray, shops: list[int] | None = None) -> None:
        n = len(prices)
        self.rules, self.offers = rules, np.zeros(n, OFFER)
        self.offers["mask"] = EVERY
        self.lines = np.zeros(n, LINE)
        self.lines["offer"], self.lines["units"], self.lines["kept"] = np.arange(n), 1, 1
        self.lines["list_price"] = self.lines["price"] = prices
        self.lines["shop"] = shops or 0
        bill(
            self.lines, 0, n, EVERY, np.uint64(0), np.int64(0), 64, self.offers, rules, *NO_FREIGHT, np.zeros(WORK, np.int64)
        )  # fmt: skip
        self.lines["refused"] = self.lines["paid"]
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
            parcels, self.offers, self.rules, *NO_FREIGHT, self.lines, self.purse, self.spent, self.extras
        )
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
    assert basket.extras[2, BRAND_BACK] == basket.parcels["off_brand"][0]
    assert basket.lines[["off_shop", "off_platform"]][0].tolist() == (0, 0)


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
    basket = Bought(prices, np.concatenate([two_units_half, *made]), [x % 2 for x in range(len(prices))])
    order = data.draw(st.permutations(range(len(prices))))[: data.draw(st.integers(0, len(prices)))]
    refunds = [basket.send_back(x) for x in order]
    assert all(refund >= 0 for refund in refunds)
    rest = [x for x in range(len(prices)) if x not in order]
    paid = int(basket.parcels["paid"].sum())
    assert sum(refunds) == paid - int(basket.lines["paid"][rest].sum())
    assert (basket.lines["paid"] <= basket.lines["list_price"]).all() and (basket.extras >= 0).all()
    lost = basket.extras[:, CLAWED].sum() - basket.extras[:, UNCLAWED].sum()
    assert lost == basket.lines["paid"][rest].sum() - basket.parcels["paid"][rest].sum()
    platform = basket.extras[:, CLAWED_PLATFORM].sum() - basket.extras[:, UNCLAWED_PLATFORM].sum()
    assert platform == basket.parcels["off_platform"][rest].sum() - basket.lines["off_platform"][rest].sum()
    brand = basket.extras[:, BRAND_BACK].sum() - basket.extras[:, BRAND].sum()
    assert brand == basket.parcels["off_brand"][rest].sum() - basket.lines["off_brand"][rest].sum()
    assert basket.spent[0] == -basket.purse[0]
