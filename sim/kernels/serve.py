"""Who is served of those who queue for scarce goods."""

import numpy as np

from sim.kernels import kernel


@kernel
def beyond(offers, units, left, short, late):
    """Mark the claims that what is left does not serve; claims are sorted by offer and arrival.

    A claim that asks for more than is left goes empty, and leaves what there is to those behind who want less.
    offers, units: (n,) of the claims. left, short: (P,) units, and whether more are asked. late: (n,) is written.
    """
    served = np.int64(0)
    for x in range(len(offers)):
        j = offers[x]
        served *= x > 0 and offers[x - 1] == j
        late[x] = short[j] and served + units[x] > left[j]
        served += units[x] * (not late[x])
