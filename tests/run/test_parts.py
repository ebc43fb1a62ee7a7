"""Offers, activities, campaigns and rules that a config gets wrong are named in full before anything runs."""

import pytest
import yaml
from omegaconf import DictConfig, OmegaConf

from sim.run import parts
from sim.run.check import plain, problems
from sim.run.errors import nearest

CUT = "campaign.sale.promotions.cut"
COUPON = "level: coupon, phases: [launch], amount: 5, spend: 50"
BOTH = "'bamboo' does not exist; did you mean 'bamboo_1', 'bamboo_2'?"


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("campaign.sale.shops=[bamboo]", f"campaign.sale.shops: {BOTH}"),
        (
            "campaign.sale.shops=bamboo_1",
            "campaign.sale.shops: 'bamboo_1' is not right; write a list of shop",
        ),
        (f"{CUT}.shops=[bamboo]", f"{CUT}.shops: {BOTH}"),
        (f"{CUT}.categories=[fod]", f"{CUT}.categories: 'fod' does not exist; did you mean 'food'?"),
        (f"{CUT}.categories=food", f"{CUT}.categories: 'food' is not right; write a list of names, or all"),
        (f"{CUT}.products=[aurora/food/9]", f"{CUT}.products: 'aurora/food/9' does not exist; did you mean"),
        (f"{CUT}.not_with=[coupon]", f"{CUT}.not_with: 'coupon' does not exist; known: cut"),
        (
            f"shops.bamboo.promotions.mine={{{COUPON}, claim_rate: 1, categories: [shoes]}}",
            "shops.bamboo.promotions.mine.categories: 'shoes' does not exist; known: food, beauty",
        ),
        (
            f"campaign.sale.promotions.coupon={{{COUPON}, claim_rate: 1, granted_by: bamboo, shops: [aurora]}}",
            f"campaign.sale.promotions.coupon.granted_by: {BOTH}",
        ),
        (
            f"campaign.sale.promotions.coupon={{{COUPON}}}",
            "campaign.sale.promotions.coupon: a coupon that nobody gets; write claim_rate or sent",
        ),
        (f"{CUT}.level=itm", f"{CUT}.level: 'itm' is not known; write one of item, flash,"),
        (f"{CUT}.phases=launch", f"{CUT}.phases: 'launch' is not right; write a list"),
        (f"{CUT}.phases=[lunch]", f"{CUT}.phases: 'lunch' is not known; write one of prepare"),
        (f"{CUT}.hours=20", f"{CUT}.hours: 20 is not right; write [from, to]"),
        (
            "campaign.sale.promotions.more={level: shop, phases: [launch], spend: 9, amount: 1, tiers: 3}",
            "campaign.sale.promotions.more.tiers: 3 is not right; write a list of pairs",
        ),
        (f"~{CUT}.level", f"{CUT}: lacks level"),
        (f"{CUT}=20", f"{CUT}: 20 is not right; write the terms"),
        (
            "campaign.sale.activities.game={form: game, phases: [launch], prize: 3}",
            "campaign.sale.activities.game.chance: 0 is not right",
        ),
        (
            "campaign.sale.activities.game={form: game, phases: [launch], chance: 1, coupon: {phases: [launch], cap: x}}",
            "campaign.sale.activities.game.coupon.cap: 'x' is not right",
        ),
        (
            "campaign.sale.pull.launch=100",
            "campaign.sale.pull.launch: 100 is not right; write a number from",
        ),
        (
            "~campaign.sale._target_",
            "campaign.sale: has no class; write _target_: sim.strategies.campaign.Ca",
        ),
        (
            "shops.bamboo.pricing.markup=-3",
            "shops.bamboo.pricing.markup: -3 is not right; write a number from",
        ),
        ("shops.aurora.pricing=match", "'match' is not right; write pricing@shops.aurora.pricing=match"),
        ("shops.aurora.price=.inf", "shops.aurora.price: inf is not right; write a number above 0"),
        (
            "consumer.wom.enabled=2",
            "consumer.wom.enabled: 2 is not right; write a whole number from 0 to 1 (0 is",
        ),
        ("consumer.wom.enabled=false", "consumer.wom.enabled: false is not right; write a whole number"),
        ("consumer.choice.v0=.nan", "consumer.choice.v0: nan is not right; write a number"),
        ("shops.aurora.quality=50", "shops.aurora.quality: 50 is not right; write a number from -5 to 5"),
        (
            "shops.bamboo.pricing=null",
            "shops.bamboo.pricing: null is not right; write pricing@shops.bamboo.pr",
        ),
        (
            "~shops.bamboo.pricing.markup",
            "shops.bamboo.pricing: CostPlus lacks markup; its fields are markup, min",
        ),
        ("~campaign.sale.end", "campaign.sale: Campaign lacks end; its fields are name"),
        ("campaign.sale.learning=by_event", "write campaign/learning@campaign.sale.learning=by_event"),
    ],
)
def test_what_a_part_refuses_is_told_under_its_whole_key(sale: DictConfig, override: str, told: str) -> None:
    (line,) = wrong(sale, override)
    assert told in line


def test_a_market_in_which_no_shop_sells_is_refused_but_one_shop_may_be_away(sale: DictConfig) -> None:
    assert not wrong(sale, "shops.aurora.channels=[]")
    (line,) = wrong(sale, "shops.aurora.channels=[]", "shops.bamboo.channels=[]")
    assert "none of them sells on a channel" in line


def test_a_plan_for_media_names_media_that_there_are_if_there_are_any(sale: DictConfig) -> None:
    plan = "shops.aurora.media={_target_: sim.strategies.media.ConstantShare, share: 0, fixed: 0, split: {serch: 1}}"
    (line,) = wrong(sale, plan, "media={search: {cost: 60, effect: 0.06}}")
    assert line == "shops.aurora.media.split: 'serch' does not exist; did you mean 'search'?; known: search"
    assert not wrong(sale, plan, "media={}")


def test_all_terms_that_are_wrong_are_told_and_each_of_them_once(sale: DictConfig) -> None:
    overrides = (
        f"{CUT}.level=itm",
        f"{CUT}.percent=20",
        "shops.bamboo.pricing.markup=-3",
        "population.size=0",
    )
    assert len(wrong(sale, *overrides)) == 4


def test_a_coupon_that_can_be_won_or_is_handed_to_nobody_on_purpose_is_right(sale: DictConfig) -> None:
    coupon, off = (f"campaign.sale.promotions.{name}={{{COUPON}" for name in ("prize", "off"))
    game = "campaign.sale.activities.game={form: game, phases: [launch], chance: 1, coupon: prize}"
    assert not wrong(sale, f"{coupon}}}", f"{off}, claim_rate: 0}}", game)


def test_null_takes_away_what_stands_under_names_and_nothing_else_does(sale: DictConfig) -> None:
    assert not wrong(sale, "campaign.sale.promotions=null", "campaign.sale.activities=null")
    copy = sale.copy()
    copy.campaign.sale.promotions = None
    assert plain(copy)["campaign"]["sale"]["promotions"] == {}
    for name in ("faults", "media_lift", "activities"):
        (line,) = wrong(sale, f"campaign.sale.{name}=abc")
        assert line.startswith(f"campaign.sale.{name}: 'abc' is not right; write a mapping")


def wrong(cfg: DictConfig, *overrides: str) -> list[str]:
    """What is wrong with a config after overrides; `~key` takes a key out."""
    copy = cfg.copy()
    OmegaConf.set_struct(copy, False)
    for override in overrides:
        key, sign, value = override.partition("=")
        if sign:
            OmegaConf.update(copy, key, yaml.safe_load(value), merge=False)
        else:
            parent, _, last = key.removeprefix("~").rpartition(".")
            del OmegaConf.select(copy, parent)[last]
    return list(problems(plain(copy)))


def many(terms: str) -> list[str]:
    return [f"campaign.sale.promotions.o{n}={{phases: [launch], spend: 9, {terms}}}" for n in range(64)]


def test_more_offers_than_a_day_can_hold_are_refused(sale: DictConfig) -> None:
    told = "campaign.sale.promotions: 64 offers on baskets on 2025-11-02 are too many; write at most 63 for one day"
    assert wrong(sale, *many("level: shop, amount: 1")) == [told]
    assert not wrong(sale, *many("level: shop, amount: 1")[:-1])
    assert not wrong(sale, *many("level: shop, amount: 1, weekdays: [5]"))  # the launch is on a Sunday


def test_more_offers_for_some_than_a_wallet_can_hold_are_refused(sale: DictConfig) -> None:
    (line,) = wrong(sale, *many("level: shop, amount: 1, tier: 1, weekdays: [5]"))
    assert "64 coupons and offers for some people only are too many" in line


def test_parts_that_configs_have_in_common_are_built_once(sale: DictConfig) -> None:
    wrong(sale, "population.size=11")
    before = parts._kept.cache_info().misses
    wrong(sale, "population.size=12")
    assert parts._kept.cache_info().misses == before


def test_of_a_kind_of_shop_all_copies_are_offered() -> None:
    assert (
        nearest("flagship", ["flag", "flagship_1", "flagship_2"])
        == "; did you mean 'flagship_1', 'flagship_2'?"
    )
