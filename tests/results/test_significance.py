import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from synthetic import market

from sim.results import Results, compare, metric
from sim.results.interval import bootstrap, interval
from sim.results.significance import effect_size, holm, p_value

CELLS, SEEDS = 2000, 8


class MadeUp(Results):
    """Results that only have seeds: the metric of these tests is drawn."""

    @property
    def seeds(self):
        return list(range(self.manifest.get("size", SEEDS)))


def noise(stream: int, effect: float = 0.0):
    """A metric with a value for each seed and cell; equal parts of it are shared by all streams."""
    shared = np.random.default_rng(0).normal(10, 3, (SEEDS, CELLS))
    own = np.random.default_rng(stream).normal(effect, 1, (SEEDS, CELLS))
    index = pd.MultiIndex.from_product([range(SEEDS), range(CELLS)], names=["seed", "cell"])
    return pd.Series((shared + own).ravel(), index)


def told(results: Results, by: object) -> pd.Series:
    return noise(*results.manifest["noise"])


def made_up(stream: int, effect: float = 0.0) -> MadeUp:
    return MadeUp({}, manifest={"noise": (stream, effect)})


def test_where_nothing_differs_the_paired_test_finds_something_at_the_nominal_rate():
    effect = compare(made_up(1), made_up(2), told, "cell")
    for level in (0.01, 0.05, 0.2):
        tolerance = 4 * np.sqrt(level * (1 - level) / CELLS)
        assert (effect["p"] < level).mean() == pytest.approx(level, abs=tolerance)
    covered = ((effect["low"] <= 0) & (effect["high"] >= 0)).mean()
    assert covered == pytest.approx(0.95, abs=4 * np.sqrt(0.05 * 0.95 / CELLS))


def test_adjusted_for_their_number_thousands_of_tests_of_nothing_find_nothing():
    assert (compare(made_up(1), made_up(2), told, "cell")["p_adjusted"] > 0.05).all()


def test_pairing_removes_the_variance_that_both_share():
    factor = compare(made_up(1), made_up(2), told, "cell")["variance_reduction"].median()
    assert factor == pytest.approx((3**2 + 1) / 1, rel=0.2)


def test_the_effect_size_is_the_effect_over_its_scatter():
    d = compare(made_up(1, 2.0), made_up(2), told, "cell")["d"].median()
    assert d == pytest.approx(2 / np.sqrt(2), rel=0.1)


def test_the_p_value_is_that_of_a_paired_t_test():
    treated, baseline = market(range(5), 0.2), market(range(5))
    expected = stats.ttest_rel(metric("units")(treated), metric("units")(baseline)).pvalue
    assert compare(treated, baseline, "units", None).loc["total", "p"] == pytest.approx(expected)


def with_gaps(results: Results, by: object) -> pd.Series:
    """The noise without the first three seeds of the first cell."""
    values = told(results, by)
    return values.where(
        (values.index.get_level_values("cell") > 0) | (values.index.get_level_values("seed") > 2)
    )


@pytest.mark.parametrize("how", ["t", "bootstrap"])
def test_a_seed_without_the_figure_is_as_if_it_had_not_run(how):
    def known(results: Results, by: object) -> pd.Series:
        values = told(results, by)
        return values[values.index.get_level_values("seed") > 2]

    def some(results: Results, by: object) -> pd.Series:
        return (with_gaps if results.manifest["noise"][0] == 1 else told)(results, by)

    found = compare(made_up(1), made_up(2), some, "cell", interval=how)
    alone = compare(made_up(1), made_up(2), known, "cell", interval=how)
    columns = ["baseline", "treated", "incremental", "se", "low", "high", "d", "p", "variance_reduction", "n"]
    assert list(found["n"].iloc[:2]) == [SEEDS - 3, SEEDS]
    np.testing.assert_allclose(found.loc[0, columns].astype(float), alone.loc[0, columns].astype(float))
    whole = compare(made_up(1), made_up(2), told, "cell", interval=how)
    np.testing.assert_allclose(found.loc[1, columns].astype(float), whole.loc[1, columns].astype(float))


def test_differences_that_cancel_are_no_effect_and_count_as_a_test():
    differences = pd.DataFrame({"cancel": [1.0, -1.0], "never": [0.0, 0.0], "gap": [np.nan, 1.0]})
    assert list(effect_size(differences).fillna(-9)) == [0, -9, -9]
    assert list(p_value(differences).fillna(-9)) == [1, 1, -9]


def test_several_treatments_share_one_control_and_one_correction():
    control, deep, flat = market(range(5)), market(range(5), 0.3), market(range(5), 0.1)
    table = compare({"deep": deep, "flat": flat}, control)
    assert table.index.names == ["treatment", "shop"]
    pd.testing.assert_frame_equal(
        table.loc["deep"].drop(columns="p_adjusted"), compare(deep, control).drop(columns="p_adjusted")
    )
    np.testing.assert_allclose(table["p_adjusted"], holm(table["p"]))
    assert (table["p_adjusted"] >= table["p"]).all()


def test_no_treatment_at_all_is_refused():
    with pytest.raises(ValueError, match="treated is empty"):
        compare({}, market(range(3)))


def test_a_run_against_itself_differs_with_probability_one():
    assert (compare(market(range(3)), market(range(3)))["p_adjusted"] == 1).all()


@given(st.lists(st.floats(0, 1) | st.just(float("nan")), min_size=1, max_size=30))
def test_adjusted_p_are_larger_keep_their_order_and_stop_at_one(values):
    p = pd.Series(values)
    adjusted, known = holm(p), p.notna()
    assert (adjusted.notna() == known).all()
    assert (adjusted[known] >= p[known]).all() and (adjusted[known] <= 1).all()
    assert adjusted[known].iloc[np.argsort(p[known], kind="stable")].is_monotonic_increasing


def test_holm_multiplies_the_smallest_by_all_and_the_largest_by_one():
    np.testing.assert_allclose(holm(pd.Series([0.04, 0.01, 0.02])), [0.04, 0.03, 0.04])


def test_with_many_seeds_the_bootstrap_agrees_with_the_t_interval():
    values = pd.DataFrame(np.random.default_rng(3).normal(5, 2, (200, 3)))
    pd.testing.assert_frame_equal(bootstrap(values), interval(values), atol=0.05)
    pd.testing.assert_frame_equal(bootstrap(values), bootstrap(values))


def test_the_bootstrap_of_skewed_differences_reaches_further_to_their_long_side():
    skewed = pd.DataFrame(np.random.default_rng(4).exponential(1, (20, 1)) ** 2)
    spread = bootstrap(skewed).iloc[0]
    assert spread["high"] - spread["mean"] > spread["mean"] - spread["low"]


def test_an_unknown_interval_is_refused():
    with pytest.raises(ValueError, match="'normal'; write one of t, bootstrap"):
        compare(market(range(2)), market(range(2)), interval="normal")
