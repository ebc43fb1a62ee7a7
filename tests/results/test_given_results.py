"""Functions of results say so when they are given something else."""

import pytest
from synthetic import market

import sim

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
