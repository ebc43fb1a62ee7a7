"""Logarithm, exponential and logistic in float32 without library calls, so that loops over them become vector code
and every machine gets the same bits.

Source: polynomials of the Cephes library (Moshier), single precision, relative error below 2e-7.
"""

import numpy as np

from sim.kernels import equation

F = np.float32
I = np.int32


@equation
def log(x):
    """Natural logarithm of a positive normal float32."""
    bits = F(x).view(np.int32)
    exponent = I((bits - I(0x3F3504F3)) >> I(23))
    m = I(bits - (exponent << I(23))).view(np.float32) - F(1)
    p = F(7.0376836292e-2)
    p = p * m + F(-1.1514610310e-1)
    p = p * m + F(1.1676998740e-1)
    p = p * m + F(-1.2420140846e-1)
    p = p * m + F(1.4249322787e-1)
    p = p * m + F(-1.6668057665e-1)
    p = p * m + F(2.0000714765e-1)
    p = p * m + F(-2.4999993993e-1)
    p = p * m + F(3.3333331174e-1)
    z = m * m
    return F(exponent) * F(0.693147182) + (m - F(0.5) * z + m * z * p)


@equation
def exp(x):
    """Exponential of a float32, clipped to ±87."""
    x = min(max(F(x), F(-87)), F(87))
    shifted = x * F(1.44269504) + F(12582912)
    n = shifted - F(12582912)
    r = x - n * F(0.693359375) - n * F(-2.12194440e-4)
    p = F(1.9875691500e-4)
    p = p * r + F(1.3981999507e-3)
    p = p * r + F(8.3334519073e-3)
    p = p * r + F(4.1665795894e-2)
    p = p * r + F(1.6666665459e-1)
    p = p * r + F(5.0000001201e-1)
    y = p * r * r + r + F(1)
    return y * I((I(n) + I(127)) << I(23)).view(np.float32)


@equation
def logistic(x):
    """1 / (1 + e^-x), float32."""
    return F(1) / (F(1) + exp(-x))
