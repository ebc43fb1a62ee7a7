"""Random numbers that are functions of their meaning.

A draw is ``u(seed, stream, day, consumer, alternative)``: nothing is taken from a shared generator, so a draw does
not depend on which other mechanism is on, on the order of agents or shops, or on the number of threads. The stream,
the seed and the day give a 64-bit *base key* here; kernels mix in the consumer and the key of the alternative's name.

Source: splitmix64 finaliser, Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators", OOPSLA.
"""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def base_key(seed: int, stream: str, day: int = 0) -> np.uint64:
    """64-bit key of one stream on one day; ``day`` counts from the first simulated day, 0 for draws that never change."""
    return np.uint64(
        int.from_bytes(blake2b(f"{seed}|{stream}|{day}".encode(), digest_size=8).digest(), "little")
    )


def name_key(name: str) -> np.uint64:
    """64-bit key of a name; alternatives are keyed by name so that their position never matters."""
    return np.uint64(int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little"))


def mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64, element by element."""
    with np.errstate(over="ignore"):
        x = (x ^ (x >> np.uint64(30))) * _M1
        x = (x ^ (x >> np.uint64(27))) * _M2
        return x ^ (x >> np.uint64(31))


def personal_key(base: np.uint64 | NDArray[np.uint64], consumer: NDArray[np.integer]) -> NDArray[np.uint64]:
    """(n,) keys of consumers under a base key, or one each, the same as the kernels compute."""
    with np.errstate(over="ignore"):
        return mix(base + (np.asarray(consumer).astype(np.uint64) + np.uint64(1)) * GOLDEN)


def uniform(key: NDArray[np.uint64] | np.uint64) -> NDArray[np.float32]:
    """Uniform on (0, 1), 23 bits, never 0 or 1; same shape as ``key``."""
    top = (np.asarray(key) >> np.uint64(41)).astype(np.float32)
    return np.asarray((top + np.float32(0.5)) * np.float32(2.0**-23))


def bell(key: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Standard normal within ±3.46 from the sum of the key's four 16-bit words (Irwin-Hall, n = 4); same shape as ``key``."""
    words = [(key >> np.uint64(shift)) & np.uint64(0xFFFF) for shift in (0, 16, 32, 48)]
    return np.asarray((np.sum(words, axis=0).astype(np.float64) - 131070.0) * 2.6429e-05)
