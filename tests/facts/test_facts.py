import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.results import Results
from sim.run.check import plain
from sim.run.compose import compose_base
from sim.run.facts import MEASURES, facts_in, judge, settings_in
from sim.run.facts.__main__ import main
from sim.run.facts.brands import Brands, choose_brands
from sim.run.facts.runs import Runs

HERE = Path(__file__).parent
FACTS, SETTINGS = facts_in(HERE), settings_in(HERE)
MONDAY = pd.Timestamp("2025-01-06")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("facts") / "facts.md"
    assert main(["--seeds", "2", "--size", "200", "--jobs", "1", "--out", str(path)], HERE / "tiny") == 0
    return path.read_text("utf-8")


def test_a_fact_outside_its_band_is_reported_with_the_reason(page: str) -> None:
    row = next(line for line in page.splitlines() if line.startswith("| 2 |"))
    assert "**outside**" in row
    assert "* **2** (" in page
    assert "It does give something." in page


def test_a_fact_inside_its_band_needs_no_reason(page: str) -> None:
    row = next(line for line in page.splitlines() if line.startswith("| 1 |"))
    assert "| inside" in row
    assert "2 seeds" in row
    assert "1 of 2 lie inside" in page


def test_a_figure_from_memory_is_called_unchecked(page: str) -> None:
    assert "a test; from memory, unchecked" in page


def test_a_fact_that_is_not_there_is_named_before_anything_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["1", "no_such_fact"], HERE / "tiny") == 2
    assert "no fact no_such_fact; there are 1, 2" in capsys.readouterr().err


def test_the_mean_over_seeds_is_held_against_the_band() -> None:
    fact = facts_in(HERE / "tiny")[1]
    assert judge(fact, pd.Series([0.0, 0.9])).inside
    assert not judge(fact, pd.Series([0.4, 0.9])).inside
    assert judge(fact, pd.Series([0.4, float("nan")])).seeds == 1


def test_a_verdict_is_sure_when_the_whole_interval_is_on_one_side() -> None:
    fact = facts_in(HERE / "tiny")[1]
    assert judge(fact, pd.Series([0.2, 0.21, 0.22])).sure
    assert judge(fact, pd.Series([0.7, 0.71, 0.72])).sure
    assert not judge(fact, pd.Series([0.1, 0.9, 0.1])).sure
    assert not judge(fact, pd.Series([0.3])).sure


def test_every_fact_has_a_number_of_its_own_and_can_be_measured() -> None:
    assert len({fact.id for fact in FACTS}) == len(FACTS)
    for fact in FACTS:
        for setting, measure in fact.wants:
            assert setting in SETTINGS
            assert measure in MEASURES


def test_the_page_has_a_row_for_every_fact_and_no_other() -> None:
    rows = (HERE.parents[1] / "docs" / "facts.md").read_text("utf-8").split("## Outside")[0]
    numbers = re.findall(r"^\| (\w+) \|", rows, re.MULTILINE)
    assert numbers == [fact.id for fact in FACTS]


def test_nothing_is_measured_or_run_that_no_fact_asks_for() -> None:
    wanted = [pair for fact in FACTS for pair in fact.wants]
    assert {setting for setting, _ in wanted} == set(SETTINGS)
    assert {measure for _, measure in wanted} == set(MEASURES)


@given(group=st.integers(0, 1000))
def test_no_shop_is_treated_in_two_categories(group: int) -> None:
    config = plain(compose_base())
    chosen = choose_brands(config, group)
    assert set(chosen.shops) == set(config["catalog"]["categories"])
    assert len(set(chosen.shops.values())) == len(chosen.shops)
    assert set(chosen.product) <= set(chosen.line)


def test_too_few_shops_for_the_categories_are_refused() -> None:
    config = {
        "shops": {"only": {"copies": 1, "categories": {"food": 1, "books": 1}}},
        "catalog": {"categories": {"food": {}, "books": {}}},
    }
    with pytest.raises(ValueError, match="1 shops are too few"):
        choose_brands(config, 0)


def test_parts_of_a_bump_sum_to_one() -> None:
    def market(week: dict[str, int], later: dict[str, int]) -> Results:
        rows = [(MONDAY, week), (MONDAY + pd.Timedelta(weeks=2), later)]
        lines = [
            (0, day, name.split("/")[0], name, "food", units)
            for day, sold in rows
            for name, units in sold.items()
        ]
        columns = ["seed", "date", "shop", "product", "category", "units"]
        return Results({"sales": _filled("sales", pd.DataFrame(lines, columns=columns))})

    arms = {
        "baseline": market({"a/food/1": 10, "b/food/1": 20}, {"a/food/1": 10, "b/food/1": 20}),
        "line_20": market({"a/food/1": 30, "b/food/1": 14}, {"a/food/1": 8, "b/food/1": 16}),
    }
    runs = Runs(arms, MONDAY, Brands({"food": "a"}, {"food": 1}))
    parts = {name: MEASURES[name](runs)[0] for name in ("cross_brand", "cross_period", "expansion", "dip")}
    assert parts == pytest.approx({"cross_brand": 0.3, "cross_period": 0.3, "expansion": 0.4, "dip": 0.1})


def test_whoever_meets_an_empty_shelf_does_one_of_four_things() -> None:
    lines = [
        # consumer, days after, shop, units, lost
        *((0, 0, "a", 0, 1), (0, 0, "b", 1, 0)),
        *((1, 0, "a", 0, 1), (1, 0, "a", 1, 0)),
        *((2, 0, "a", 0, 1), (2, 14, "a", 1, 0)),
        *((3, 0, "a", 0, 1), (3, 15, "a", 1, 0)),
        (4, 0, "a", 1, 0),
    ]
    columns = ["seed", "date", "consumer", "shop", "category", "units", "lost"]
    rows = [(0, MONDAY + pd.Timedelta(days=d), c, shop, "food", u, lost) for c, d, shop, u, lost in lines]
    orders = _filled("orders", pd.DataFrame(rows, columns=columns))
    runs = Runs({"scarce": Results({"orders": orders})}, MONDAY, Brands({}, {}))
    answers = ("other_shop", "same_shop", "delayed", "dropped")
    assert [MEASURES[name](runs)[0] for name in answers] == [0.25] * 4


def _filled(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A table with columns that the test does not care about."""
    from sim.results.tables import COLUMNS

    return frame.assign(**{column: 0 for column in COLUMNS[table] if column not in frame.columns})
