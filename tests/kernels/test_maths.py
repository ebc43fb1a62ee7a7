import numpy as np
import pytest
from numba import njit

from sim.kernels.maths import exp, log, logistic


@njit
def each(x: np.ndarray, which: int) -> np.ndarray:
    found = np.empty_like(x)
    for i in range(len(x)):
        found[i] = log(x[i]) if which == 0 else exp(x[i]) if which == 1 else logistic(x[i])
    return found


def test_log_is_exact_to_single_precision() -> None:
    x = np.exp(np.linspace(-80, 80, 200_001)).astype(np.float32)
    exact = np.log(x.astype(float))
    assert (np.abs(each(x, 0) - exact) <= 2e-7 * np.abs(exact) + 2e-7).all()


def test_exp_is_exact_to_single_precision() -> None:
    x = np.linspace(-86.5, 86.5, 200_001).astype(np.float32)
    exact = np.exp(x.astype(float))
    assert np.abs(each(x, 1) / exact - 1).max() <= 4e-7


@pytest.mark.parametrize("which", [0, 1, 2], ids=["log", "exp", "logistic"])
def test_functions_rise_with_what_they_are_given(which: int) -> None:
    x = np.linspace(0.01, 60, 100_001).astype(np.float32)
    assert (np.diff(each(x, which)) >= 0).all()


def test_far_out_exp_stays_finite_and_logistic_a_probability() -> None:
    far = np.array([-1e9, -1e4, -88, 88, 1e4, 1e9], np.float32)
    assert np.isfinite(each(far, 1)).all() and (each(far, 1) >= 0).all()
    assert each(far, 2) == pytest.approx([0, 0, 0, 1, 1, 1], abs=1e-30)


def test_logistic_is_symmetric_about_a_half() -> None:
    x = np.linspace(-20, 20, 4001).astype(np.float32)
    assert each(x, 2) + each(-x, 2) == pytest.approx(np.ones(4001), abs=5e-7)
    assert each(np.zeros(1, np.float32), 2)[0] == 0.5
