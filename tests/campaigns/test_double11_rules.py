"""Double 11 by the rules of each year."""

import pytest

import sim
from sim.run.check import check

YEARS = {
    "double11_2018": (400, 50, 1), "double11_2019": (400, 50, 1), "double11_2020": (300, 40, 11), "double11_2021": (200, 30, 11),
    "double11_2022": (300, 50, 12), "double11_2023": (300, 50, 12), "double11_2024": (300, 50, 22), "double11": (300, 50, 5),
}  # fmt: skip


@pytest.mark.parametrize("rules", YEARS)
def test_the_rules_of_a_year_set_threshold_and_length_and_nothing_else(rules: str) -> None:
    config = check(sim.compose("double11", f"campaign={rules}"))["campaign"]["double11"]
    market = sim.build(sim.compose("double11", f"campaign={rules}", "population.size=20"), seed=0)
    campaign = market.campaigns[0]
    market.close()
    first, after = campaign.window
    reduction = campaign.promotions["cross_shop_reduction"]
    assert (reduction.spend, reduction.amount, (after - first).days) == YEARS[rules]
    usual = check(sim.compose("double11"))["campaign"]["double11"]
    for terms in (config, usual):
        for key in ("phases", "end"):
            terms.pop(key)
        for key in ("spend", "amount", "phases"):
            terms["promotions"]["cross_shop_reduction"].pop(key)
    assert config == usual


def test_depth_of_the_cross_shop_reduction_never_fell_from_one_rule_to_the_next_until_it_stayed() -> None:
    depths = [amount / spend for spend, amount, _ in YEARS.values()]
    assert depths == sorted(depths)
