"""Partners who tell of a campaign, and its theme: paid to the cent, the same on two threads, and without a trace when neutral."""

import pytest
from small_market import FESTIVAL, Tables, different, market, run

from sim.market.closing import check
from sim.market.joint import chance, delivers

SHORT = (*FESTIVAL, "calendar.start=2025-11-06", "calendar.days=8", "~campaign.double11.phases.prepare",
    "~campaign.double11.phases.sustain", "campaign.double11.phases.warm_up=2025-11-08",
    "campaign.double11.phases.launch=2025-11-10", "campaign.double11.phases.after=2025-11-12",
    "campaign.double11.end=2025-11-14", "population.size=300")  # fmt: skip
PARTNER = "+campaign/partner@campaign.double11.partners.brand=complementary"
THEME = "+campaign/theme@campaign.double11.theme=even"


@pytest.fixture(scope="module")
def alone() -> Tables:
    return run(*SHORT)


def term(key: str, value: float) -> str:
    return f"++campaign.double11.partners.brand.{key}={value}"


def test_a_partner_is_paid_each_day_of_warm_up_and_launch_to_the_cent_and_books_balance() -> None:
    with market(*SHORT, PARTNER, term("fee", 33.33)) as built:
        while built.steps < built.calendar.days:
            built.step()
            check(built)
        fees = built.tables()["ledger"].query("purpose == 'partner'")
        fee = round(3333 * built.n / 1000)
    paid = fees.groupby("date")["cents"].sum()
    assert [f"{day:%m-%d}" for day in paid.index] == ["11-08", "11-09", "11-10", "11-11"]
    assert (paid == fee).all()
    assert set(fees["payer"]) == {"shop"} and set(fees["payee"]) == {"brand"}


def test_a_partner_gives_the_same_on_one_and_two_threads(alone: Tables) -> None:
    one, two = (run(*SHORT, PARTNER, THEME, f"threads={threads}") for threads in (1, 2))
    assert different(one, two) == []
    assert "opinions" in different(one, alone)


def test_an_even_theme_and_a_partner_without_audience_leave_no_trace(alone: Tables) -> None:
    nobody = (PARTNER, term("audience", 0), term("fee", 0))
    assert different(run(*SHORT, THEME, *nobody), alone) == []


def test_the_audience_is_as_large_as_promised_and_overlaps_as_told() -> None:
    with market(*SHORT, PARTNER, term("audience", 0.1), term("overlap", 0.25)) as built:
        for _ in range(3):
            built.step()
        assert built.campaign is not None
        partner = built.campaign.partners["brand"]
        built.state.shop[::3] = -1
        likely, knows = chance(built, partner), (built.state.shop >= 0).any(axis=1)
        assert likely.sum() == pytest.approx(0.1 * built.n)
        assert likely[knows].sum() / likely.sum() == pytest.approx(0.25)
        days = [delivers(built, "brand", partner, day) for day in range(400)]
    assert 0.85 < sum(days) / 400 < 0.95
