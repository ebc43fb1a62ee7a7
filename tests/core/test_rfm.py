import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from sim.core.rfm import score


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.booleans())
def test_a_score_is_the_share_of_the_average_rank(values: list[int], low_is_good: bool) -> None:
    numbers = np.array(values)
    ranks = rankdata(-numbers if low_is_good else numbers)
    assert score(numbers, 5, low_is_good).tolist() == np.ceil(5 * ranks / len(values)).tolist()
