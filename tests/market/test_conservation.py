from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from omegaconf import DictConfig
from small_market import FESTIVAL, Tables, market

from sim.market.closing import check
from sim.market.model import Market
from sim.world.ledger import Ledger

QUOTA = 60  # claims of the coupon
FLASH_QUOTA = 2  # units of each product a day
PROMOTION = {
    "categories": "all",
    "shops": "participants",
    "personas": "all",
    "spend": 0,
    "percent": 0,
    "amount": 0,
    "cap": 0,
    "repeat": False,
    "quota": 0,
    "hours": None,
    "claim_rate": 0,
    "platform_share": 0,
}


def with_everything(cfg: DictConfig) -> None:
    """Scarce stock, a rationed coupon, flash hours, subsidies shared between platform and shops."""
    for shop in cfg.shops.values():
        shop.stock_days = 4
    offers = cfg.campaign.double11.promotions
    for offer in offers.values():
        offer.platform_share = 0.37
    sale = ["launch", "sustain"]
    offers.rationed = PROMOTION | {
        "level": "coupon",
        "phases": sale,
        "spend": 50,
        "amount": 9.99,
        "quota": QUOTA,
        "claim_rate": 0.5,
        "platform_share": 0.5,
    }
    offers.flash = PROMOTION | {
        "level": "flash",
        "phases": sale,
        "percent": 0.333,
        "hours": [10, 22],
        "quota": FLASH_QUOTA,
        "platform_share": 0.21,
    }


@dataclass
class Watched:
    """A market run to its end, and what was seen of it every evening."""

    market: Market
    tables: Tables
    wallets: list[np.ndarray]  # by day: coupons in the wallets, consumers by bit
    used: list[np.ndarray]  # by day: coupons used so far


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    seen: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    with market(*FESTIVAL, "population.size=1500", "threads=2", edit=with_everything, seed=3) as built:
        while built.steps < built.calendar.days:
            built.step()
            check(built)
            bits = np.arange(63, dtype=np.uint64)
            for days, held in zip(seen, (built.state.claimed, built.state.used), strict=True):
                days.append(((held[:, None] >> bits) & np.uint64(1)).sum(axis=0))
        yield Watched(built, built.tables(), *seen)


def test_a_market_with_everything_on_has_sales_returns_subsidies_and_empty_shelves(watched: Watched) -> None:
    sums = watched.tables["sales"].select_dtypes("number").sum()
    for column in ("sessions", "views", "carts", "orders", "units", "shipping", "returns", "stockouts"):
        assert sums[column] > 0, column
    assert sums["discount_shop"] > 0 and sums["discount_platform"] > 0


def test_every_amount_in_the_ledger_is_positive_and_between_two_parties(watched: Watched) -> None:
    ledger = watched.tables["ledger"]
    assert (ledger["cents"] > 0).all()
    assert (ledger["payer"].astype(str) != ledger["payee"].astype(str)).all()
    paid = ledger.groupby("payer", observed=True)["cents"].sum()
    got = ledger.groupby("payee", observed=True)["cents"].sum()
    balance = got.sub(paid, fill_value=0)
    assert balance.sum() == 0
    kept = watched.market.ledger.balance
    assert balance.astype(int).to_dict() == {party: kept[party] for party in balance.index}


def test_list_value_is_what_was_paid_and_what_was_taken_off_in_every_row(watched: Watched) -> None:
    sales = watched.tables["sales"]
    parts = sales["paid_value"] + sales["discount_shop"] + sales["discount_platform"]
    assert (sales["list_value"] == parts).all()
    assert (sales.select_dtypes("number") >= 0).all(axis=None)


@pytest.mark.parametrize(
    ("column", "purpose", "payer", "payee"),
    [
        ("paid_value", "sale", "consumer", "shop"),
        ("discount_platform", "subsidy", "platform", "shop"),
        ("shipping", "shipping", "consumer", "shop"),
        ("refunds", "refund", "shop", "consumer"),
    ],
)
def test_the_sales_table_and_the_ledger_tell_the_same(
    watched: Watched, column: str, purpose: str, payer: str, payee: str
) -> None:
    sales, ledger = watched.tables["sales"], watched.tables["ledger"]
    rows = (ledger["purpose"] == purpose) & (ledger["payer"] == payer) & (ledger["payee"] == payee)
    by = ["date", "shop"]
    booked = ledger[rows].astype({"shop": str}).groupby(by)["cents"].sum()
    sold = sales.astype({"shop": str}).groupby(by)[column].sum()
    pd.testing.assert_series_equal(sold[sold > 0], booked, check_names=False)


def test_what_consumers_spent_is_what_the_ledger_took_from_them(watched: Watched) -> None:
    ledger = watched.tables["ledger"]
    paid = ledger.loc[ledger["payer"] == "consumer", "cents"].sum()
    got = ledger.loc[ledger["payee"] == "consumer", "cents"].sum()
    assert watched.tables["consumers"]["spent"].sum() == paid - got


def test_every_order_line_is_in_the_sales_table(watched: Watched) -> None:
    by = ["date", "shop", "product", "channel"]
    texts = dict.fromkeys(by[1:], str)
    orders, sales = watched.tables["orders"].astype(texts), watched.tables["sales"].astype(texts)
    bought = orders[orders["units"] > 0]
    columns = ["units", "list_value", "paid_value"]
    lines = bought.groupby(by)[columns].sum()
    booked = sales[sales["orders"] > 0].set_index(by)[columns].sort_index()
    pd.testing.assert_frame_equal(lines, booked, check_dtype=False)


def test_an_order_line_tells_only_the_last_shelf_that_was_empty(watched: Watched) -> None:
    """A line that is refused, chooses anew and is refused again counts twice in sales.stockouts."""
    by = ["date", "shop", "product", "channel"]
    texts = dict.fromkeys(by[1:], str)
    orders, sales = watched.tables["orders"].astype(texts), watched.tables["sales"].astype(texts)
    lost = orders.groupby(by)["lost"].sum()
    refused = sales.set_index(by)["stockouts"].reindex(lost.index)
    assert (lost <= refused).all() and lost.sum() > 0


def test_nobody_sends_back_more_than_was_bought_or_gets_back_more_than_was_paid(watched: Watched) -> None:
    by = watched.tables["sales"].astype({"product": str, "channel": str}).groupby(["product", "channel"])
    so_far = by[["units", "returns", "paid_value", "refunds"]].cumsum()
    assert (so_far["returns"] <= so_far["units"]).all()
    assert (so_far["refunds"] <= so_far["paid_value"]).all()


def test_the_shelf_is_never_less_than_empty(watched: Watched) -> None:
    assert (watched.tables["posts"]["stock"] >= 0).all()
    assert (watched.market.stock >= 0).all()


def test_coupons_used_were_claimed_and_claims_keep_to_the_quota(watched: Watched) -> None:
    built = watched.market
    names = [coupon.name for coupon in built.posted.wallet]
    bit = next(b for b, name in enumerate(names) if "rationed" in name)
    held, used = (np.array(days) for days in (watched.wallets, watched.used))
    assert held[:, bit].max() == QUOTA, "the quota should be claimed to the last one"
    assert (used <= held).all()
    assert (np.diff(held, axis=0) >= 0).all() and (np.diff(used, axis=0) >= 0).all()
    assert used[:, bit].max() > 0
    assert not (built.state.used & ~built.state.claimed).any()


def test_stages_count_every_consumer_once_a_day(watched: Watched) -> None:
    counts = watched.tables["stages"].groupby("date")["consumers"].sum()
    assert len(counts) == watched.market.calendar.days
    assert (counts == watched.market.n).all()


def test_a_buyer_never_becomes_a_visitor_again(watched: Watched) -> None:
    stages = (
        watched.tables["stages"]
        .astype({"stage": str})
        .pivot(index="date", columns="stage", values="consumers")
    )
    before_the_first_order = stages[["unaware", "aware", "visitor", "registered", "cart"]].sum(axis=1)
    assert (before_the_first_order.diff().dropna() <= 0).all()
    ordered = (watched.tables["consumers"]["orders"] > 0).sum()
    assert before_the_first_order.iloc[-1] == watched.market.n - ordered


def test_the_funnel_narrows_where_it_must(watched: Watched) -> None:
    funnel = watched.tables["funnel"]
    cells = funnel[["visits", "trips", "views", "carts", "checkouts", "orders"]]
    assert (cells >= 0).all(axis=None) and cells.sum().min() > 0
    assert (funnel["checkouts"] <= funnel["visits"]).all()
    assert (funnel["carts"] <= funnel["trips"]).all()
    assert (funnel["checkouts"] <= funnel["carts"]).all()
    assert (funnel["orders"] <= funnel["carts"]).all()
    assert funnel.groupby("date")["visits"].sum().max() <= watched.market.n


def test_funnel_and_sales_count_the_same_looks_and_orders(watched: Watched) -> None:
    by = ["date", "channel"]
    funnel, sales = (
        watched.tables[name].astype({"channel": str}).groupby(by) for name in ("funnel", "sales")
    )
    for column in ("views", "orders"):
        counted = funnel[column].sum()
        pd.testing.assert_series_equal(
            counted[counted > 0], sales[column].sum()[counted > 0], check_names=False
        )


def test_a_shop_has_a_session_for_each_visit_that_looks_at_it(watched: Watched) -> None:
    sales, by = watched.tables["sales"], ["date", "shop", "channel"]
    shops = sales.groupby(by, observed=True)[["sessions", "views"]].sum()
    assert (shops["sessions"] <= shops["views"]).all() and (shops["sessions"] < shops["views"]).any()
    assert ((shops["sessions"] > 0) == (shops["views"] > 0)).all()
    visits = watched.tables["funnel"].groupby(["date", "channel"], observed=True)["visits"].sum()
    most = shops.groupby(["date", "channel"], observed=True)["sessions"].max()
    assert (most <= visits.reindex(most.index)).all()


def test_a_ledger_refuses_a_negative_amount() -> None:
    ledger = Ledger(["a", "b"])
    with pytest.raises(ValueError, match="refund from shop to consumer has a negative amount"):
        ledger.post(0, "shop", "consumer", "refund", np.array([5, -1]))


def test_the_check_notices_a_lost_unit_and_a_lost_cent() -> None:
    with market() as built:
        built.step()
        check(built)
        built.stock[0] += 1
        with pytest.raises(AssertionError, match="units"):
            check(built)
        built.stock[0] -= 1
        built.ledger.balance["consumer"] += 1
        with pytest.raises(AssertionError, match="ledger"):
            check(built)


def test_freight_is_paid_for_each_parcel_that_the_carrier_brings_back() -> None:
    with market("consumer.quantity={stockpile: 30, room: 30}") as built:
        fee = built.tariff.parcel_back
        parcels = np.zeros(len(built.shops), np.int64)
        for _ in range(20):
            due = built.returning.due(int(built.steps)).copy()
            built.step()
            carried = [built.channels[channel].carried for channel in due["channel"]]
            np.add.at(parcels, due["shop"][carried], 1)
        tables = built.tables()
    paid = tables["ledger"].query("purpose == 'return_shipping'").groupby("shop")["cents"].sum()
    paid = paid.reindex(built.shop_names, fill_value=0)
    units = tables["sales"]["returns"].sum()
    assert (paid.to_numpy() == parcels * fee).all()
    assert 0 < parcels.sum() < units
