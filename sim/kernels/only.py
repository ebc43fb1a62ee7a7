"""Parts of the big tables: a kernel unpacks and compiles every array that it is handed, used or not."""

from typing import Any, NamedTuple, TypeVar, cast

from numpy.typing import NDArray

Array = NDArray[Any]
T = TypeVar("T", bound=NamedTuple)


def only(kind: type[T], table: NamedTuple) -> T:
    """The arrays of a table that ``kind`` names."""
    return cast(T, cast(Any, kind)(*(getattr(table, name) for name in cast(Any, kind)._fields)))
