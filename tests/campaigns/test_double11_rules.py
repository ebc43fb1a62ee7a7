"""Double 11 by the rules of each year."""

import pandas as pd
import pytest

import sim
from sim.results.intraday import first_hour_share
from sim.run.check import check

YEARS = {
    "double11_2018": (400, 50, 1, 22), "double11_2019": (400, 50, 1, 21), "double11_2020": (300, 40, 11, 11),
    "double11_2021": (200, 30, 11, 12), "double11_2022": (300, 50, 12, 7), "double11_2023": (300, 50, 12, 7),
    "double11_2024": (300, 50, 22, 7), "double11": (0, 0, 5, 0),
}  # fmt: skip
"""Threshold and reduction in yuan (0 none), days of the sale, days of the presale."""
SMALL = ("population.size=400", "calendar.start=2025-10-09", "calendar.days=49")


@pytest.mark.parametrize("rules", YEARS)
def test_the_rules_of_a_year_set_threshold_presale_length_and_draw_and_nothing_else(rules: str) -> None:
    config = check(sim.compose("double11", f"campaign={rules}"))["campaign"]["double11"]
    market = sim.build(sim.compose("double11", f"campaign={rules}", "population.size=20"), seed=0)
    campaign = market.campaigns[0]
    market.close()
    first, after = campaign.window
    reduction = campaign.promotions.get("cross_shop_reduction")
    presale = (first - campaign.phases["warm_up"]).days if "presale" in campaign.promotions else 0
    threshold = (reduction.spend, reduction.amount) if reduction else (0, 0)
    assert (*threshold, (after - first).days, presale) == YEARS[rules]
    usual = check(sim.compose("double11"))["campaign"]["double11"]
    for terms in (config, usual):
        for key in ("phases", "end", "pull", "cue"):
            terms.pop(key)
        for beside in ("cross_shop_reduction", "presale"):
            terms["promotions"].pop(beside, None)
    assert config == usual


def test_depth_of_the_cross_shop_reduction_never_fell_from_one_rule_to_the_next_until_it_went() -> None:
    depths = [amount / spend for spend, amount, *_ in YEARS.values() if spend]
    assert depths == sorted(depths)


def test_with_a_presale_much_of_the_day_is_booked_before_it_and_less_is_bought_in_the_weeks_before() -> None:
    with_presale, without = (
        sim.run("double11", "campaign=double11_2018", *SMALL, *change, seeds=[0])
        for change in ([], ["~campaign.double11.promotions.presale"])
    )
    day, before = pd.Timestamp("2025-11-11"), ("2025-10-20", "2025-11-10")
    deposits = with_presale.table("redemptions").query("promotion == 'presale'")
    assert set(deposits["date"]) == {day}
    units = [run.sales[run.sales["date"] == day]["units"].sum() for run in (with_presale, without)]
    assert 0.3 < deposits["uses"].sum() / units[0] < 0.8
    assert units[0] > 1.5 * units[1]
    paid = with_presale.sales.groupby("date", observed=True)["paid_value"].sum()
    assert (
        10 < paid[day] / paid[:"2025-10-19"].mean() < 20
    )  # ordinary days before the presale; 14 were announced of 2019
    warm_up = [
        run.sales[run.sales["date"].between(*before)]["units"].sum() for run in (with_presale, without)
    ]
    assert warm_up[0] < warm_up[1]


def test_both_waves_of_2025_sell_and_the_second_begins_when_the_first_ends() -> None:
    asked = ("double11", "population.size=1500", "calendar.start=2025-10-05", "calendar.days=56")
    with_, without = (
        sim.run(*asked, f"campaign={campaign}", seeds=[0]) for campaign in ("double11_two_waves", "none")
    )
    paid, usual = (run.sales.groupby("date", observed=True)["paid_value"].sum() for run in (with_, without))
    for opening in ("2025-10-20", "2025-11-10"):
        assert paid[opening] > 2 * usual[opening]
    assert (paid[:"2025-10-08"] == usual[:"2025-10-08"]).all()
    off = with_.sales.groupby("date", observed=True)["discount_shop"].sum()
    assert off["2025-10-20":"2025-11-14"].min() > 0


def test_a_third_of_the_first_day_falls_into_its_first_hour_in_the_experiment_on_hours() -> None:
    late = [f"campaign.double11.phases.{phase}" for phase in ("prepare", "warm_up")]
    short = ("calendar.start=2025-11-08", "calendar.days=6", "campaign.double11.phases.after=2025-11-13",
             "campaign.double11.end=2025-11-14", f"{late[0]}=2025-11-08", f"{late[1]}=2025-11-09")  # fmt: skip
    results = sim.run("double11_hours", "population.size=1000", *short, seeds=range(2))
    assert 0.3 < first_hour_share(results).mean() < 0.45
    assert results.intraday["bounced"].sum() + results.intraday["dropped"].sum() > 0
