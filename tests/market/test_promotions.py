from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from small_market import Tables, different, market, run

from sim.market.closing import check
from sim.market.model import Market
from sim.run.compose import conf_dir

FILES = sorted(path.stem for path in (conf_dir() / "promotion").glob("*.yaml"))
SALE = ("campaign=plain", "calendar.start=2025-09-24", "calendar.days=28")
MEMBERS = "platform.tiers=[50,400]"


def offering(*names: str) -> tuple[str, ...]:
    """Overrides that put files of conf/promotion into the plain campaign, each under its own name."""
    partners = (term("partner_coupon", "shops", "[niche]"), term("partner_coupon", "granted_by", "flagship"))
    files = tuple(f"+promotion@campaign.plain.promotions.{name}={name}" for name in names)
    return (*files, *partners) if "partner_coupon" in names else files


def term(name: str, key: str, value: object) -> str:
    return f"++campaign.plain.promotions.{name}.{key}={value}"


@pytest.fixture(scope="module")
def without() -> Tables:
    return run(*SALE, MEMBERS)


@pytest.mark.parametrize("name", FILES)
def test_every_promotion_in_conf_is_used_and_loses_no_cent(name: str, without: Tables) -> None:
    earned = offering("points_earned") if name == "points_redeemed" else ()
    own = (f"+promotion@shops.niche.promotions.{name}={name}",)
    mine = own if name == "new_to_shop" else offering(name)
    with market(*SALE, MEMBERS, *earned, *mine) as built:
        while built.steps < built.calendar.days:
            built.step()
            check(built)
        changed = different(without, built.tables())
        points = built.promotions.points["issued"]
    assert "sales" in changed or "ledger" in changed or points > 0


@dataclass
class Watched:
    market: Market
    tables: Tables
    balances: list[int]  # points of all consumers, by day


EVERYTHING = offering(*FILES)
LIMITS = (
    term("limited_uses", "uses", 37),
    term("budgeted", "budget", 333.33),
    term("gift", "budget", 99),
    term("cross_shop", "budget", 250),
    term("free_shipping", "budget", 60.5),
    term("budgeted", "per_person", 2),
    term("points_earned", "expiry", 5),
    term("double_points", "expiry", 5),
)
LIMITED = {"budgeted": 33_333, "gift": 9_900, "cross_shop": 25_000, "free_shipping": 6_050}


@pytest.fixture(scope="module", params=[1, 2])
def watched(request: pytest.FixtureRequest) -> Iterator[Watched]:
    size = "population.size=1200"
    with market(*SALE, MEMBERS, size, *EVERYTHING, *LIMITS, f"threads={request.param}") as built:
        balances = []
        while built.steps < built.calendar.days:
            built.step()
            check(built)
            balances.append(int(built.state.points.sum()))
            for name, most in LIMITED.items():
                assert built.promotions.spent.get(name, 0) <= most
        yield Watched(built, built.tables(), balances)


def test_a_budget_is_never_exceeded_and_nearly_used_up(watched: Watched) -> None:
    spent = watched.market.promotions.spent
    assert all(spent[name] <= most for name, most in LIMITED.items())
    assert spent["budgeted"] > 33_333 - 3_000, "what is left is less than one use"


def test_uses_are_counted_to_the_last_one(watched: Watched) -> None:
    assert watched.market.promotions.used["limited_uses"] == 37


def test_nobody_uses_an_offer_more_often_than_allowed() -> None:
    generous = (*offering("budgeted"), term("budgeted", "budget", 0), term("budgeted", "per_person", 2))
    with market(*SALE, *generous) as built:
        built.run()
        uses = built.state.uses
        assert uses.shape == (built.n, 1) and uses.max() == 2


def test_points_issued_are_redeemed_taken_back_expired_or_outstanding(watched: Watched) -> None:
    points = watched.market.promotions.points
    assert all(count > 0 for count in points.values()), points
    gone = points["redeemed"] + points["taken_back"] + points["expired"]
    assert points["issued"] == gone + watched.balances[-1]
    assert watched.market.state.points.min() >= 0


def test_what_consumers_spent_is_what_the_ledger_took_from_them_cash_back_included(watched: Watched) -> None:
    ledger = watched.tables["ledger"]
    paid = ledger.loc[ledger["payer"] == "consumer", "cents"].sum()
    got = ledger.loc[ledger["payee"] == "consumer", "cents"].sum()
    assert ledger.loc[ledger["purpose"] == "cash_back", "cents"].sum() > 0
    assert watched.tables["consumers"]["spent"].sum() == paid - got


def test_brand_and_platform_pay_what_they_promised(watched: Watched) -> None:
    ledger = watched.tables["ledger"]
    of = ledger.groupby(["payer", "payee", "purpose"], observed=True)["cents"].sum()
    for flow in (
        ("brand", "platform", "subsidy"),
        ("shop", "supplier", "gift"),
        ("platform", "shop", "free_shipping"),
    ):
        assert of.loc[flow] > 0


def test_no_refund_is_more_than_was_paid_and_no_brand_gets_back_more_than_it_gave(watched: Watched) -> None:
    sales = watched.tables["sales"].astype({"product": str, "channel": str})
    so_far = sales.groupby(["product", "channel"])[["units", "returns", "paid_value", "refunds"]].cumsum()
    assert (so_far["refunds"] <= so_far["paid_value"]).all() and so_far["refunds"].max() > 0
    ledger = watched.tables["ledger"]
    flows = ledger.groupby(["payer", "payee", "purpose"], observed=True)["cents"].sum()
    back = flows.get(("platform", "brand", "subsidy_return"), 0)
    assert 0 < back <= flows.loc[("brand", "platform", "subsidy")]
    assert (
        sales["list_value"] == sales["paid_value"] + sales["discount_shop"] + sales["discount_platform"]
    ).all()


def test_the_order_in_which_promotions_are_listed_changes_nothing() -> None:
    both = [run(*SALE, MEMBERS, *order, *LIMITS) for order in (EVERYTHING, EVERYTHING[::-1])]
    assert different(*both) == []


def test_two_threads_give_the_same_as_one() -> None:
    both = [
        run(*SALE, MEMBERS, "population.size=1200", *EVERYTHING, *LIMITS, f"threads={threads}")
        for threads in (1, 2)
    ]
    assert different(*both) == []


def spent_on(*overrides: str) -> tuple[int, int]:
    with market(*SALE, *overrides) as built:
        built.run()
        return built.promotions.spent["budgeted"], built.promotions.used["budgeted"]


def test_a_larger_budget_gives_more() -> None:
    small, large = (spent_on(*offering("budgeted"), term("budgeted", "budget", b)) for b in (100, 400))
    assert small[0] <= 10_000 < large[0] <= 40_000 and small[1] < large[1]


def test_an_offer_that_everybody_understands_differs_from_one_that_few_do() -> None:
    """Complexity takes uses away, and nobody else's draws: who understands it buys as before."""
    offer = (*offering("limited_uses"), term("limited_uses", "uses", 1_000_000))
    used = []
    for weight in (0, 3):
        with market(*SALE, *offer, f"platform.complexity_weight={weight}") as built:
            built.run()
            used.append(built.promotions.used["limited_uses"])
            if weight:
                open_to = built.posted.rights["load"]
                assert (open_to > 0).all()
    assert used[1] < used[0]


def test_a_first_order_is_cheaper_only_once() -> None:
    with market(*SALE, *offering("first_order")) as built:
        built.run()
        orders = built.tables()["orders"]
    bought = orders[orders["units"] > 0]
    first_day = bought.groupby("consumer")["date"].transform("min")
    assert (bought["paid_value"] < bought["list_value"])[bought["date"] == first_day].any()


def test_what_each_offer_gave_adds_up_to_what_was_taken_off() -> None:
    offers = (
        "steps",
        "cross_shop",
        "coupon",
        "third_free",
        "budgeted",
        "brand_days",
        "flash",
        "points_redeemed",
    )
    with market(*SALE, *offering(*offers, "points_earned")) as built:
        built.run()
        tables = built.tables()
    sales, given = tables["sales"], tables["redemptions"]
    given = given[given["benefit"] != "points"]
    assert set(given["promotion"]) == set(offers)
    by_payer = given.groupby(["date", "payer"])["cents"].sum().unstack(fill_value=0)
    off = sales.groupby("date")[["discount_shop", "discount_platform"]].sum().loc[by_payer.index]
    assert (by_payer["shop"] == off["discount_shop"]).all()
    assert (by_payer["platform"] + by_payer["brand"] == off["discount_platform"]).all()
    assert sales["list_value"].sum() - sales["paid_value"].sum() == given["cents"].sum()
    brand = tables["ledger"].query("payer == 'brand'")["cents"].sum()
    assert by_payer["brand"].sum() == brand > 0


def test_members_only_get_the_member_day() -> None:
    with market(*SALE, MEMBERS, *offering("member_day")) as built:
        for _ in range(5):
            built.step()
        day = pd.Timestamp(built.date)
        assert day.day == 28
        entitled = built.state.coupons & np.uint64(1) > 0
        assert (entitled == (built.state.tier >= 1)).all() and entitled.any() and not entitled.all()


def test_without_tiers_nobody_is_a_member() -> None:
    for_any_tier = offering("member_day")
    assert (
        different(run(*SALE, *for_any_tier), run(*SALE, *for_any_tier, term("member_day", "tier", 7))) == []
    )
