"""Claw-back in the market: conserved to the cent, and nothing when it is off or no offer has a threshold."""

import pandas as pd
import pytest
from small_market import different, market, run

import sim
from sim.market.closing import check

SALE = ("campaign=plain", "calendar.start=2025-09-24", "calendar.days=28", "population.size=800")
STEPS = (
    "+promotion@campaign.plain.promotions.cross_shop=cross_shop",
    "++campaign.plain.promotions.cross_shop.spend=150",
    "++campaign.plain.promotions.cross_shop.amount=40",
)
MANY_RETURNS = "consumer.returns.slope=6"
ON = "platform.claw_back=true"
GIFTS = (
    "+promotion@campaign.plain.promotions.gift=gift",
    "++campaign.plain.promotions.gift.platform_share=0.5",
)
ALWAYS_FREE = tuple(f"shops.{name}.free_shipping=0" for name in sim.compose("baseline").shops)


@pytest.mark.parametrize("threads", [1, 2])
def test_reductions_shipping_and_gifts_are_clawed_back_and_every_cent_is_accounted_for(threads: int) -> None:
    with market(*SALE, *STEPS, *GIFTS, MANY_RETURNS, ON, f"threads={threads}") as built:
        while built.steps < built.calendar.days:
            built.step()
            check(built)
        tables = built.tables()
    ledger = tables["ledger"]
    flows = ledger.groupby(["payer", "payee", "purpose"], observed=True)["cents"].sum()
    clawed = flows["consumer", "shop", "claw_back"]
    assert 0 < flows["shop", "platform", "claw_back"] < clawed
    assert clawed < flows["shop", "consumer", "refund"]
    paid = ledger.loc[ledger["payer"] == "consumer", "cents"].sum()
    got = ledger.loc[ledger["payee"] == "consumer", "cents"].sum()
    assert tables["consumers"]["spent"].sum() == paid - got


def test_two_threads_give_the_same_as_one() -> None:
    one, two = (run(*SALE, *STEPS, *GIFTS, MANY_RETURNS, ON, f"threads={threads}") for threads in (1, 2))
    assert different(one, two) == []


def test_where_nothing_has_a_threshold_claw_back_changes_nothing() -> None:
    cut = "+promotion@campaign.plain.promotions.cut=cut"
    assert different(run(*SALE, cut, *ALWAYS_FREE), run(*SALE, cut, *ALWAYS_FREE, ON)) == []


def test_free_shipping_of_shops_is_clawed_back_by_shops_and_sometimes_given_again() -> None:
    ledger = run(*SALE, MANY_RETURNS, ON)["ledger"].astype({"payer": str, "payee": str, "purpose": str})
    clawed = ledger[ledger["purpose"] == "claw_back"]
    assert set(clawed["payer"]) <= {"consumer", "shop"} and set(clawed["payee"]) <= {"consumer", "shop"}
    taken = clawed.loc[clawed["payer"] == "consumer", "cents"].sum()
    given_again = clawed.loc[clawed["payer"] == "shop", "cents"].sum()
    assert 0 < given_again < taken


def test_up_to_the_first_return_claw_back_changes_nothing() -> None:
    sale = (*SALE, *STEPS, *ALWAYS_FREE, MANY_RETURNS)
    off, on = run(*sale), run(*sale, ON)
    first = on["ledger"].query("purpose == 'claw_back'")["date"].min()
    assert first > pd.Timestamp("2025-09-29")
    before = {
        name: table[table["date"] <= first] for name, table in off.items() if name in ("sales", "funnel")
    }
    assert all(table.equals(on[name][on[name]["date"] <= first]) for name, table in before.items())
