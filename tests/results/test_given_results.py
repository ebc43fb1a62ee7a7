"""Functions of results say so when they are given something else."""

import pytest
from synthetic import market

import sim
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


def test_a_ledger_is_split_by_shop_or_not_at_all():
    with pytest.raises(ValueError, match="by is 'date'; write 'shop', or None"):
        lift_ledger(RUN, RUN, ("2025-11-10", "2025-11-12"), by="date")


def test_a_damaged_index_of_a_sweep_is_named(tmp_path):
    for broken in ("{", '{"jobs": 3}', "[]"):
        (tmp_path / "sweep.json").write_text(broken)
        with pytest.raises(ConfigError, match=r"sweep\.json: is damaged .*; delete it"):
            sim.gather(tmp_path)
