from itertools import combinations

import numpy as np
from small_market import FESTIVAL, market


def test_no_two_arrays_of_a_market_share_memory():
    """What is handed to a batch must not overlap: its loops are compiled as if nothing written were read elsewhere."""
    with market(*FESTIVAL) as built:
        built.step()
        tables = (
            built.traits,
            built.state,
            built.shelf,
            built.places,
            built.today,
            built.crew.ranges[0].scratch,
        )
        arrays = {
            f"{type(table).__name__}.{name}": array
            for table in tables
            for name, array in table._asdict().items()
            if isinstance(array, np.ndarray)
        } | {"offers": built.offers}
    shared = [
        pair for pair in combinations(arrays, 2) if np.may_share_memory(arrays[pair[0]], arrays[pair[1]])
    ]
    assert len(arrays) > 80 and not shared
