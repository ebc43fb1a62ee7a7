"""Arrays without owners: inside a kernel nobody counts references to what Python keeps alive.

A compiled function counts a reference to every array that it is handed, atomically. A kernel calls its parts often, and its
caller holds all arrays until it returns, so it borrows them once and hands on arrays that have no owner to be counted.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba.core import types
from numba.core.extending import intrinsic

T = TypeVar("T")


def _without_owner(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    if isinstance(kind, types.Array):
        array = context.make_array(kind)(context, builder, value)
        array.meminfo = context.get_constant_null(types.MemInfoPointer(types.voidptr))
        array.parent = context.get_constant_null(types.pyobject)
        return array._getvalue()
    if isinstance(kind, (types.Tuple, types.UniTuple, types.NamedTuple, types.NamedUniTuple)):
        for position, item in enumerate(kind.types):
            part = builder.extract_value(value, position)
            value = builder.insert_value(value, _without_owner(context, builder, item, part), position)
    return value


def _borrow(typing: Any, thing: Any) -> Any:
    """The same array or (named) tuple of arrays, but without owner. Only for what the caller keeps alive."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _without_owner(context, builder, signature.args[0], args[0])

    return thing(thing), generate


borrow = cast(Callable[[T], T], intrinsic(_borrow))
