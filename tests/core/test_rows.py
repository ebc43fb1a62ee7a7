import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.core.rows import Room, join, pick, roomier
from sim.world.lines import LINE

numbers = st.lists(st.integers(-(2**31), 2**31 - 1), max_size=20)


def rows(values: list[int]) -> np.ndarray:
    made = np.zeros(len(values), LINE)
    made["consumer"], made["worth"], made["applied"] = values, values[::-1], np.arange(len(values))
    return made


@given(numbers, st.data())
def test_rows_are_picked_by_index_and_by_mask_as_numpy_does(values: list[int], data: st.DataObject) -> None:
    table, n = rows(values), len(values)
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)), bool)
    index = np.array(data.draw(st.lists(st.integers(0, n - 1), max_size=9)) if n else [], np.intp)
    for which in (mask, index, index.astype(np.int32)):
        assert pick(table, which).dtype == LINE
        assert pick(table, which).tolist() == table[which].tolist()


@given(st.lists(numbers, min_size=1, max_size=4))
def test_rows_are_joined_in_their_order(parts: list[list[int]]) -> None:
    tables = [rows(values) for values in parts]
    assert join(tables).dtype == LINE
    assert join(tables).tolist() == [row for table in tables for row in table.tolist()]


def test_what_is_picked_is_a_copy() -> None:
    table = rows([1, 2])
    pick(table, np.array([0]))["consumer"] = 9
    join([table])["consumer"] = 9
    assert table["consumer"].tolist() == [1, 2]


@given(numbers, st.data())
def test_more_room_keeps_what_was_written(values: list[int], data: st.DataObject) -> None:
    table = rows(values)
    n = data.draw(st.integers(0, len(table)))
    wider = roomier(table, n)
    assert len(wider) == 2 * len(table) and wider[:n].tolist() == table[:n].tolist()
    assert not np.may_share_memory(wider, table)


@given(st.lists(st.integers(0, 9), min_size=1))
def test_a_room_gives_as_many_rows_as_are_asked_for(sizes: list[int]) -> None:
    room = Room()
    for n in sizes:
        given_ = room.rows(n, LINE)
        given_["offer"] = n
        assert len(given_) == n and (given_["offer"] == n).all()
