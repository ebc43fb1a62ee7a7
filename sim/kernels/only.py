"""Parts of the big tables: a kernel unpacks and compiles every array that it is handed, used or not."""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, cast

from numpy.typing import NDArray

Array = NDArray[Any]
T = TypeVar("T", bound=NamedTuple)


def only(kind: type[T], table: NamedTuple) -> T:
    """The arrays of a table that ``kind`` names."""
    return cast(T, cast(Any, kind)._make(_columns(kind)(table)))


@cache
def _columns(kind: type[NamedTuple]) -> Callable[[NamedTuple], tuple[Any, ...]]:
    return cast(Callable[[NamedTuple], tuple[Any, ...]], attrgetter(*cast(Any, kind)._fields))
