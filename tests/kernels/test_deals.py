"""Properties of the equations of offers: waiting, wear-out, joy, expected savings, who understands, what a purchase is worth."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core import rng
from sim.kernels.choice import further_units, waiting_value
from sim.kernels.coupons import NEW, NEW_TO_SHOP, belongs, literacy, understands
from sim.kernels.looking import first_seen, is_flash, joy, saved_by
from sim.kernels.surplus import expected_gain
from sim.kernels.value import freshness, shop_value
from sim.world.offers import OFFER, RIGHT

F, U = np.float32, np.uint64
share = st.floats(0, 1, width=32)
weight = st.floats(0, 8, width=32)
need = st.floats(-4, 2, width=32)
utility = st.floats(-6, 6, width=32)
ages = st.integers(16, 90)
keys = st.integers(0, 2**64 - 1)
minutes = st.integers(0, 1439)


@given(weight, share, share, weight, weight, need, share)
def test_waiting_is_worth_more_for_a_deeper_sale_and_less_the_further_off_it_is(
    sensitivity: float, deal: float, hope: float, cost: float, days: float, felt: float, more: float
) -> None:
    def worth(depth: float, off: float) -> float:
        return float(waiting_value(F(sensitivity), F(deal), F(depth), F(cost), F(off), F(felt)))

    assert 0 <= worth(hope, days + more) <= worth(hope, days) <= worth(hope + more, days)
    assert worth(0, days) == 0


@given(weight, share, share, weight, weight, st.floats(-4, 0, width=32))
def test_whoever_needs_nothing_may_wait_for_ever(
    sensitivity: float, deal: float, hope: float, cost: float, days: float, full: float
) -> None:
    worth = waiting_value(F(sensitivity), F(deal), F(hope), F(cost), F(days), F(full))
    assert worth == F(sensitivity) * F(deal) * F(hope)


@given(weight, weight, weight)
def test_every_exposure_wears_out_the_same_share_of_the_appeal(
    strength: float, one: float, other: float
) -> None:
    both = freshness(F(strength / 8), F(one + other))
    assert 0 <= both <= 1
    assert both == pytest.approx(
        freshness(F(strength / 8), F(one)) * freshness(F(strength / 8), F(other)), abs=1e-5
    )
    assert freshness(F(0), F(one)) == 1 == freshness(F(strength), F(0))


@given(weight, weight, st.floats(0.125, 30, width=32))
def test_stocking_up_grows_with_the_wish_ever_more_slowly_and_stays_within_the_room(
    wish: float, more: float, room: float
) -> None:
    def units(wanted: float) -> float:
        return float(further_units(F(wanted), F(room)))

    assert units(0) == 0 <= units(wish) <= min(wish, room)
    assert units(wish) <= units(wish + more) + 1e-6
    assert units(wish + 2 * more) - units(wish + more) <= units(wish + more) - units(wish) + 1e-5
    assert units(F(1e-3)) == pytest.approx(1e-3, rel=0.01)


GOOD, BAD = ("place", "attentive", "rating"), ("days",)


def worth_of_shop(weights: float, **state: float) -> float:
    usual = {"place": 0.5, "attentive": 0.25, "days": 2.0, "rating": 0.5, **state}
    return float(
        shop_value(*(F(each) for pair in ((weights, value) for value in usual.values()) for each in pair))
    )


@pytest.mark.parametrize(("name", "sign"), [*((name, 1) for name in GOOD), *((name, -1) for name in BAD)])
@given(weights=weight, level=utility, more=st.floats(0.125, 2, width=32))
def test_a_better_shop_is_worth_more_and_a_slower_one_less(
    name: str, sign: int, weights: float, level: float, more: float
) -> None:
    gain = worth_of_shop(weights, **{name: level + more}) - worth_of_shop(weights, **{name: level})
    assert gain == pytest.approx(sign * weights * more, abs=1e-4)


def offer(**fields: object) -> np.record:
    record = np.zeros(1, OFFER)
    for name, value in fields.items():
        record[name][0] = value
    return record[0]


SLOTS = OFFER["coupons"].shape[0]
savings = st.lists(share, min_size=SLOTS, max_size=SLOTS)


@given(savings, st.integers(0, 2**SLOTS - 1), st.integers(0, SLOTS - 1))
def test_the_best_of_the_coupons_held_is_expected_and_one_more_never_hurts(
    each: list[float], held: int, one_more: int
) -> None:
    coupons = offer(coupons=[1 << bit for bit in range(SLOTS)], coupon_saving=each)
    mine = [F(saving) for bit, saving in enumerate(each) if held >> bit & 1]
    assert saved_by(coupons, U(held)) == max(mine, default=0)
    assert saved_by(coupons, U(held | 1 << one_more)) >= saved_by(coupons, U(held))


@given(st.integers(1, 10**6), st.floats(0, 1, exclude_max=True, width=32))
def test_what_is_looked_at_first_lies_on_the_shelf(width: int, window: float) -> None:
    assert 0 <= int(first_seen(np.int32(width), F(window))) < width


@given(st.integers(1, 60))
def test_each_product_of_a_shelf_is_as_often_the_first_to_be_looked_at(width: int) -> None:
    windows = (np.arange(20 * width, dtype=F) + F(0.5)) / F(20 * width)
    first = [int(first_seen(np.int32(width), window)) for window in windows]
    assert (np.bincount(first, minlength=width) == 20).all()


@given(minutes, minutes, minutes)
def test_a_flash_offer_is_on_from_its_first_minute_to_before_its_last(begin: int, end: int, now: int) -> None:
    assert bool(is_flash(offer(flash_open=1, flash_from=begin, flash_to=end), now)) == (begin <= now < end)
    assert not is_flash(offer(flash_open=0, flash_from=begin, flash_to=end), now)


@given(weight, share, st.integers(0, 1), share, weight, weight)
def test_the_joy_of_a_deal_goes_with_its_appeal_and_is_none_without_a_deal(
    on_deal: float, appeal: float, flash: int, less: float, joyful: float, urgency: float
) -> None:
    felt = joy(offer(on_deal=on_deal), flash, F(appeal), F(joyful), F(urgency))
    assert felt >= joy(offer(on_deal=on_deal), flash, F(appeal * less), F(joyful), F(urgency)) >= 0
    assert felt >= joy(offer(on_deal=on_deal), 0, F(appeal), F(joyful), F(urgency))
    assert joy(offer(on_deal=0), 0, F(appeal), F(joyful), F(urgency)) == 0
    hurried = joy(offer(on_deal=0), 1, F(appeal), F(joyful), F(urgency))
    assert hurried == pytest.approx(appeal * (joyful + urgency), abs=1e-4)
    assert joy(offer(on_deal=on_deal), flash, F(0), F(joyful), F(urgency)) == 0


@given(ages, ages)
def test_ease_with_conditions_falls_with_age(one: int, other: int) -> None:
    young, old = sorted((one, other))
    assert 0 <= literacy(old) <= literacy(young) <= 1


@given(keys, weight, weight, ages, ages)
def test_what_is_hard_for_somebody_is_hard_for_the_older_and_when_it_is_harder(
    key: int, load: float, more: float, one: int, other: int
) -> None:
    young, old = sorted((one, other))
    assert understands(U(key), F(load), young) >= understands(U(key), F(load), old)
    assert understands(U(key), F(load), old) >= understands(U(key), F(load + more), old)
    assert understands(U(key), F(0), old)


@given(st.floats(0.125, 4, width=32), ages)
def test_the_share_that_understands_is_the_chance_of_it(load: float, age: int) -> None:
    many = rng.mix(rng.personal_key(rng.base_key(1, "understand"), np.arange(2000)))
    chance = math.exp(-load * age / 100)
    share = np.mean([understands(key, F(load), age) for key in many])
    assert abs(share - chance) <= 5 * math.sqrt(chance * (1 - chance) / len(many))


def right(**fields: object) -> np.record:
    record = np.zeros(1, RIGHT)
    for name, value in {"personas": 2**8 - 1, "regions": 2**8 - 1, **fields}.items():
        record[name][0] = value
    return record[0]


@given(
    st.integers(0, 7),
    st.integers(0, 7),
    st.integers(0, 3),
    st.integers(0, 9),
    st.integers(0, 62),
    st.integers(0, 2**63 - 1),
)
def test_an_offer_is_for_those_whom_it_names(
    persona: int, region: int, tier: int, orders: int, bit: int, dealt: int
) -> None:
    def mine(**terms: object) -> bool:
        return bool(belongs(right(**terms), bit, persona, region, tier, orders, U(dealt), U(1), 40))

    assert mine()
    assert mine(personas=1 << persona) and not mine(personas=255 & ~(1 << persona))
    assert mine(regions=1 << region) and not mine(regions=255 & ~(1 << region))
    assert mine(tier=tier) and not mine(tier=tier + 1)
    assert mine(customers=NEW) == (orders == 0)
    assert mine(customers=NEW_TO_SHOP) == (not dealt >> bit & 1)


@given(utility, utility)
def test_a_purchase_is_worth_more_than_not_buying_to_whoever_decides_by_its_worth(
    decided: float, more: float
) -> None:
    assert expected_gain(F(decided), F(decided)) >= 1 - 1e-3
    gained = expected_gain(F(decided), F(decided + more)) - expected_gain(F(decided), F(decided))
    assert gained == pytest.approx(more, abs=2e-3)


@given(st.floats(-5, 5))
def test_the_gain_of_a_purchase_is_the_mean_of_worth_and_shock_of_those_who_buy(decided: float) -> None:
    u = (np.arange(200_000) + 0.5) / 200_000
    shock = np.log(u / (1 - u))
    bought = decided + shock > 0
    assert expected_gain(F(decided), F(decided)) == pytest.approx((decided + shock[bought]).mean(), rel=5e-3)
