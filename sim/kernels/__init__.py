"""The equations, compiled. Kernels draw through keys and touch plain arrays only.

Compiled code is kept in a folder named by a digest of every source that can change it, so that an edit in one file
never meets stale machine code of another.
"""

import os
from hashlib import sha256
from pathlib import Path

import numba

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


def is_compiled() -> bool:
    """Whether machine code of these sources is on disk already."""
    return any(Path(numba.config.CACHE_DIR).rglob("*.nbi"))  # type: ignore[attr-defined]


kernel = numba.njit(nogil=True, cache=True, error_model="numpy")
"""A loop called from Python: releases the interpreter lock, is kept on disk, divides as IEEE says."""

part = numba.njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, error_model="numpy")  # type: ignore[call-overload]
"""A part of a kernel that only kernels may call: it has no way in from Python, which halves the time to compile it."""

equation = numba.njit(error_model="numpy")
"""A scalar equation; the compiler folds it into the loops that use it."""
