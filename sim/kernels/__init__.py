"""The equations, compiled. Kernels draw through keys and touch plain arrays only.

Compiled code is kept in a folder named by a digest of every source that can change it, so that an edit in one file
never meets stale machine code of another, and the same sources installed elsewhere find it.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import FunctionCache, _CacheLocator
from numba.core.compiler import Compiler

_ROOT = Path(__file__).parent.parent


def _digest() -> str:
    text = sha256(numba.__version__.encode())
    for folder in ("kernels", "world"):
        for source in sorted((_ROOT / folder).glob("*.py")):
            text.update(source.name.encode() + source.read_bytes())
    return text.hexdigest()[:16]


def _cache_root() -> Path:
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "bazaar"


numba.config.CACHE_DIR = str(_cache_root() / _digest())  # type: ignore[attr-defined]


class _OfTheseSources(_CacheLocator):
    """Machine code of these sources serves every place they are installed in; by itself numba looks for that of one path."""

    def __init__(self, line: int) -> None:
        self._line = line

    @classmethod
    def from_function(cls, py_func: Callable[..., Any], py_file: str) -> "_OfTheseSources | None":
        if _ROOT / "kernels" not in Path(py_file).parents:
            return None
        found = cls(py_func.__code__.co_firstlineno)
        try:
            found.ensure_cache_path()
        except OSError:
            return None
        return found

    def get_cache_path(self) -> str:
        return str(numba.config.CACHE_DIR)  # type: ignore[attr-defined]

    def get_source_stamp(self) -> str:
        return ""  # the folder has a name that tells

    def get_disambiguator(self) -> str:
        return str(self._line)


FunctionCache._impl_class._locator_classes.insert(0, _OfTheseSources)  # type: ignore[arg-type]


def is_compiled() -> bool:
    """Whether machine code of these sources is on disk already."""
    return any(Path(numba.config.CACHE_DIR).rglob("*.nbi"))  # type: ignore[attr-defined]


kernel = numba.njit(nogil=True, cache=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]
"""A loop called from Python: releases the interpreter lock, is kept on disk, divides as IEEE says.

Its caller keeps every array alive, so nobody counts references to them (``_nrt``): tuples of arrays are handed on for nothing
and compile in less time. The price is that it cannot make arrays.
"""

allocating = numba.njit(nogil=True, cache=True, error_model="numpy")
"""A kernel that makes arrays of its own."""

part = numba.njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]
"""A part of a kernel that only kernels may call: it has no way in from Python, which halves the time to compile it."""


class _Apart(Compiler):
    """Compiles a part whose arrays do not overlap: then a loop may look things up in some and write others as vector code."""

    def define_pipelines(self) -> Any:
        self.state.flags.noalias = True
        return super().define_pipelines()


batch = numba.njit(  # type: ignore[call-overload]
    no_cpython_wrapper=True, no_cfunc_wrapper=True, error_model="numpy", _nrt=False, pipeline_class=_Apart
)
"""A part with loops over batches; no two arrays that it is handed may share memory, and it returns none of them."""

equation = numba.njit(error_model="numpy", _nrt=False)  # type: ignore[call-overload]
"""A scalar equation; the compiler folds it into the loops that use it."""
