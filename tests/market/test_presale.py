"""Deposits before a sale: units are set aside, cents and units are conserved, and nobody is charged twice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_market import Tables, different, market, run

from sim.market.balances import Tonight
from sim.market.closing import check
from sim.market.model import Market
from sim.market.settling import settle_aside

SALE = (
    "campaign=plain", "calendar.start=2025-09-24", "calendar.days=12", "population.size=800",
    "campaign.plain.phases.after=2025-10-03", "campaign.plain.end=2025-10-05",
)  # fmt: skip
PRESALE = "+promotion@campaign.plain.promotions.presale=presale"
SURE = ("consumer.presale.look=1", "consumer.presale.regret=0", "consumer.presale.alternative=0")


def term(key: str, value: object) -> str:
    return f"++campaign.plain.promotions.presale.{key}={value}"


@dataclass
class Watched:
    market: Market
    tables: Tables
    open: list[int] = field(default_factory=list)  # deposits open in the evening, by day
    purse_and_spent: list[int] = field(default_factory=list)


@pytest.fixture(scope="module", params=[1, 2])
def watched(request: pytest.FixtureRequest) -> Iterator[Watched]:
    with market(*SALE, PRESALE, "consumer.presale.look=1", f"threads={request.param}") as built:
        seen = Watched(built, {})
        while built.steps < built.calendar.days:
            built.step()
            check(built)
            assert built.presales.reserved.sum() == len(built.presales.open)
            seen.open.append(len(built.presales.open))
        seen.tables = built.tables()
        yield seen


def test_deposits_are_put_down_in_the_warm_up_and_settled_when_the_sale_begins(watched: Watched) -> None:
    assert watched.open[0] == 0 < watched.open[1] < watched.open[4], "warm-up from the 25th to the 28th"
    assert watched.open[5:] == [0] * len(watched.open[5:]), "balances fall due on the 29th"
    done = watched.market.presales
    assert done.paid > 10 and done.forfeited > 0 and done.paid + done.forfeited == done.taken


def test_deposits_that_were_not_handed_back_are_those_that_were_forfeited(watched: Watched) -> None:
    ledger = watched.tables["ledger"].query("purpose == 'deposit'")
    flows = ledger.groupby("payer", observed=True)["cents"].sum()
    assert 0 < flows["shop"] < flows["consumer"]


def test_what_consumers_spent_is_what_the_ledger_took_from_them(watched: Watched) -> None:
    ledger = watched.tables["ledger"]
    paid = ledger.loc[ledger["payer"] == "consumer", "cents"].sum()
    got = ledger.loc[ledger["payee"] == "consumer", "cents"].sum()
    assert watched.tables["consumers"]["spent"].sum() == paid - got


def test_list_value_is_what_was_paid_and_what_each_payer_took_off(watched: Watched) -> None:
    sales, given = watched.tables["sales"], watched.tables["redemptions"]
    off = sales["discount_shop"] + sales["discount_platform"]
    assert (sales["list_value"] == sales["paid_value"] + off).all()
    assert set(given["promotion"]) == {"presale"} and given["uses"].sum() == watched.market.presales.paid
    assert given["cents"].sum() == off.sum() > 0


CROSS = ("+promotion@campaign.plain.promotions.cross=cross_shop", *(
    f"++campaign.plain.promotions.cross.{each}" for each in ("spend=100", "amount=20", "platform_share=0.5")
))  # fmt: skip


@pytest.fixture
def balances(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Tables, np.ndarray]]:
    """Tables and the lines of the balances of a market that has its books checked on the first day of the sale."""
    paid: list[np.ndarray] = []

    def settle(built: Market, lines: np.ndarray) -> None:
        paid.append(lines.copy())
        settle_aside(built, lines)

    def live(*overrides: str) -> tuple[Tables, np.ndarray]:
        with market(*SALE, PRESALE, *SURE, *CROSS, *overrides) as built:
            for _ in range(6):
                built.step()
                check(built)
            return built.tables(), paid.pop()

    monkeypatch.setattr("sim.market.presale.settle_aside", settle)
    return live


Balances = Callable[..., tuple[Tables, np.ndarray]]


def test_balances_of_one_person_reach_the_threshold_of_a_cross_shop_reduction_together(
    balances: Balances,
) -> None:
    _, alone = balances(term("balance_counts", "false"))
    tables, together = balances(term("balance_counts", "true"), term("balance_joins", "false"))
    assert (alone["consumer"] == together["consumer"]).all() and (alone["offer"] == together["offer"]).all()
    owed, paid = (np.bincount(lines["consumer"], lines["paid"], minlength=800) for lines in (alone, together))
    assert (owed - paid == 2000 * (owed // 10_000)).all() and (owed > paid).any()
    singly = np.bincount(alone["consumer"], alone["paid"] // 10_000, minlength=800)
    assert (owed // 10_000 > singly).any(), "some reach it only together"
    listed = together["list_price"] * together["units"]
    assert (listed == together["paid"] + together["off_shop"] + together["off_platform"]).all()
    sales, given = tables["sales"], tables["redemptions"]
    off = sales[["discount_shop", "discount_platform"]].sum().sum()
    assert given["cents"].sum() == off and set(given["payer"]) == {"shop", "platform"}


def test_balances_and_what_a_visit_buys_that_day_reach_the_threshold_together(
    balances: Balances, monkeypatch: pytest.MonkeyPatch
) -> None:
    evenings: list[Tonight] = []

    class Seen(Tonight):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            evenings.append(self)

    monkeypatch.setattr("sim.market.presale.Tonight", Seen)
    tables, booked = balances()
    orders, given = (tables[name][tables[name]["date"] == "2025-09-29"] for name in ("orders", "redemptions"))
    day = orders.groupby("consumer")[["list_value", "paid_value"]].sum()
    listed, paid = (day[column].reindex(range(800), fill_value=0).to_numpy() for column in day)
    owed, dear = (np.bincount(x["consumer"], x[key], minlength=800) for x, key in (
        (evenings[0].lines, "paid"), (booked, "list_price"),
    ))  # fmt: skip
    visit = listed - dear
    assert (owed + visit - paid == 2000 * ((owed + visit) // 10_000)).all()
    more = (owed + visit) // 10_000 > owed // 10_000 + visit // 10_000
    assert more.any(), "some reach it only together"
    shared = booked[np.isin(booked["consumer"], np.flatnonzero(more))]
    assert (shared["off_shop"] > 0).all() and (shared["off_platform"] > 0).all(), "balances bear their part"
    assert given["cents"].sum() == day["list_value"].sum() - day["paid_value"].sum()


def test_a_reduction_with_a_limit_is_not_for_balances(balances: Balances) -> None:
    limit = "++campaign.plain.promotions.cross.uses=1000000"
    one, other = (balances(limit, term("balance_counts", counts))[1] for counts in ("false", "true"))
    assert (one == other).all() and len(one)


def test_two_threads_give_the_same_as_one() -> None:
    one, two = (run(*SALE, PRESALE, *CROSS, f"threads={threads}") for threads in (1, 2))
    assert different(one, two) == []


def test_a_deposit_of_50_that_counts_for_100_makes_1000_cost_950() -> None:
    """The worked example: 5 % of the price put down, counted twice, is 5 % off for everybody who pays the balance."""
    with market(*SALE, PRESALE, *SURE) as built:
        for _ in range(5):
            built.step()
        due = built.presales.open.copy()
        built.step()
        orders = built.tables()["orders"]
    price = due["price"]
    assert (due["deposit"] == np.floor(0.05 * price + 0.5)).all() and (
        due["worth"] == 2 * due["deposit"]
    ).all()
    mine = orders[orders["date"] == pd.Timestamp("2025-09-29")]
    bought = mine.set_index(["consumer", "product"])["paid_value"]
    names = [built.catalog.name[j] for j in due["offer"]]
    keys = list(zip(due["consumer"].tolist(), names, strict=True))
    paid = [bought.loc[key].min() for key in keys if key in bought.index]
    assert len(paid) == built.presales.paid > 5
    assert np.abs(np.array(paid) / price[[key in bought.index for key in keys]] - 0.95).max() < 0.02


def test_dearer_regret_forfeits_more() -> None:
    counts = []
    for regret in (0, 0.5, 2):
        with market(*SALE, PRESALE, "consumer.presale.look=1", f"consumer.presale.regret={regret}") as built:
            built.run()
            counts.append(built.presales.forfeited / built.presales.taken)
    assert counts[0] < counts[1] < counts[2]


def test_nothing_is_set_aside_that_is_not_on_the_shelf() -> None:
    with market(
        *SALE, PRESALE, *SURE, *(f"shops.{s}.stock_days=0.2" for s in ("flagship", "niche"))
    ) as built:
        for _ in range(6):
            built.step()
            check(built)
            assert (built.stock >= 0).all()


def test_shops_order_more_of_what_is_under_deposit() -> None:
    def received(*overrides: str) -> int:
        with market(*SALE, *overrides) as built:
            built.run()
            return int(built.received.sum())

    cent = "+campaign.plain.promotions.dust={level: cross_shop, phases: [launch], spend: 1000, amount: 0.01}"
    assert received(cent, PRESALE, *SURE) > received(cent)


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("phases", "[launch]", "prepare or warm_up"),
        ("inflate", 1, "counts more than once"),
        ("deposit", 0.6, "at most 1"),
        ("size", 3, "unless the level is group"),
    ],
)
def test_a_presale_that_makes_no_sense_is_refused(key: str, value: object, wanted: str) -> None:
    with pytest.raises(Exception, match=wanted), market(*SALE, PRESALE, term(key, value)):
        pass
