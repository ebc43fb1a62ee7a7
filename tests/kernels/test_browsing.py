import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.core.rng import uniform
from sim.kernels.browsing import gumbel, may_exceed


@given(key=st.integers(0, 2**64 - 1), bound=st.floats(-20, 20, width=32))
def test_no_shock_above_the_bound_is_passed_over(key: int, bound: float) -> None:
    luck = uniform(np.uint64(key))[()]
    assert may_exceed(luck, np.float64(bound)) or gumbel(luck) <= bound


def test_most_shocks_below_a_high_bound_are_passed_over() -> None:
    luck = uniform(np.arange(1000, dtype=np.uint64) << np.uint64(54))
    passed = [not may_exceed(u, np.float64(4)) for u in luck]
    assert np.mean(passed) > 0.97
