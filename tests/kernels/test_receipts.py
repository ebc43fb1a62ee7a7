"""Receipts that are kept, and parcels that are late, against plain readings of the rules."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels.parcels import count_late, whole_days
from sim.kernels.receipts import may_lose
from sim.world.lines import LINE, PARCEL

SHIPPING = np.array([[0, 500], [800, 0]])  # channel × shop
FREE_FROM = np.array([0, 210])
line = st.tuples(
    st.integers(0, 4), st.sampled_from([0, 1, 3]), st.integers(0, 1), st.integers(0, 1), st.integers(0, 3)
)  # consumer, kept, shop, channel, rules applied
carts = st.lists(line, max_size=12).map(sorted)


def written(rows: list[tuple[int, ...]]) -> np.ndarray:
    lines = np.zeros(len(rows), LINE)
    for x, name in enumerate(("consumer", "kept", "shop", "channel", "applied")):
        lines[name] = [row[x] for row in rows]
    lines["paid"] = 100 + np.arange(len(rows))
    return lines


def may_cost_more(basket: np.ndarray, giving: int) -> bool:
    """Whether some offer gave the basket something, or several of its lines share a parcel that is free for their worth."""
    together: dict[tuple[int, int], list[int]] = {}
    for row in basket:
        together.setdefault((row["channel"], row["shop"]), []).append(row["paid"])
    free = [
        len(paid) > 1 and SHIPPING[place] > 0 and sum(paid) >= FREE_FROM[place[1]] > 0
        for place, paid in together.items()
    ]
    return any(free) or bool((basket["applied"] & np.uint64(giving)).any())


@given(rows=carts, giving=st.integers(0, 3))
def test_baskets_of_several_with_something_to_lose_are_kept(rows: list[tuple[int, ...]], giving: int) -> None:
    lines = written(rows)
    out = np.empty_like(lines)
    kept = out[: may_lose(len(lines), lines, np.uint64(giving), SHIPPING, FREE_FROM, out)]
    bought = lines[lines["kept"] == 1]
    baskets = [bought[bought["consumer"] == consumer] for consumer in bought["consumer"]]
    wanted = [len(basket) > 1 and may_cost_more(basket, giving) for basket in baskets]
    assert kept["paid"].tolist() == bought["paid"][wanted].tolist()
    assert kept["refused"].tolist() == kept["paid"].tolist()


@given(st.floats(0, 100, width=32), st.floats(0, 100, width=32))
def test_a_longer_wait_never_ends_sooner(one: float, other: float) -> None:
    shorter, longer = sorted((one, other))
    assert whole_days(np.float32(shorter)) <= whole_days(np.float32(longer))
    assert abs(whole_days(np.float32(one)) - one) <= 0.5


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 1), st.integers(0, 2))))
def test_parcels_are_late_after_the_day_that_was_promised(rows: list[tuple[int, ...]]) -> None:
    parcels, day, late = np.zeros(len(rows), PARCEL), 9, np.zeros(3, np.int64)
    promised = np.array([[1, 2.5, 3.6], [0, 4.5, 5]], np.float32)
    for x, name in enumerate(("ordered", "channel", "shop")):
        parcels[name] = [row[x] for row in rows]
    count_late(day, promised, parcels, late)
    counted = [s for ordered, h, s in rows if day - ordered > int(promised[h, s] + 0.5)]
    assert late.tolist() == np.bincount(counted, minlength=3).tolist()
