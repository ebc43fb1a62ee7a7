"""What is limited is given to those who come first, to the last use, and is over then."""

import numpy as np
import pytest
from omegaconf import DictConfig
from small_market import market, plain, run
from test_promotions import SALE, offering, term

from sim.market import delivering
from sim.market.model import Market
from sim.results.evaluation.promotion import extras_by_payer, reductions_by_payer

TWO = (
    *offering("limited_uses", "budgeted"),
    term("limited_uses", "level", "shop"),
    term("limited_uses", "uses", 40),
    term("budgeted", "budget", 300),
    term("budgeted", "per_person", 0),
    "population.size=800",
)


def until_launch(built: Market, days: int = 1) -> None:
    """Go on to the evening of the first day of the launch, or of a later one."""
    while built.phase != "launch":
        built.step()
    for _ in range(days - 1):
        built.step()


def test_an_offer_that_runs_out_takes_nothing_from_another_one() -> None:
    with market(*SALE, *TWO) as built:
        until_launch(built)
        assert built.promotions.used["limited_uses"] == 40
        assert built.promotions.spent["budgeted"] > 25_000


def test_an_offer_of_which_too_little_was_left_is_not_posted_again() -> None:
    with market(*SALE, *TWO) as built:
        until_launch(built)
        assert 0 < 30_000 - built.promotions.spent["budgeted"] < 3_000
        until_launch(built, days=2)
        assert built.promotions.closed() == {"limited_uses", "budgeted"}
        assert not built.posted.basket and not built.offers["saving"].any()


def test_a_basket_that_costs_nothing_is_an_order_too_and_pays_its_shipping() -> None:
    free = (
        *offering("first_order"),
        *(
            term("first_order", key, value)
            for key, value in (("spend", 0), ("amount", 0), ("percent", 1), ("cap", 60))
        ),
    )
    tables = run(*SALE, *free)
    bought = tables["orders"][tables["orders"]["units"] > 0]
    baskets = bought.groupby(["date", "consumer"])["paid_value"].sum()
    assert (baskets == 0).any() and baskets[baskets == 0].groupby("consumer").size().max() == 1
    ledger = tables["ledger"]
    paid = ledger.loc[ledger["payer"] == "consumer", "cents"].sum()
    got = ledger.loc[ledger["payee"] == "consumer", "cents"].sum()
    assert tables["consumers"]["spent"].sum() == paid - got


def test_points_that_never_expire_do_not_expire_beside_others() -> None:
    both = (*offering("points_earned", "double_points"), term("points_earned", "expiry", 0))
    with market(*SALE, *both, term("double_points", "expiry", 3)) as built:
        built.run()
        assert built.promotions.points["issued"] > 0 == built.promotions.points["expired"]


def test_points_won_by_playing_last_from_then_on() -> None:
    check_in = (
        *(
            "+activity@campaign.plain.activities.it=check_in",
            "++campaign.plain.activities.it.phases=[always]",
        ),
        *offering("points_earned"),
        term("points_earned", "expiry", 6),
    )
    with market(*SALE, *check_in, "consumer.needs.visit_base=-30", "consumer.needs.visit_need=0") as built:
        for _ in range(20):
            held = built.state.points.copy()
            built.step()
            lost = built.state.points < held
            assert (built.day - built.state.earned[lost] > 6).all()
        assert built.promotions.points["expired"] > 0 == built.state.orders.sum()


def test_a_return_takes_from_the_rolling_spend_what_is_left_of_its_purchase(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    days, keep = 30, 1 - 1 / 30
    exact, back = np.zeros(500), delivering.back_at_shops

    def watched(built: Market, parcels: np.ndarray) -> None:
        age = built.day - parcels["ordered"].astype(int)
        np.add.at(exact, parcels["consumer"], -parcels["paid"] * keep**age)
        back(built, parcels)

    monkeypatch.setattr(delivering, "back_at_shops", watched)
    with market("platform.tiers=[200,500]", f"platform.tier_days={days}") as built:
        while built.steps < built.calendar.days:
            exact *= keep
            built.step()
            lines = built.records.orders[-1][1]
            np.add.at(exact, lines["consumer"], lines["paid"] * (lines["kept"] == 1))
        assert np.allclose(built.state.recent, exact, atol=2)


def test_nobody_is_drawn_by_a_campaign_that_no_shop_can_afford_any_more() -> None:
    poor = ("campaign.plain.budget=1", *offering("cut"), "++campaign.plain.pull={launch: 1.5}")
    with market(*SALE, *poor) as built:
        until_launch(built)
        assert built.today.pull > 0
        until_launch(built, days=2)
        assert not built.participants and built.today.pull == 0


@pytest.mark.parametrize(
    "offer",
    [
        (*offering("group_buy"), term("group_buy", "percent", 0.4)),
        (*offering("presale"), term("presale", "deposit", 0.2), term("presale", "inflate", 3)),
        (*offering("cut"), term("cut", "percent", 0.4)),
    ],
)
def test_no_offer_leaves_a_shop_less_than_its_lowest_margin(offer: tuple[str, ...]) -> None:
    guard = [f"shops.{name}.min_margin=0.15" for name in ("niche", "flagship", "everyday")]
    with market(*SALE, *guard, *offer) as built:
        floor = np.minimum(built.floor, built.list_price)
        reduced = 0
        while built.steps < built.calendar.days:
            built.step()
            lines = built.records.orders[-1][1]
            off = lines["off_shop"].astype(np.int64) + lines["off_platform"]
            some = lines[(lines["kept"] == 1) & (off > 0) & (floor[lines["offer"]] > 0)]
            gets = some["paid"].astype(np.int64) + some["off_platform"]
            reduced += len(some)
            assert (gets >= 0.98 * floor[some["offer"]] * some["units"]).all()
        assert reduced > 0


def test_what_others_pay_does_not_count_against_the_lowest_margin() -> None:
    guard = [f"shops.{name}.min_margin=0.15" for name in ("niche", "flagship", "everyday")]
    paid_by_platform = (*offering("cut"), term("cut", "percent", 0.4), term("cut", "platform_share", 1))
    with market(*SALE, *guard, *paid_by_platform) as built:
        until_launch(built)
        posted = built.offers["deal_price"] / built.offers["list_price"]
        assert posted.max() < 0.61


def always_a_tenth_off(cfg: DictConfig) -> None:
    for name in cfg.shops:
        own = {"level": "shop", "phases": ["always"], "percent": 0.1, "shops": [name]}
        cut = {"level": "item", "phases": ["always"], "percent": 0.05, "shops": [name]}
        cfg.shops[name].promotions = {"own": own, "cut": cut}


def test_what_shops_always_offer_does_not_use_up_the_budget_of_a_campaign() -> None:
    limited = ("campaign.plain.budget=200", "campaign.plain.platform_budget=200")
    with market(*SALE, *limited, edit=always_a_tenth_off) as built:
        while built.steps < built.calendar.days:
            built.step()
            assert not built.subsidy_spent.any() and built.platform_spent == 0
        assert plain(built.tables()["sales"])["discount_shop"].sum() > 100_000
    with market(*SALE, *limited, *offering("cut"), edit=always_a_tenth_off) as built:
        until_launch(built)
        assert (built.subsidy_spent > 20_000).all()


def test_what_a_brand_pays_for_gifts_is_told_apart_from_its_part_of_reductions() -> None:
    tables = run(*SALE, *offering("gift"), term("gift", "brand_share", 1))
    ledger = plain(tables["ledger"]).assign(seed=1)
    given = extras_by_payer(ledger)["gift"]
    assert (
        given["brand"].sum() == ledger.query("payee == 'supplier' and purpose == 'gift'")["cents"].sum() > 0
    )
    assert (given["platform"] == 0).all()
    assert (reductions_by_payer(tables["sales"].assign(seed=1), ledger) == 0).all(axis=None)
