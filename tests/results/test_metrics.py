from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from synthetic import market

from sim.results import METRICS, Results, books, metric, mix, price_index, repurchase, stage_shares
from sim.results.tables import COLUMNS

RUN = market(range(3), 0.2)
DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("by", ["shop", "category", "product", "channel", "date", ["date", "shop"]])
@pytest.mark.parametrize("name", ["gmv", "revenue", "units", "orders", "returns", "discount", "subsidy"])
def test_parts_of_a_sum_add_up_to_the_total(name, by):
    parts = metric(name)(RUN, by).groupby(level="seed").sum()
    assert parts.tolist() == metric(name)(RUN).tolist()


def test_revenue_is_what_was_paid_less_refunds():
    assert metric("revenue")(RUN).sum() == (RUN.sales["paid_value"] - RUN.sales["refunds"]).sum()


def test_list_value_less_discounts_is_gmv():
    assert (metric("list_value")(RUN) - metric("discount")(RUN) == metric("gmv")(RUN)).all()


def test_profit_is_all_that_came_in_less_all_that_went_out():
    ledger = RUN.ledger
    came, went = ledger["payee"] == "shop", ledger["payer"] == "shop"
    assert metric("profit")(RUN).sum() == ledger.loc[came, "cents"].sum() - ledger.loc[went, "cents"].sum()


def test_the_books_add_up_to_the_profit():
    profit = metric("profit")(RUN, "shop").groupby(level="shop", observed=True).mean()
    np.testing.assert_allclose(books(RUN).sum(axis=1), profit)


def test_ledger_rows_without_a_shop_do_not_count_as_a_shop():
    other = RUN.ledger.head(1).assign(shop="", payer="consumer", payee="carrier", cents=10**9)
    ledger = pd.concat([RUN.ledger.astype({"shop": "str"}), other])
    assert (
        metric("profit")(Results({"sales": RUN.sales, "ledger": ledger}), "shop").sum()
        == metric("profit")(RUN).sum()
    )


def test_shares_sum_to_one_in_every_seed_and_day():
    for by in ("shop", ["date", "shop"], ["category", "channel"]):
        within = ["seed", *([] if isinstance(by, str) else by[:-1])]
        totals = metric("share")(RUN, by).groupby(level=within, observed=True).sum()
        np.testing.assert_allclose(totals, 1)


def test_hhi_lies_between_equal_shops_and_one_shop():
    hhi = metric("hhi")(RUN)
    assert ((hhi >= 1 / 4) & (hhi <= 1)).all()
    one = Results({"sales": RUN.sales[RUN.sales["shop"] == "Aurora"]})
    assert metric("hhi")(one).eq(1).all()


@pytest.mark.parametrize(
    "name", ["checkout_rate", "view_conversion", "return_rate", "stockout_rate", "depth"]
)
def test_rates_lie_between_zero_and_one(name):
    assert metric(name)(RUN).between(0, 1).all()


def test_ratios_come_from_sums_not_from_means_of_ratios():
    aov = metric("aov")(RUN)
    assert aov.iloc[0] == metric("gmv")(RUN).iloc[0] / metric("orders")(RUN).iloc[0]


def test_a_ratio_with_nothing_below_is_not_a_number():
    sales = RUN.sales.assign(orders=RUN.sales["orders"].where(RUN.sales["shop"] != "Dune", 0))
    aov = metric("aov")(Results({"sales": sales}), "shop")
    assert aov.xs("Dune", level="shop").isna().all()


def test_a_group_that_a_seed_never_met_counts_as_zero():
    sales = RUN.sales[(RUN.sales["seed"] > 0) | (RUN.sales["shop"] != "Dune")]
    assert metric("units")(Results({"sales": sales}), "shop").loc[(0, "Dune")] == 0


def test_persona_is_read_from_the_table_that_has_it():
    assert metric("gmv")(RUN, "persona").sum() == metric("gmv")(RUN).sum()
    assert metric("orders")(RUN, "persona").sum() == metric("orders")(RUN).sum()


def test_a_split_that_no_table_has_is_refused_with_the_possible_ones():
    with pytest.raises(ValueError, match="by shop; possible here: channel, date, persona"):
        metric("visits")(RUN, "shop")
    with pytest.raises(ValueError, match="cannot be split by shop"):
        metric("hhi")(RUN, "shop")


def test_an_unknown_metric_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="'sales' is unknown; metrics are gmv"):
        metric("sales")


def test_a_swept_column_splits_metrics_too():
    swept = Results({"sales": RUN.sales.assign(depth=0.2)})
    assert metric("units")(swept, ["depth", "shop"]).sum() == metric("units")(RUN).sum()


def test_repurchase_counts_buyers_who_came_back_in_time():
    rows = [
        (1, "2025-11-01"),
        (1, "2025-11-05"),
        (2, "2025-11-01"),
        (2, "2025-11-20"),
        (3, "2025-11-02"),
        (4, "2025-12-01"),
    ]
    orders = RUN.orders.head(len(rows)).assign(
        seed=0,
        consumer=[consumer for consumer, _ in rows],
        date=pd.to_datetime([day for _, day in rows]),
        units=1,
    )
    share = repurchase(Results({"orders": orders}), window=("2025-11-01", "2025-11-03"), days=7)
    assert share.tolist() == [1 / 3]


def test_buyers_of_whom_nobody_knows_yet_whether_they_come_back_are_left_out_of_repurchase():
    buys = [(1, "2025-11-01"), (1, "2025-11-03"), (2, "2025-11-01"), (3, "2025-11-08"), (4, "2025-11-09")]
    orders = RUN.orders.head(len(buys)).assign(
        seed=0,
        consumer=[consumer for consumer, _ in buys],
        date=pd.to_datetime([day for _, day in buys]),
        units=1,
    )
    november = {"window": ("2025-11-01", "2025-12-01"), "days": 5}
    assert repurchase(Results({"orders": orders}), **november).tolist() == [1 / 2]
    longer = RUN.funnel.head(1).assign(seed=0, date=pd.Timestamp("2025-11-13"))
    assert repurchase(Results({"orders": orders, "funnel": longer}), **november).tolist() == [1 / 3]
    assert repurchase(Results({"orders": orders}), **(november | {"days": 60})).empty


def test_price_index_starts_at_one_and_falls_by_the_depth():
    index = price_index(RUN)
    assert index.loc[index["date"] == index["date"].min(), "index"].eq(1).all()
    assert index.loc[index["shop"] == "Aurora", "index"].min() == pytest.approx(0.8, abs=1e-3)


def test_mixes_and_stages_sum_to_one():
    for table in (mix(RUN), mix(RUN, within="channel", what="orders"), stage_shares(RUN)):
        np.testing.assert_allclose(table.sum(axis=1), 1)


def test_every_metric_and_every_column_is_documented():
    metrics = (DOCS / "metrics.md").read_text(encoding="utf-8")
    assert [name for name in METRICS if f"| `{name}` |" not in metrics] == []
    tables = (DOCS / "tables.md").read_text(encoding="utf-8")
    sections = dict(section.split("\n", 1) for section in tables.split("\n## ")[1:])
    sections["snapshots"] += sections["consumers"]
    for name, columns in COLUMNS.items():
        section = sections[name]
        assert [column for column in columns if f"| `{column}` |" not in section] == [], name
