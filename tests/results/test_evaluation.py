"""Figures and views of whole runs: identities that hold whatever happened."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from synthetic import AFTER, LAUNCH, SHOPS, market

import sim
from sim.results import METRICS, Results
from sim.results.evaluation import (
    KPIS,
    acquisition_cost,
    before_after,
    by_day,
    contributions,
    decompose,
    event_effect,
    funnel,
    long_term,
    movers,
    new_customers,
    participation,
    reductions_by_payer,
    returns,
    rivals,
    same_period,
    survey,
)
from sim.results.summary import MARKET

TREATED, BASELINE = market(range(3), 0.3), market(range(3))
WINDOW = (LAUNCH, AFTER)
DOCS = Path(__file__).parents[2] / "docs"


@cache
def evaluation() -> pd.DataFrame:
    return sim.evaluate(TREATED, BASELINE)


def value(table: pd.DataFrame, kpi: str, shop: str = MARKET, column: str = "value") -> float:
    return float(table.loc[(table["kpi"] == kpi) & (table["shop"] == shop), column].item())


def test_every_figure_is_there_for_every_shop_and_the_market():
    for name, kpi in KPIS.items():
        shops = set(evaluation().loc[evaluation()["kpi"] == name, "shop"])
        wanted = {"both": {*SHOPS, MARKET}, "shop": {*SHOPS}, "market": {MARKET}}[kpi.split]
        assert shops == wanted, name


def test_value_less_baseline_is_the_difference():
    rows = evaluation()[evaluation()["difference"].notna()]
    np.testing.assert_allclose(rows["value"] - rows["baseline"], rows["difference"], atol=1e-6)


def test_sums_of_shops_are_the_market():
    for name in ("revenue", "units", "profit", "baskets", "impressions"):
        rows = evaluation()[evaluation()["kpi"] == name].set_index("shop")["value"]
        assert rows[list(SHOPS)].sum() == pytest.approx(rows[MARKET])


def test_without_a_twin_there_are_values_and_no_comparison():
    alone = sim.evaluate(TREATED)
    assert alone[["baseline", "difference", "low", "high"]].isna().all(axis=None)
    assert not {"roi", "iroas"} & set(alone["kpi"])
    with pytest.raises(ValueError, match="roi compares two runs"):
        sim.evaluate(TREATED, kpis=["roi"])


def test_a_run_compared_with_itself_differs_nowhere():
    same = sim.evaluate(TREATED, TREATED, ["revenue", "aov", "buyers", "rating", "roi"])
    assert same["difference"].dropna().eq(0).all()
    assert same.loc[same["kpi"] == "roi", "value"].isna().all()


def test_figures_of_tables_that_were_not_kept_are_left_out_unless_asked_for():
    slim = Results({name: TREATED.table(name) for name in ("sales", "ledger", "funnel")})
    found = set(sim.evaluate(slim)["kpi"])
    assert "revenue" in found
    assert not {"buyers", "loyalty", "baskets"} & found
    with pytest.raises(LookupError, match="orders"):
        sim.evaluate(slim, kpis=["buyers"])


def test_an_unknown_figure_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"\['happiness'\] are unknown; known are revenue"):
        sim.evaluate(TREATED, kpis=["happiness"])


def test_buyers_are_distinct_people_and_not_additive():
    bought = TREATED.orders[TREATED.orders["units"] > 0]
    per_seed = bought.groupby("seed")["consumer"].nunique().mean()
    assert value(evaluation(), "buyers") == per_seed
    assert sum(value(evaluation(), "buyers", shop) for shop in SHOPS) > per_seed


def test_cost_without_effect_dilutes_the_return_and_lowers_the_profit():
    ledger = TREATED.ledger
    more = ledger.assign(cents=ledger["cents"] * np.where(ledger["purpose"] == "media", 3, 1))
    spendthrift = Results({name: TREATED.table(name) for name in ("sales", "funnel")} | {"ledger": more})
    before, after = (returns(run, BASELINE, "iroas", by=None) for run in (TREATED, spendthrift))
    assert abs(after["value"].item()) < abs(before["value"].item())
    before, after = (returns(run, BASELINE, "roi", by=None) for run in (TREATED, spendthrift))
    spent_more = after["cost"].item() - before["cost"].item()
    assert before["gain"].item() - after["gain"].item() == pytest.approx(spent_more)


def test_every_figure_is_defined_once_in_the_docs():
    text = (
        (DOCS / "metrics.md").read_text(encoding="utf-8").split("## Scorecard")[0]
    )  # further down, parts of a sum
    defined = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| `")]
    for name in [*KPIS, "roi", "iroas"]:
        assert defined.count(f"`{name}`") == 1, name


def test_a_funnel_never_widens_and_its_parts_sum_to_the_whole():
    whole, parts = funnel(TREATED.funnel), funnel(TREATED.funnel, ["channel", "persona"])
    for _, chain in parts.groupby(["channel", "persona", "chain"], observed=True):
        assert chain["count"].is_monotonic_decreasing
        assert chain["of_first"].between(0, 1).all()
    sums = parts.groupby("step")["count"].sum()
    assert sums[whole["step"]].tolist() == pytest.approx(whole["count"].tolist())


def test_what_payers_bear_sums_to_list_less_paid():
    sales = TREATED.sales
    table = reductions_by_payer(sales, TREATED.ledger)
    np.testing.assert_allclose(table[["shop", "platform", "brand"]].sum(axis=1), table["total"])
    assert table["total"].sum() * 3 == pytest.approx((sales["list_value"] - sales["paid_value"]).sum())


def test_a_brand_relieves_the_platform_by_what_it_pays():
    paid = TREATED.ledger.head(1).assign(
        payer="brand", payee="platform", purpose="subsidy", shop="Aurora", cents=300
    )
    ledger = pd.concat([TREATED.ledger.astype({"payer": "str", "purpose": "str"}), paid])
    without, with_brand = (reductions_by_payer(TREATED.sales, each) for each in (TREATED.ledger, ledger))
    assert with_brand.loc["Aurora", "brand"] == 100
    assert without.loc["Aurora", "platform"] - with_brand.loc["Aurora", "platform"] == 100


def days(values: list[float], start: str = "2025-09-01") -> pd.DataFrame:
    return pd.DataFrame({"Aurora": values}, index=pd.date_range(start, periods=len(values)))


def test_before_and_after_have_the_weekdays_of_the_window():
    week = [10.0, 1, 1, 1, 1, 1, 1]
    found = before_after(days(week * 4), ("2025-09-08", "2025-09-10")).loc["Aurora"]
    assert (found["before"], found["during"], found["after"], found["change"]) == (11, 11, 11, 0)
    assert same_period(days(week * 4), ("2025-09-15", "2025-09-16"), back=14).loc["Aurora", "ratio"] == 1


def test_a_period_that_the_days_do_not_cover_is_unknown():
    assert np.isnan(before_after(days([1.0] * 14), ("2025-09-03", "2025-09-05")).loc["Aurora", "before"])
    with pytest.raises(ValueError, match="multiple of 7"):
        same_period(days([1.0] * 14), ("2025-09-10", "2025-09-11"), back=10)


def test_a_naive_comparison_takes_the_season_for_the_campaign():
    rising = by_day(BASELINE) * 0 + np.linspace(1, 2, len(by_day(BASELINE)))[:, None]
    assert (before_after(rising, WINDOW)["change"] > 0).all()


def test_the_long_run_is_the_event_plus_what_follows():
    table = long_term(TREATED, BASELINE, WINDOW, what="revenue", days=(7,))["mean"]
    np.testing.assert_allclose(table["net_7"], table["event"] + table["after_7"])
    assert table["event"]["Aurora"] > 0 > table["after_7"].sum()
    with pytest.raises(ValueError, match="whose days do not add up"):
        long_term(TREATED, BASELINE, WINDOW, what="conversion")
    one = long_term(TREATED, BASELINE, WINDOW, what="revenue", days=(7, 90), by=None)["mean"]
    assert one["event"].item() == pytest.approx(table["event"].sum())
    assert "after_90" not in one.index.get_level_values("period")


def test_a_planted_event_is_found_in_most_series():
    rng = np.random.default_rng(0)
    window, hits = ("2025-10-01", "2025-10-04"), 0
    for _ in range(40):
        series = days(list(100 + np.arange(56) + 20 * (np.arange(56) % 7 == 5) + rng.normal(0, 3, 56)))[
            "Aurora"
        ]
        series[window[0] : "2025-10-03"] += 50
        found = event_effect(series, window)
        hits += found["low"] < 50 < found["high"]
    assert hits >= 33


def test_days_that_wait_for_an_event_do_not_count_when_they_are_set_apart():
    window = ("2025-10-01", "2025-10-04")
    series = days(list(100.0 + np.arange(56)))["Aurora"]
    series[window[0] : "2025-10-03"] += 50
    series["2025-09-24":"2025-09-30"] -= 40
    assert event_effect(series, window)["effect"] > 51
    assert event_effect(series, window, apart=7)["effect"] == pytest.approx(50)


def test_trend_season_and_remainder_sum_to_the_series():
    pytest.importorskip("statsmodels")
    series = days(list(100 + np.arange(42) + 20.0 * (np.arange(42) % 7 == 5)))["Aurora"]
    parts = decompose(series)
    np.testing.assert_allclose(parts.sum(axis=1), series)
    assert parts["season"].max() > 10
    with pytest.raises(ValueError, match="has 10 days"):
        decompose(series.head(10))


def test_shares_of_market_and_voice_only_move_between_shops():
    table = rivals(TREATED, WINDOW)
    assert table[["share_change", "voice_change"]].sum().tolist() == pytest.approx([0, 0])
    assert table.loc[["Aurora", "Bamboo"], "share_change"].sum() > 0


def test_contributions_sum_to_one():
    assert contributions(TREATED, BASELINE)["part"].sum() == pytest.approx(1)


def test_new_customers_are_among_the_buyers():
    table = new_customers(TREATED.orders, WINDOW)
    assert (table.groupby("shop", observed=True)["share"].sum() <= 1).all()
    cost = acquisition_cost(table, pd.Series({"Aurora": 1_000.0, "nobody": 5.0}))
    assert cost["Aurora"] == 1_000 / table.loc[table["shop"] == "Aurora", "new"].sum()
    assert np.isnan(cost["nobody"])


def test_only_those_who_paid_less_than_the_list_price_took_part():
    rate = participation(TREATED.orders, WINDOW)["rate"]
    assert rate[["Aurora", "Bamboo"]].eq(1).all()
    assert rate[["Cedar", "Dune"]].eq(0).all()


def test_a_survey_errs_less_the_more_are_asked():
    rng = np.random.default_rng(1)
    people = pd.DataFrame({"consumer": np.arange(4_000), "satisfaction": rng.beta(3, 2, 4_000)})
    few, many, all_of_them = (survey(people, asked=asked) for asked in (100, 1_600, 4_000))
    assert few.se / many.se == pytest.approx(4 * np.sqrt((1 - 100 / 4_000) / (1 - 1_600 / 4_000)), rel=0.2)
    assert all_of_them.estimate == pytest.approx(all_of_them.true)
    assert all_of_them.se == 0
    inside = [survey(people, asked=200, seed=seed) for seed in range(100)]
    assert 88 <= sum(each.low <= each.true <= each.high for each in inside) <= 99


def test_those_who_feel_strongly_answer_more_often():
    people = pd.DataFrame(
        {"consumer": np.arange(4_000), "satisfaction": np.where(np.arange(4_000) % 4, 0.5, 1.0)}
    )
    fair, biased = survey(people, asked=4_000), survey(people, asked=4_000, bias=0.8)
    assert fair.estimate == fair.true
    assert biased.low > biased.true


def test_what_the_log_holds_narrows_a_survey_without_shifting_it():
    draw = np.random.default_rng(1)
    orders = draw.poisson(5, 4_000)
    people = pd.DataFrame({"consumer": np.arange(4_000), "orders": orders})
    people["spent"] = 100.0 * orders + draw.normal(0, 50, 4_000)
    pairs = [
        [survey(people, "spent", 200, seed=s, known=known) for known in (None, "orders")] for s in range(60)
    ]
    assert all(with_log.se < alone.se / 2 for alone, with_log in pairs)
    inside = [found.low <= found.true <= found.high for _, found in pairs]
    assert 0.85 < np.mean(inside) <= 1
    unrelated = people.assign(orders=7)
    assert (
        survey(unrelated, "spent", 200, known="orders").estimate == survey(unrelated, "spent", 200).estimate
    )


def test_a_survey_asks_the_same_people_in_both_scenarios():
    people = pd.DataFrame({"consumer": np.arange(100), "satisfaction": np.linspace(0, 1, 100)})
    happier = people.assign(satisfaction=people["satisfaction"] + 0.1)
    difference = survey(happier, asked=30).estimate - survey(people, asked=30).estimate
    assert difference == pytest.approx(0.1)
    with pytest.raises(ValueError, match="asked 101"):
        survey(people, asked=101)


def test_movers_are_told_apart_by_direction_and_size():
    rows = [
        ("revenue", "up", 100, 110, 5, 15),
        ("units", "up", 10, 12, 1, 3),
        ("media", "down", 10, 13, 2, 4),
        ("stockout_rate", "down", 0.2, 0.1, -0.15, -0.05),
        ("orders", "up", 10, 20, -5, 25),
        ("price_paid", "", 10, 20, 9, 11),
    ]
    columns = ["kpi", "better", "baseline", "value", "low", "high"]
    table = pd.DataFrame(rows, columns=columns).assign(shop="Aurora")
    found = movers(table.assign(difference=table["value"] - table["baseline"]), "Aurora")
    assert found["kpi"].tolist() == ["stockout_rate", "units", "revenue", "media"]
    assert found["verdict"].tolist() == ["better"] * 3 + ["worse"]
    with pytest.raises(ValueError, match="no rows of 'Zebra'"):
        movers(evaluation(), "Zebra")


def test_each_figure_reads_one_metric():
    assert all(kpi.measure is METRICS[name] for name, kpi in KPIS.items() if name in METRICS)
    assert replace(KPIS["revenue"], better="").better == ""
