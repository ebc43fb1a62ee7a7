"""Who claims a coupon today (PROMO-01)."""

import numpy as np

from sim.kernels import kernel
from sim.kernels.draw import mix, personal, uniform

U = np.uint64


@kernel
def claim_coupons(lo, hi, bit, rate, base, traits, state):
    """Consumers ``lo``…``hi`` without coupon ``bit`` who would claim it, chance ``rate`` × deal proneness.

    Returns (their indices, a keyed 64-bit order for rationing a quota).
    """
    who = np.empty(hi - lo, np.int64)
    order = np.empty(hi - lo, np.uint64)
    n = 0
    for i in range(lo, hi):
        key = personal(base, i)
        if not state.coupons[i] >> bit & U(1) and uniform(key) < rate * traits.deal[i]:
            who[n], order[n] = i, mix(key ^ U(bit + U(1)))
            n += 1
    return who[:n], order[:n]
