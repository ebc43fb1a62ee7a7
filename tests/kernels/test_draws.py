import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from scipy import stats

from sim.core import rng
from sim.kernels.draw import about, bell, gamma, mix, normal, personal, pick, uniform, uniform64

N = 200_000
KEYS = rng.personal_key(rng.base_key(1, "test"), np.arange(N))


@njit
def kernel_uniforms(base: np.uint64, name: np.uint64, n: int) -> np.ndarray:
    found = np.empty(n, np.float32)
    for i in range(n):
        found[i] = uniform(about(personal(base, i), name))
    return found


@njit
def kernel_draws(keys: np.ndarray, which: int, shape: float) -> np.ndarray:
    found = np.empty(len(keys))
    for i in range(len(keys)):
        if which == 0:
            found[i] = uniform64(keys[i])
        elif which == 1:
            found[i] = normal(keys[i])
        elif which == 2:
            found[i] = gamma(keys[i], shape)
        else:
            found[i] = bell(keys[i])
    return found


def near(value: float, expected: float, deviation: float) -> bool:
    """Within four standard errors of a mean of N draws."""
    return abs(value - expected) <= 4 * deviation / np.sqrt(N)


def test_numpy_and_kernels_draw_the_same_numbers() -> None:
    base, name = rng.base_key(7, "choice", 3), rng.name_key("shop/category/1")
    same = rng.uniform(rng.mix(rng.personal_key(base, np.arange(1000)) ^ name))
    assert (kernel_uniforms(base, name, 1000) == same).all()


@given(st.integers(0, 2**64 - 1))
def test_mix_is_the_finaliser_of_splitmix64(x: int) -> None:
    top = 2**64 - 1
    z = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & top
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & top
    expected = z ^ (z >> 31)
    assert int(mix(np.uint64(x))) == expected == int(rng.mix(np.array([x], np.uint64))[0])


@pytest.mark.parametrize("key", [0, 2**64 - 1])
def test_a_uniform_is_never_nothing_or_one(key: int) -> None:
    for draw in (uniform, uniform64):
        assert 0 < draw(np.uint64(key)) < 1


def test_uniforms_are_uniform() -> None:
    single = rng.uniform(KEYS).astype(float)
    for found in (single, kernel_draws(KEYS, 0, 0.0)):
        assert near(found.mean(), 0.5, np.sqrt(1 / 12))
        assert stats.kstest(found, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("what", ["seed", "stream", "day", "consumer", "alternative"])
def test_draws_that_differ_in_one_part_of_their_meaning_are_unrelated(what: str) -> None:
    ordinary = {"seed": 1, "stream": "visit", "day": 1, "consumer": 0, "alternative": "a"}
    other = ordinary | {what: "b" if isinstance(ordinary[what], str) else 2}

    def draw(meaning: dict) -> np.ndarray:
        base = rng.base_key(meaning["seed"], meaning["stream"], meaning["day"])
        return kernel_uniforms(base, rng.name_key(meaning["alternative"]), N + 2)[meaning["consumer"] :][:N]

    assert abs(np.corrcoef(draw(ordinary), draw(other))[0, 1]) < 4 / np.sqrt(N)


def test_normals_are_normal() -> None:
    found = kernel_draws(KEYS, 1, 0.0)
    assert near(found.mean(), 0, 1) and near(found.var(), 1, np.sqrt(2))
    assert stats.kstest(found, "norm").pvalue > 1e-4


def test_the_quick_bell_has_mean_nought_variance_one_and_no_far_tails() -> None:
    found = kernel_draws(KEYS, 3, 0.0)
    assert near(found.mean(), 0, 1) and near(found.var(), 1, np.sqrt(1.7))
    assert np.abs(found).max() < 3.47
    assert abs(stats.skew(found)) < 4 * np.sqrt(6 / N)
    assert stats.kurtosis(found) == pytest.approx(-0.3, abs=0.05)  # of a sum of four uniforms


@pytest.mark.parametrize("shape", [0.15, 0.4, 1.0, 2.5, 30.0])
def test_gammas_are_gamma(shape: float) -> None:
    found = kernel_draws(KEYS, 2, shape)
    assert (found >= 0).all()
    assert near(found.mean(), shape, np.sqrt(shape))
    assert found.var() == pytest.approx(shape, rel=0.05)
    assert stats.kstest(found, "gamma", args=(shape,)).pvalue > 1e-4


def test_pick_follows_the_shares() -> None:
    shares = np.array([0.2, 0.0, 0.5, 0.3])
    cumulative = np.cumsum(shares).astype(np.float32)
    found = np.bincount([pick(cumulative, u) for u in rng.uniform(KEYS[:20_000])], minlength=4) / 20_000
    assert found[1] == 0
    assert found == pytest.approx(shares, abs=4 * np.sqrt(0.25 / 20_000))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.floats(0, 1, exclude_max=True, width=32))
def test_pick_finds_the_first_entry_beyond(weights: list[int], u: float) -> None:
    cumulative = np.cumsum(weights).astype(np.float32)
    if cumulative[-1] > 0:
        cumulative /= cumulative[-1]
        assert pick(cumulative, np.float32(u)) == int(np.argmax(cumulative > np.float32(u)))
