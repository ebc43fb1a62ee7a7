"""Keyed draws inside kernels; ``sim.core.rng`` holds the same functions for numpy.

Source: splitmix64 finaliser, Steele, Lea & Flood (2014); Box & Muller (1958); Marsaglia & Tsang (2000).
"""

import math

import numpy as np

from sim.kernels import equation

U = np.uint64
GOLDEN = U(0x9E3779B97F4A7C15)
_M1, _M2 = U(0xBF58476D1CE4E5B9), U(0x94D049BB133111EB)
_30, _27, _31, _41, _12 = U(30), U(27), U(31), U(41), U(12)


@equation
def mix(x):
    """Finaliser of splitmix64."""
    x = (x ^ (x >> _30)) * _M1
    x = (x ^ (x >> _27)) * _M2
    return x ^ (x >> _31)


@equation
def personal(base, consumer):
    """Key of one consumer under the base key of a stream and day."""
    return mix(base + (U(consumer) + U(1)) * GOLDEN)


@equation
def about(key, name):
    """Key of one alternative, named by a 64-bit name key, under a personal key."""
    return mix(key ^ name)


@equation
def uniform(key):
    """Uniform on (0, 1) from the top 23 bits, float32, never 0 or 1 (a 24th bit would round up to 1)."""
    return (np.float32(np.int32(key >> _41)) + np.float32(0.5)) * np.float32(2.0**-23)


@equation
def bell(key):
    """Standard normal within ±3.46, float32: the sum of the key's four 16-bit words (Irwin-Hall, n = 4)."""
    total = (key & U(0xFFFF)) + ((key >> U(16)) & U(0xFFFF)) + ((key >> U(32)) & U(0xFFFF)) + (key >> U(48))
    return (np.float32(np.int32(total)) - np.float32(131070.0)) * np.float32(2.6429e-05)


@equation
def uniform64(key):
    """Uniform on (0, 1) from the top 52 bits, float64, for draws made once per consumer."""
    return (float(np.int64(key >> _12)) + 0.5) * 2.0**-52


@equation
def normal(key):
    """Standard normal, float64 (Box & Muller)."""
    return math.sqrt(-2.0 * math.log(uniform64(key))) * math.cos(2.0 * math.pi * uniform64(mix(~key)))


@equation
def gamma(key, shape):
    """Gamma with the given shape and scale 1, float64 (Marsaglia & Tsang; shape < 1 by their boost)."""
    boosted = shape + 1.0 if shape < 1.0 else shape
    d = boosted - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    state = key
    while True:
        state = mix(state + GOLDEN)
        x = normal(state)
        v = (1.0 + c * x) ** 3
        if v <= 0.0:
            continue
        state = mix(state + GOLDEN)
        if math.log(uniform64(state)) < 0.5 * x * x + d - d * v + d * math.log(v):
            break
    if shape < 1.0:
        return d * v * uniform64(mix(key ^ GOLDEN)) ** (1.0 / shape)
    return d * v


@equation
def pick(cumulative, u):
    """Index of the first entry of a cumulative distribution that exceeds ``u`` (binary search)."""
    low, high = 0, len(cumulative) - 1
    while low < high:
        middle = (low + high) // 2
        if cumulative[middle] > u:
            high = middle
        else:
            low = middle + 1
    return low


@equation
def pick_near(cumulative, guide, u):
    """The same in a step or two: ``guide[q]`` is where ``pick`` would land at ``u = q / len(guide)``."""
    at = guide[int(u * np.float32(len(guide)))]
    while cumulative[at] <= u and at < len(cumulative) - 1:
        at += 1
    return at
