"""Rows of records are picked and put together as plain bytes: numpy copies records field by field, ten times as slowly."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
CHUNK = 4096  # rows


class Room:
    """Memory for an array of records that is made anew every day: the system is asked for it once."""

    def __init__(self) -> None:
        self._bytes: Array = np.empty(0, np.uint8)

    def __reduce__(self) -> tuple[Any, ...]:
        """Nothing lasts: copies and pickles begin empty."""
        return Room, ()

    def rows(self, n: int, dtype: np.dtype[Any]) -> Array:
        """An array (n,) with anything in it, over the memory of the one asked for before."""
        size = n * dtype.itemsize
        if size > len(self._bytes):
            self._bytes = np.empty(size + size // 4, np.uint8)
        return self._bytes[:size].view(dtype)


def pick(rows: Array, which: Array, room: Room | None = None) -> Array:
    """``rows[which]`` of an array of records (n,), in ``room`` if given; ``which`` is an index or a mask."""
    index = np.flatnonzero(which) if which.dtype == np.bool_ else which
    if room is None:
        return _bytes(rows)[index].view(rows.dtype)
    picked = room.rows(len(index), rows.dtype)
    np.take(_bytes(rows), index, out=_bytes(picked), mode="clip")  # any other mode makes a copy first
    return picked


def twin(rows: Array) -> Array:
    """A copy of an array of records."""
    return _bytes(rows).copy().view(rows.dtype)


def join(parts: Sequence[Array]) -> Array:
    """One array of all rows of ``parts``, arrays of the same kind of record, at least one."""
    return np.concatenate([_bytes(part) for part in parts]).view(parts[0].dtype)


def roomier(rows: Array, n: int) -> Array:
    """An array of twice the length that begins with the first ``n`` of ``rows``; anything may follow."""
    wider = np.empty(2 * len(rows), rows.dtype)
    _bytes(wider)[:n] = _bytes(rows)[:n]
    return wider


def fill(rows: Array, **columns: Array) -> None:
    """Write columns (n,) of long records, some thousand rows at a time, which then stay near the processor."""
    for lo in range(0, len(rows), CHUNK):
        part = slice(lo, lo + CHUNK)
        for name, column in columns.items():
            rows[name][part] = column[part]


def ranked(values: Array) -> Array:
    """Stable order of whole numbers (n,) from 0 to 2³¹: numpy sorts each with its place behind it faster than it ranks them.

    What consists of a few ascending runs is ranked faster by ``np.argsort(values, kind="stable")``, which merges them.
    """
    return np.sort(values.astype(np.int64) << 32 | np.arange(len(values))) & 0xFFFFFFFF


def narrow(values: Array) -> Array:
    """Whole numbers in as few bytes as hold them all."""
    least, most = values.min(initial=0), values.max(initial=0)
    return values.astype(np.result_type(np.min_scalar_type(least), np.min_scalar_type(most)))


def _bytes(rows: Array) -> Array:
    return rows.view(np.dtype((np.void, rows.dtype.itemsize)))
