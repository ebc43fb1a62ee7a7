"""Claw-back in the market: conserved to the cent, and nothing when it is off or no offer has a threshold."""

import pandas as pd
import pytest
from small_market import different, market, run

from sim.market.closing import check

SALE = ("campaign=plain", "calendar.start=2025-09-24", "calendar.days=28", "population.size=800")
STEPS = (
    "+promotion@campaign.plain.promotions.cross_shop=cross_shop",
    "++campaign.plain.promotions.cross_shop.spend=150",
    "++campaign.plain.promotions.cross_shop.amount=40",
)
MANY_RETURNS = "consumer.returns.slope=6"
ON = "platform.claw_back=true"


@pytest.mark.parametrize("threads", [1, 2])
def test_reductions_are_clawed_back_and_every_cent_is_accounted_for(threads: int) -> None:
    with market(*SALE, *STEPS, MANY_RETURNS, ON, f"threads={threads}") as built:
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
    one, two = (run(*SALE, *STEPS, MANY_RETURNS, ON, f"threads={threads}") for threads in (1, 2))
    assert different(one, two) == []


def test_without_offers_on_baskets_claw_back_changes_nothing() -> None:
    cut = "+promotion@campaign.plain.promotions.cut=cut"
    assert different(run(*SALE, cut), run(*SALE, cut, ON)) == []


def test_up_to_the_first_return_claw_back_changes_nothing() -> None:
    off, on = run(*SALE, *STEPS, MANY_RETURNS), run(*SALE, *STEPS, MANY_RETURNS, ON)
    first = on["ledger"].query("purpose == 'claw_back'")["date"].min()
    assert first > pd.Timestamp("2025-09-29")
    before = {
        name: table[table["date"] <= first] for name, table in off.items() if name in ("sales", "funnel")
    }
    assert all(table.equals(on[name][on[name]["date"] <= first]) for name, table in before.items())
