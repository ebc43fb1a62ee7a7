import numpy as np
import pytest
from scipy.integrate import quad
from small_market import FESTIVAL, different, run

from sim.kernels.surplus import expected_gain
from sim.results import Results, welfare

ON = "results.surplus=true"


@pytest.mark.parametrize(
    ("decided", "worth"), [(0.0, 0.0), (-3.0, 1.0), (2.5, -1.0), (6.0, 6.0), (-7.5, 0.5)]
)
def test_the_gain_is_the_mean_of_worth_and_shock_among_those_who_buy(decided: float, worth: float) -> None:
    def density(x: float) -> float:
        return np.exp(-x) / (1 + np.exp(-x)) ** 2

    buys = quad(density, -decided, 60)[0]
    mean = quad(lambda x: (worth + x) * density(x), -decided, 60)[0] / buys
    assert expected_gain(np.float32(decided), np.float32(worth)) == pytest.approx(mean, rel=2e-3, abs=2e-3)


def test_the_gain_has_no_steps_where_the_formula_changes() -> None:
    for edge in (-8.0, 20.0):
        below, above = (expected_gain(np.float32(edge + step), np.float32(0)) for step in (-1e-3, 1e-3))
        assert below == pytest.approx(above, abs=5e-3)


def test_recording_the_surplus_changes_nothing_else_on_one_thread_or_two() -> None:
    off, one, two = run(*FESTIVAL), run(*FESTIVAL, ON), run(*FESTIVAL, ON, "threads=2")
    assert different(one, two) == []
    assert different(off, {name: one[name] for name in off}) == []
    assert one["surplus"]["surplus"].abs().sum() > 0


def test_a_tenth_off_the_prices_raises_the_surplus_and_welfare_shows_who_pays() -> None:
    cheaper = [f"shops.{shop}.price=0.8" for shop in ("flagship", "discounter", "everyday", "niche")]
    treated, baseline = Results(run(ON, *cheaper)), Results(run(ON))
    table = welfare(treated, baseline)
    assert table.loc["consumers", "gain"] > 0
    shops = table[table["measure"] == "profit"].drop(["all shops", "platform", "brand"])
    assert table.loc["all shops", "gain"] == shops["gain"].sum()
    assert table.loc["all shops", "gmv"] == shops["gmv"].sum()
    parts = table.loc[["all shops", "platform", "brand", "consumers"], "gain"]
    assert table.loc["total", "gain"] == pytest.approx(parts.sum())


def test_without_recorded_surplus_its_place_stays_empty() -> None:
    table = welfare(Results(run(*FESTIVAL)), Results(run()))
    assert np.isnan(table.loc[["consumers", "total"], "gain"]).all()
    assert table.loc["platform", "gain"] != 0
