"""Random numbers as functions of their meaning, with Python's whole numbers.

A key is made from the seed, a stream, the day, a consumer and the name of an alternative; a number is made from a key.
"""

from functools import cache
from math import log

from sim.core.rng import base_key, name_key

WORD = 2**64
LASTING = {"taste", "range", "experience", "returning", "review", "talk"}  # the same on every day


def mix(x: int) -> int:
    """Finaliser of splitmix64 (Steele, Lea & Flood 2014)."""
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB % WORD
    return x ^ (x >> 31)


@cache
def stream_key(seed: int, stream: str, day: int) -> int:
    return int(base_key(seed, stream, 0 if stream in LASTING else day + 1))


@cache
def key_of(name: str) -> int:
    return int(name_key(name))


def personal(base: int, consumer: int) -> int:
    return mix((base + (consumer + 1) * 0x9E3779B97F4A7C15) % WORD)


def about(key: int, name: int) -> int:
    return mix(key ^ name)


def uniform(key: int) -> float:
    """Uniform on (0, 1), from the first 23 bits."""
    return ((key >> 41) + 0.5) / 2**23


def bell(key: int) -> float:
    """Bell-shaped with mean 0 and variance 1: the sum of four uniform 16-bit numbers, centred and scaled."""
    words = [key >> shift & 0xFFFF for shift in (0, 16, 32, 48)]
    return (sum(words) - 131070) * 2.6429e-05


def by_arrival(key: int, rates: dict[str, float]) -> list[str]:
    """Names in the order of a race of exponentials; the chance to be first is in proportion to the rate."""
    times = {name: -log(uniform(about(key, key_of(name)))) / rate for name, rate in rates.items() if rate > 0}
    return sorted(times, key=times.__getitem__)


def which(chances: list[float], u: float) -> int:
    """Index drawn with these chances, which sum to 1, by a uniform number."""
    passed = 0.0
    for index, chance in enumerate(chances):
        passed += chance
        if u < passed:
            return index
    return max(index for index, chance in enumerate(chances) if chance > 0)
