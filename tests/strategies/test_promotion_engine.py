from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.strategies.promotion import Day, Posted, Promotion, Scope, Understanding, post

MakeOffer = Callable[..., Promotion]
SHOPS = ["anna", "bo", "chen"]
CATEGORIES = ["food", "toys"]
PERSONAS = ["young", "old"]
REGIONS = ["city", "land"]
PRODUCTS = ["a1", "a2", "b1", "b2", "c1", "c2"]
SHOP_OF = np.array([0, 0, 1, 1, 2, 2])
CATEGORY_OF = np.array([0, 1, 0, 1, 0, 1])
BASKET = ["shop", "cross_shop", "coupon"]

names = st.text("abcdefgh", min_size=1, max_size=4)
shares = st.floats(0, 1)
cuts = st.floats(0, 0.95)


def posted(
    *offers: Promotion,
    phase: str = "launch",
    participants: tuple[int, ...] = (0, 1),
    weekday: int = 1,
    day: int = 1,
    closed: tuple[str, ...] = (),
    weight: float = 0,
) -> Posted:
    scope = Scope(SHOP_OF, CATEGORY_OF, SHOPS, CATEGORIES, PRODUCTS, PERSONAS, REGIONS)
    today = Day(phase, frozenset(participants), weekday, day, frozenset(closed))
    return post(offers, scope, today, Understanding(weight, 4))


def same(one: Posted, other: Posted) -> bool:
    pairs = [(getattr(one, field.name), getattr(other, field.name)) for field in fields(Posted)]
    return all(a == b if isinstance(a, list) else np.array_equal(a, b) for a, b in pairs)


@pytest.mark.parametrize("level", ["item", "flash", *BASKET])
@given(participants=st.sets(st.integers(0, 2)), platform_share=shares, claim_rate=shares)
def test_an_offer_without_benefit_posts_exactly_nothing(
    level: str, participants: set[int], platform_share: float, claim_rate: float, an_offer: MakeOffer
) -> None:
    offer = an_offer(
        level=level,
        platform_share=platform_share,
        claim_rate=claim_rate if level == "coupon" else 0,
        spend=100 if level in BASKET else 0,
    )
    assert same(posted(offer, participants=tuple(participants)), posted(participants=tuple(participants)))


@given(offers=st.lists(st.tuples(names, st.sampled_from(["item", "flash"]), cuts, shares), max_size=5))
def test_every_share_stays_within_nought_and_one(
    offers: list[tuple[str, str, float, float]], an_offer: MakeOffer
) -> None:
    result = posted(
        *(
            an_offer(name=name, level=level, percent=percent, platform_share=platform)
            for name, level, percent, platform in offers
        )
    )
    for share in (result.item_off, result.item_platform, result.flash_off, result.flash_platform):
        assert share.dtype == np.float32 and ((share >= 0) & (share <= 1)).all()


@given(one=cuts, other=cuts)
def test_the_better_of_two_item_offers_wins_with_its_payer(
    one: float, other: float, an_offer: MakeOffer
) -> None:
    result = posted(
        an_offer(name="a", percent=one, platform_share=0.25),
        an_offer(name="b", percent=other, platform_share=0.75),
    )
    best = np.float32(max(one, other))
    assert (result.item_off[:4] == best).all() and (result.item_off[4:] == 0).all()
    if best > 0:
        assert (result.item_platform[:4] == (0.25 if np.float32(one) >= np.float32(other) else 0.75)).all()


@given(st.data())
def test_the_order_in_which_offers_are_listed_changes_nothing(
    an_offer: MakeOffer, data: st.DataObject
) -> None:
    offers = [
        an_offer(name=f"{level}{n}", level=level, percent=0.1 * n, quota=n if level == "flash" else 0)
        for level in ("item", "flash", *BASKET)
        for n in (1, 2)
    ]
    assert same(posted(*offers), posted(*data.draw(st.permutations(offers))))


def test_a_deeper_flash_sale_brings_its_own_hours_quota_and_payer(an_offer: MakeOffer) -> None:
    mild = an_offer(name="mild", level="flash", percent=0.2, hours=[9, 10.5], quota=7)
    deep = replace(
        mild, name="deep", percent=0.4, hours=[20, 24], quota=3, categories=["toys"], platform_share=0.5
    )
    result = posted(mild, deep)
    assert result.flash_off == pytest.approx([0.2, 0.4, 0.2, 0.4, 0, 0])
    assert result.flash_quota.tolist() == [7, 3, 7, 3, 0, 0]
    assert result.flash_from.tolist() == [540, 1200, 540, 1200, 0, 0]
    assert result.flash_to.tolist() == [630, 1440, 630, 1440, 0, 0]
    assert result.flash_platform == pytest.approx([0, 0.5, 0, 0.5, 0, 0])


def test_a_rule_carries_its_terms_in_cents(an_offer: MakeOffer) -> None:
    offer = an_offer(level="cross_shop", spend=300, amount=50, repeat=True, cap=199.9, platform_share=0.3)
    rule = posted(offer).rules[0]
    terms = [
        rule[key]
        for key in ("level", "group", "spend", "percent", "amount", "cap", "repeat", "coupon", "uses")
    ]
    assert terms == [2, 0, 30000, 0, 5000, 19990, 1, -1, 0]
    assert rule["platform_share"] == pytest.approx(0.3)


def test_rules_apply_shop_first_then_cross_shop_then_coupons(an_offer: MakeOffer) -> None:
    rules = posted(*(an_offer(name=name, level=name, amount=1) for name in reversed(BASKET))).rules
    assert rules["level"].tolist() == [1, 2, 3]
    assert rules["group"].tolist() == [1, 0, 0]
    assert rules["coupon"].tolist() == [-1, -1, 0]


@pytest.mark.parametrize("level", BASKET)
@given(
    shops=st.sets(st.sampled_from(SHOPS), min_size=1),
    categories=st.sets(st.sampled_from(CATEGORIES), min_size=1),
)
def test_a_mask_covers_its_shops_categories_and_participants_only(
    level: str, shops: set[str], categories: set[str], an_offer: MakeOffer
) -> None:
    offer = an_offer(level=level, amount=1, shops=sorted(shops), categories=sorted(categories))
    expected = [
        shop in (0, 1) and SHOPS[shop] in shops and CATEGORIES[category] in categories
        for shop, category in zip(SHOP_OF, CATEGORY_OF, strict=True)
    ]
    assert posted(offer).mask.astype(bool).tolist() == expected


def test_each_rule_has_its_own_bit(an_offer: MakeOffer) -> None:
    food = an_offer(name="food", level="shop", amount=1, categories=["food"])
    toys = an_offer(name="toys", level="coupon", amount=1, categories=["toys"])
    assert posted(toys, food).mask.tolist() == [1, 2, 1, 2, 0, 0]


def test_an_offer_acts_in_its_phases_only_unless_it_is_always_on(an_offer: MakeOffer) -> None:
    festive, standing = an_offer(percent=0.2), an_offer(percent=0.1, phases=["always"], shops=["chen"])
    assert posted(festive, phase="warm_up").item_off.sum() == 0
    assert posted(festive, phase="").item_off.sum() == 0
    assert posted(standing, phase="").item_off == pytest.approx([0, 0, 0, 0, 0.1, 0.1])


def test_coupons_keep_their_bit_when_another_one_is_out_of_season(an_offer: MakeOffer) -> None:
    early = an_offer(name="early", level="coupon", amount=1, phases=["launch"])
    late = an_offer(name="late", level="coupon", amount=1, phases=["sustain"])
    result = posted(late, early, phase="sustain")
    assert [coupon.name for coupon in result.wallet] == ["early", "late"]
    assert result.rules["coupon"].tolist() == [1] and result.rights["open"].tolist() == [0, 1]


def test_coupons_can_be_claimed_from_the_warm_up_to_their_last_phase(an_offer: MakeOffer) -> None:
    coupon = an_offer(level="coupon", amount=1)
    assert [
        phase for phase in ("prepare", "warm_up", "launch", "sustain", "") if coupon.claimable(phase)
    ] == [
        "warm_up",
        "launch",
    ]


def test_an_offer_for_some_takes_a_bit_in_the_wallet_and_one_for_all_does_not(an_offer: MakeOffer) -> None:
    everybody = an_offer(name="everybody", level="shop", amount=1)
    for bit, some in enumerate(
        [{"personas": ["old"]}, {"regions": ["land"]}, {"customers": "new"}, {"tier": 1}, {"per_person": 2}]
    ):
        result = posted(everybody, an_offer(name="some", level="shop", amount=1, **some))
        assert result.rules["coupon"].tolist() == [-1, 0]
        right = result.rights[0]
        told = [right[key] for key in ("customers", "tier", "claimed", "open")]
        assert told == [int(bit == 2), int(bit == 3), 0, 1]
        assert right["personas"] == (0b10 if bit == 0 else 2**64 - 1)
        assert right["regions"] == (0b10 if bit == 1 else 2**64 - 1)


def test_a_limit_of_one_use_needs_no_counter_and_every_other_limit_has_its_own(an_offer: MakeOffer) -> None:
    offers = [
        an_offer(name=name, level="shop", amount=1, per_person=uses)
        for name, uses in (("a", 2), ("b", 1), ("c", 3), ("d", 0))
    ]
    rules = posted(*offers).rules
    assert rules["counter"].tolist() == [0, -1, 1, -1]
    assert rules["uses"].tolist() == [2, 1, 3, 0]
    assert posted(*offers[1:], closed=("b",)).rules["counter"].tolist() == [0, -1]


def test_buying_at_its_shop_loses_an_offer_for_customers_new_to_the_shop(an_offer: MakeOffer) -> None:
    one = an_offer(name="one", level="shop", amount=1, shops=["bo"], customers="new_to_shop")
    festive = an_offer(name="two", level="shop", amount=1, customers="new_to_shop")
    assert posted(one, festive).shop_bits.tolist() == [2, 2, 3, 3, 2, 2]
    assert posted(one, festive, phase="").shop_bits.tolist() == [2, 2, 3, 3, 2, 2]


def test_a_member_day_is_posted_on_its_days_only(an_offer: MakeOffer) -> None:
    eighth, sunday = an_offer(percent=0.1, days=[8, 18, 28]), an_offer(percent=0.1, weekdays=[7])
    assert [posted(eighth, day=day).item_off.any() for day in (7, 8, 28)] == [False, True, True]
    assert [posted(sunday, weekday=day).item_off.any() for day in (6, 7)] == [False, True]


def test_an_offer_whose_budget_is_spent_is_not_posted(an_offer: MakeOffer) -> None:
    a, b = (an_offer(name=name, level="shop", amount=1) for name in "ab")
    assert [offer.name for offer in posted(a, b, closed=("a",)).basket] == ["b"]


def test_groups_and_names_exclude_each_other_both_ways(an_offer: MakeOffer) -> None:
    offers = [
        an_offer(name="a", level="shop", amount=1, exclusive="one of us"),
        an_offer(name="b", level="shop", amount=1, not_with=["d"]),
        an_offer(name="c", level="cross_shop", amount=1, exclusive="one of us"),
        an_offer(name="d", level="coupon", amount=1),
    ]
    assert posted(*offers).rules["clash"].tolist() == [0b0100, 0b1000, 0b0001, 0b0010]
    with pytest.raises(ValueError, match=r"b\.not_with: 'd' is not known; write one of a, b, c"):
        posted(*offers[:3])


def test_an_offer_that_does_not_combine_with_an_item_offer_leaves_out_its_products(
    an_offer: MakeOffer,
) -> None:
    cut = an_offer(name="cut", percent=0.1, categories=["toys"])
    rest = an_offer(name="rest", level="shop", amount=1, not_with=["cut"])
    assert posted(cut, rest).mask.tolist() == [1, 0, 1, 0, 0, 0]


def test_named_products_are_covered_alone(an_offer: MakeOffer) -> None:
    assert posted(an_offer(level="shop", amount=1, products=["a2", "c1"])).mask.tolist() == [0, 1, 0, 0, 0, 0]


def test_all_shops_take_part_in_an_offer_for_all_whatever_the_campaign(an_offer: MakeOffer) -> None:
    standing = an_offer(level="shop", amount=1, shops="all", phases=["always"])
    assert posted(standing, phase="", participants=()).mask.tolist() == [1] * 6


@given(steps=st.integers(0, 3), weight=st.floats(0.1, 3))
def test_more_conditions_make_an_offer_harder_to_understand(
    steps: int, weight: float, an_offer: MakeOffer
) -> None:
    plain = an_offer(level="cross_shop", amount=1)
    tiers = [[100 + 100 * n, 10 + 10 * n] for n in range(steps)]
    hard = an_offer(level="cross_shop", spend=50, amount=1, tiers=tiers)
    assert len(posted(plain, weight=weight).wallet) == 0
    assert posted(hard, weight=weight).rights["load"][0] > 0 and len(posted(hard).wallet) == 0
    harder = replace(hard, hours=[9, 10])
    assert posted(harder, weight=weight).rights["load"][0] > posted(hard, weight=weight).rights["load"][0]


def test_more_than_63_rules_are_refused(an_offer: MakeOffer) -> None:
    offers = [an_offer(name=f"n{n}", level="shop", amount=1) for n in range(64)]
    assert len(posted(*offers[:63]).rules) == 63
    with pytest.raises(ValueError, match="64 rules: at most 63"):
        posted(*offers)


@pytest.mark.parametrize(
    ("field", "known"),
    [("shops", "anna, bo, chen"), ("categories", "food, toys"), ("personas", "young, old")],
)
def test_an_unknown_name_is_refused_with_the_known_ones(field: str, known: str, an_offer: MakeOffer) -> None:
    with pytest.raises(ValueError, match=f"sale.{field}: 'ghost' is not known; write one of {known}"):
        posted(an_offer(name="sale", level="shop", amount=1, **{field: ["ghost"]}), phase="")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"level": "gift"}, "offer.level: 'gift' .* item, flash"),
        ({"percent": 1.2}, "offer.percent: 1.2 .* from 0 to 1"),
        ({"percent": 0.96}, "offer.percent: 0.96 .* at most 0.95 for an offer of level item"),
        ({"percent": -0.1}, "offer.percent: -0.1"),
        ({"level": "shop", "amount": -5}, "offer.amount: -5"),
        ({"amount": 5}, "offer.amount: 5 .* 0 for a item offer"),
        ({"level": "flash", "hours": [22, 20]}, "offer.hours"),
        ({"level": "flash", "hours": None}, "offer.hours"),
        ({"hours": [20, 22]}, "offer.hours: .* null"),
        ({"level": "shop", "benefit": "magic"}, "offer.benefit: 'magic' .* reduction, bundle"),
        ({"level": "shop", "benefit": "redeem"}, "offer.benefit: 'redeem' .* points"),
        ({"level": "points", "percent": 0.5}, "offer.benefit: 'reduction' .* points"),
        ({"level": "shop", "benefit": "bundle", "price": 9}, "offer.quantity: 0 .* 2 or more"),
        ({"level": "shop", "amount": 5, "value": 9}, "offer.value: 9 .* gift"),
        ({"level": "shop", "platform_share": 0.6, "brand_share": 0.5}, "offer.brand_share: 0.5 .* 0.6"),
        ({"level": "shop", "spend": 100, "amount": 9, "tiers": [[90, 10]]}, "offer.tiers: .* rising"),
        ({"level": "shop", "spend": 9, "amount": 9, "repeat": True, "tiers": [[90, 10]]}, "offer.tiers"),
        ({"weekdays": [8]}, "offer.weekdays: 8 .* 1 to 7"),
        ({"days": 8}, "offer.days: 8 .* a list"),
        ({"budget": 100}, "offer.budget: 100 .* 0 for a item offer"),
        ({"customers": "loyal"}, "offer.customers: 'loyal' .* all, new, new_to_shop"),
        ({"level": "shop", "amount": 10, "repeat": True}, "offer.repeat: True"),
        ({"level": "shop", "spend": 10, "amount": 20}, "offer.amount: 20 .* at most the threshold"),
        ({"level": "shop", "quota": 5}, "offer.quota: 5"),
        ({"level": "shop", "claim_rate": 0.5}, "offer.claim_rate: 0.5"),
        ({"level": "coupon", "quota": 1.5}, "offer.quota: 1.5 .* whole number"),
        ({"platform_share": 2}, "offer.platform_share: 2"),
        ({"categories": "food"}, "offer.categories: 'food' .* \"all\""),
        ({"phases": []}, "offer.phases"),
        ({"personas": ["old"]}, "offer.personas"),
    ],
)
def test_terms_that_make_no_sense_are_refused(
    given: dict[str, object], message: str, an_offer: MakeOffer
) -> None:
    with pytest.raises(ValueError, match=message):
        an_offer(**given)
