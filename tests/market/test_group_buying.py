"""Friends who buy together: groups are whole or nothing, and cents and units are conserved."""

from collections.abc import Iterator

import pytest
from small_market import different, market, run

from sim.market.closing import check
from sim.market.model import Market

SALE = (
    "campaign=plain", "calendar.start=2025-09-24", "calendar.days=12", "population.size=1000",
    "campaign.plain.phases.after=2025-10-03", "campaign.plain.end=2025-10-05",
)  # fmt: skip
GROUP = "+promotion@campaign.plain.promotions.group_buy=group_buy"
EAGER = "consumer.group.look=0.5"


def term(key: str, value: object) -> str:
    return f"++campaign.plain.promotions.group_buy.{key}={value}"


@pytest.fixture(scope="module", params=[1, 2])
def done(request: pytest.FixtureRequest) -> Iterator[Market]:
    with market(*SALE, GROUP, EAGER, term("platform_share", 0.4), f"threads={request.param}") as built:
        while built.steps < built.calendar.days:
            built.step()
            check(built)
        yield built


def test_groups_are_gathered_and_some_of_them_fail(done: Market) -> None:
    groups = done.groups
    assert 0 < groups.complete < groups.begun and 0 < groups.joined < groups.invited


def test_every_complete_group_has_its_size_and_every_sale_its_payers(done: Market) -> None:
    tables = done.tables()
    given, sales = tables["redemptions"], tables["sales"]
    units = given.groupby("payer", observed=True)["uses"].max()
    assert given["uses"].sum() >= 3 * done.groups.complete and (units > 0).all()
    by_payer = given.groupby("payer", observed=True)["cents"].sum()
    assert by_payer["shop"] == sales["discount_shop"].sum()
    assert by_payer["platform"] == sales["discount_platform"].sum() > 0


def test_what_consumers_spent_is_what_the_ledger_took_from_them(done: Market) -> None:
    tables = done.tables()
    ledger = tables["ledger"]
    paid = ledger.loc[ledger["payer"] == "consumer", "cents"].sum()
    got = ledger.loc[ledger["payee"] == "consumer", "cents"].sum()
    assert tables["consumers"]["spent"].sum() == paid - got


def test_two_threads_give_the_same_as_one() -> None:
    one, two = (run(*SALE, GROUP, EAGER, f"threads={threads}") for threads in (1, 2))
    assert different(one, two) == []


def test_larger_groups_succeed_less_often() -> None:
    shares = []
    for size in (2, 3, 5):
        with market(*SALE, GROUP, EAGER, term("size", size)) as built:
            built.run()
            shares.append(built.groups.complete / built.groups.begun)
    assert shares[0] > shares[1] > shares[2]


def test_a_group_that_fails_sells_nothing_but_is_talked_about() -> None:
    """Of a group of one hundred friends nothing comes: no sale, but those who were asked know the shop."""
    hard = (term("size", 65), term("invite", 64))
    with market(*SALE, GROUP, EAGER, *hard) as built:
        built.run()
        assert built.groups.begun > 0 == built.groups.complete
        known, sold = (built.state.shop >= 0).sum(), built.tables()["redemptions"]["uses"].sum()
    with market(*SALE, GROUP, "consumer.group.look=0") as built:
        built.run()
        assert built.groups.begun == 0
        assert sold == 0 and known >= (built.state.shop >= 0).sum()


def test_without_anybody_who_looks_the_offer_changes_nothing() -> None:
    dust = "+campaign.plain.promotions.dust={level: cross_shop, phases: [launch], spend: 1000, amount: 0.01}"
    alone, with_group = run(*SALE, dust), run(*SALE, dust, GROUP, "consumer.group.look=0")
    assert different(alone, with_group) == []
