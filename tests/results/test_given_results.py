"""Functions of results say so when they are given something else."""

import pytest
from synthetic import market

import sim
from sim.results import Results
from sim.results.lift import lift_ledger
from sim.run.errors import ConfigError

RUN = market(range(1))


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: sim.compare(RUN, None), "baseline is None; give Results"),
        (lambda: sim.compare("a", "b"), "treated is 'a'; give Results"),
        (lambda: sim.evaluate("sale", "base"), "treated is 'sale'; give Results"),
        (lambda: sim.evaluate("sale"), "treated is 'sale'; give Results"),
        (lambda: sim.power(None, RUN, 0.02), "treated is None; give Results"),
        (lambda: sim.gather(RUN), r"folder is Results\(.*; write the folder of a sweep"),
    ],
)
def test_what_is_no_result_is_named(call, told):
    with pytest.raises(TypeError, match=f"^{told}"):
        call()


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [("population", {"size": 9}, "have as many people; treated has 300, baseline 9"),
     ("calendar", {"start": "2025-11-01", "days": 9}, "last the same days; treated has 7 days .*, baseline 9 days")],
)  # fmt: skip
def test_runs_that_cannot_be_paired_are_told_apart(key, value, told):
    config = {"population": {"size": 300}, "calendar": {"start": "2025-11-01", "days": 7}}
    with pytest.raises(ValueError, match=told):
        sim.compare(Results({}, config), Results({}, config | {key: value}))


def test_a_ledger_is_split_by_shop_or_not_at_all():
    with pytest.raises(ValueError, match="by is 'date'; write 'shop', or None"):
        lift_ledger(RUN, RUN, ("2025-11-10", "2025-11-12"), by="date")


def test_a_damaged_index_of_a_sweep_is_named(tmp_path):
    for broken in ("{", '{"jobs": 3}', "[]"):
        (tmp_path / "sweep.json").write_text(broken)
        with pytest.raises(ConfigError, match=r"sweep\.json: is damaged .*; delete it"):
            sim.gather(tmp_path)
