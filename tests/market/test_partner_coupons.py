import pytest
from small_market import Tables, market, run

from sim.market.closing import check

SALE = (
    *("campaign=plain", "calendar.start=2025-09-24", "calendar.days=20", "population.size=2000"),
    "campaign.plain.end=2025-10-14",
)
COUPON = (
    "+promotion@campaign.plain.promotions.partner_coupon=partner_coupon",
    "++campaign.plain.promotions.partner_coupon.shops=[niche]",
    "++campaign.plain.promotions.partner_coupon.granted_by=livestream",
    "++campaign.plain.promotions.partner_coupon.spend=20",
)


@pytest.fixture(scope="module")
def sold() -> Tables:
    with market(*SALE, *COUPON) as built:
        while built.steps < built.calendar.days:
            built.step()
            check(built)
        return built.tables()


def test_the_coupon_is_used_only_by_those_who_bought_at_the_partner_before(sold: Tables) -> None:
    orders = sold["orders"][sold["orders"]["units"] > 0]
    reduced = orders[(orders["shop"] == "niche") & (orders["paid_value"] < orders["list_value"])]
    first = orders[orders["shop"] == "livestream"].groupby("consumer")["date"].min()
    assert len(reduced) and (reduced["date"] > reduced["consumer"].map(first)).all()


def test_the_partner_pays_for_every_use_and_the_platform_keeps_nothing(sold: Tables) -> None:
    flows = (
        sold["ledger"]
        .query("purpose == 'settlement'")
        .groupby(["payer", "payee", "shop"], observed=True)["cents"]
        .sum()
    )
    paid, got = flows[("shop", "platform", "livestream")], flows[("platform", "shop", "niche")]
    assert paid == got > 0 == paid % 500


def test_of_several_shops_each_gets_the_settlement_of_its_own_uses() -> None:
    several = "++campaign.plain.promotions.partner_coupon.shops=[niche,flagship,everyday]"
    tables = run(*SALE, *COUPON, several)
    flows = tables["ledger"].query("purpose == 'settlement' and payer == 'platform'")
    got = flows.groupby("shop", observed=True)["cents"].sum()
    bought = tables["orders"][tables["orders"]["units"] > 0]
    borne = (bought["list_value"] - bought["paid_value"]).groupby(bought["shop"].astype(str)).sum()
    gave = borne[borne > 0]
    assert len(gave) > 1 and set(got[got > 0].index.astype(str)) == set(gave.index)
    assert (got[gave.index] / got.sum() - gave / gave.sum()).abs().max() < 0.02


def test_a_quota_bounds_how_many_are_granted_and_all_are_on_the_record() -> None:
    tables = run(*SALE, *COUPON, "++campaign.plain.promotions.partner_coupon.quota=7")
    assert len(tables["touches"]) == 7
    assert tables["redemptions"]["uses"].sum() <= 7


def test_nobody_is_granted_a_coupon_by_chance_nought() -> None:
    never = "++campaign.plain.promotions.partner_coupon.claim_rate=0"
    tables = run(*SALE, *COUPON, never)
    assert "settlement" not in set(tables["ledger"]["purpose"])
    assert (tables["orders"]["paid_value"] == tables["orders"]["list_value"]).all()


def test_a_shop_cannot_be_its_own_partner() -> None:
    with (
        pytest.raises(Exception, match="granted_by"),
        market(*SALE, *COUPON, "++campaign.plain.promotions.partner_coupon.shops=[livestream]"),
    ):
        pass
