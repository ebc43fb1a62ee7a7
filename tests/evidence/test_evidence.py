from dataclasses import replace
from pathlib import Path

import pytest

from sim.results import Results
from sim.run.evidence import Row, examine, findings, rows_in
from sim.run.evidence.__main__ import main
from sim.run.evidence.agreements import AGREEMENTS
from sim.run.evidence.measures import measure
from sim.run.evidence.work import key_of_row
from sim.run.run import run

ROWS = rows_in(Path(__file__).parent)
EVERYDAY = (3, 6)  # seeds of a quick row: its effect is large, and most are seen in three


def parameter(row: Row) -> object:
    return pytest.param(row, id=f"{row.id} {row.name}", marks=[] if row.quick else [pytest.mark.slow])


@pytest.mark.parametrize("row", [parameter(row) for row in ROWS])
def test_the_mechanism_moves_what_it_should(row: Row) -> None:
    for seeds in EVERYDAY if row.quick else (row.seeds,):
        found = examine(replace(row, seeds=min(row.seeds, seeds)))
        if found.holds:
            return
    pytest.fail(f"{row.direction} expected; {found}")


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_row_asks_for_a_market_that_there_is(path: Path) -> None:
    """Also of those that are too slow to be run every day: a key of a row is a digest of its configs, checked."""
    for row in rows_in(path):
        assert key_of_row(row)


FEWER = Row(
    "X-01", "Few people buy less than many", "units", "down", common=("population.size=500", "calendar.days=6"),
    on=("population.size=50",), seeds=4,
)  # fmt: skip


def test_what_was_found_by_the_same_code_and_configs_is_not_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [FEWER, replace(FEWER, direction="up")]
    first = [finding for _, finding in findings(rows, tmp_path)]
    assert [finding.holds for finding in first] == [True, False]
    monkeypatch.setattr("sim.run.evidence.work.examine", lambda row: pytest.fail(f"{row.name} ran again"))
    assert [finding for _, finding in findings(rows, tmp_path)] == first


@pytest.mark.parametrize("change", [{"common": ("population.size=400",)}, {"metric": "orders"}, {"seeds": 5}])
def test_a_row_that_asks_for_something_else_is_run(change: dict[str, object]) -> None:
    assert key_of_row(replace(FEWER, **change)) != key_of_row(FEWER) == key_of_row(replace(FEWER))


def test_two_arms_with_the_same_number_do_not_show_nothing() -> None:
    same = replace(FEWER, metric="consumers", on=())
    assert examine(replace(same, direction="zero")).holds
    assert not examine(replace(same, direction="nothing")).holds


def test_a_cent_that_one_table_lacks_is_a_gap() -> None:
    whole = run("double11", "population.size=300")
    sales = whole.sales.assign(paid_value=whole.sales["paid_value"] - (whole.sales.index == 0))
    stages = whole.stages.assign(consumers=whole.stages["consumers"] + (whole.stages.index == 0))
    tables = {name: whole.table(name) for name in ("ledger", "consumers", "redemptions")}
    broken = Results({**tables, "sales": sales, "stages": stages})
    gaps = {name: (measure(whole, name)[0], measure(broken, name)[0]) for name in AGREEMENTS}
    assert gaps.pop("deductions_gap") == gaps.pop("redeemed_gap") == (0, 0)
    assert set(gaps.values()) == {(0, 1)}
    sales = whole.sales.assign(discount_shop=whole.sales["discount_shop"] + (whole.sales.index == 0))
    broken = Results({**tables, "sales": sales})
    assert [measure(broken, name)[0] for name in ("deductions_gap", "redeemed_gap")] == [1, 1]


def test_a_row_against_a_twin_without_its_campaign_has_a_key() -> None:
    depth = "campaign.double11.promotions.official_cut.percent=0.2"
    row = replace(FEWER, experiment="double11", common=(depth,), versus=("campaign=none",))
    assert key_of_row(row) != key_of_row(replace(row, common=(depth.replace("0.2", "0.3"),)))


def test_an_id_without_a_row_is_told_before_anything_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["PROMO-99", "--shelf", str(tmp_path)]) == 2
    assert "PROMO-99" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main(["PROMO-01", "--jobs", "0"])
    assert "0 is not right; write a whole number" in capsys.readouterr().err
