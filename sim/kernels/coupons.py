"""Who may use an offer that is not open to everybody, and who claims a coupon today (PROMO-01, -09, -15, -23, -25)."""

from typing import NamedTuple

import numpy as np

from sim.kernels import allocating, equation, kernel
from sim.kernels.draw import mix, personal, uniform
from sim.kernels.maths import exp
from sim.kernels.only import Array

F = np.float32
U = np.uint64
NEW, NEW_TO_SHOP = 1, 2


class Circle(NamedTuple):
    """Traits that decide for whom an offer is."""

    persona: Array
    region: Array
    age: Array
    deal: Array


class Wallet(NamedTuple):
    """Columns of the state that decide who may use an offer, and what is written of it."""

    coupons: Array
    claimed: Array
    used: Array
    dealt: Array
    tier: Array
    orders: Array
    recent: Array


@equation
def literacy(age):
    """Ease with conditions: ``1 − age / 100``.

    ====  ====  =====  ===================
    name  type  unit   meaning
    ====  ====  =====  ===================
    age   u8    years  age of the consumer
    ====  ====  =====  ===================

    Source: assumption: it falls with age (PROMO-25).
    """
    return F(1) - F(age) / F(100)


@equation
def understands(key, load, age):
    """Whether somebody understands an offer, for good: chance ``exp(−load · (1 − literacy))``.

    ====  ====  ==========  ===============================================
    name  type  unit        meaning
    ====  ====  ==========  ===============================================
    key   u64   key         of the person and the offer, the same every day
    load  f32   conditions  how hard the offer is, 0 is plain to all
    age   u8    years       age of the consumer
    ====  ====  ==========  ===============================================

    Source: PROMO-25; the form is an assumption.
    """
    return load <= 0 or uniform(key) < exp(-load * (F(1) - literacy(age)))


@equation
def belongs(right, bit, persona, region, tier, orders, dealt, key, age):
    """Whether a consumer is one of those whom an offer is for, and understands it.

    =======  =====  =======  ===============================================================
    name     type   unit     meaning
    =======  =====  =======  ===============================================================
    right    Right  –        whom the offer is for: personas, regions, tier, customers, load
    bit      i64    bit      of the offer in a wallet
    persona  u8     index    persona of the consumer
    region   u8     index    region of the consumer
    tier     u8     tier     membership, 0 none
    orders   i32    orders   so far on the platform
    dealt    u64    bit set  offers at whose shops the consumer has bought
    key      u64    key      base of what the person understands
    age      u8     years    age of the consumer
    =======  =====  =======  ===============================================================

    Source: the audience of the promotion engine (PROMO-09, PROMO-25).
    """
    if not right.personas >> U(persona) & U(1) or not right.regions >> U(region) & U(1) or tier < right.tier:
        return False
    if right.customers == NEW and orders > 0:
        return False
    if right.customers == NEW_TO_SHOP and dealt >> U(bit) & U(1):
        return False
    return understands(mix(key ^ right.key), right.load, age)


@allocating
def claim_coupons(lo, hi, bit, rights, rate, base, lasting, traits, state):
    """Consumers ``lo``…``hi`` without coupon ``bit`` whom it is for and who would claim it, chance ``rate`` × deal proneness.

    base, lasting: base keys of claiming today and of understanding. Returns (their indices, a keyed 64-bit order for rationing
    a quota).
    """
    claimed, deal, persona, region, age = (
        state.claimed,
        traits.deal,
        traits.persona,
        traits.region,
        traits.age,
    )
    tier, orders, dealt, right = state.tier, state.orders, state.dealt, rights[bit]
    who = np.empty(hi - lo, np.int64)
    order = np.empty(hi - lo, np.uint64)
    n = 0
    for i in range(lo, hi):
        key = personal(base, i)
        if claimed[i] >> U(bit) & U(1) or uniform(key) >= rate * deal[i]:
            continue
        if belongs(
            right, bit, persona[i], region[i], tier[i], orders[i], dealt[i], personal(lasting, i), age[i]
        ):
            who[n], order[n] = i, mix(key)
            n += 1
    return who[:n], order[:n]


@kernel
def entitle(lo, hi, plain, some, rights, lasting, traits, state):
    """Write the wallets of consumers ``lo``…``hi``: bit b is set when offer b is open today and may be used.

    plain: bit set of coupons that are for everybody who claimed them. some: bits of the other offers that are open today.
    lasting: base key of understanding.
    """
    wallet, claimed, used, dealt = state.coupons, state.claimed, state.used, state.dealt
    persona, region, age, tier, orders = traits.persona, traits.region, traits.age, state.tier, state.orders
    for i in range(lo, hi):
        held = claimed[i] & ~used[i] & plain
        for bit in some:
            right = rights[bit]
            if used[i] >> U(bit) & U(1) or (right.claimed and not claimed[i] >> U(bit) & U(1)):
                continue
            key = personal(lasting, i)
            if belongs(right, bit, persona[i], region[i], tier[i], orders[i], dealt[i], key, age[i]):
                held |= U(1) << U(bit)
        wallet[i] = held


@kernel
def climb(lo, hi, thresholds, keep, state):
    """Set the membership tier of consumers ``lo``…``hi``: the number of thresholds (cents) that rolling spend reaches.

    Rolling spend fades to the share ``keep`` overnight, so that it is the spend of about 1 / (1 − keep) days.
    """
    tier, recent = state.tier, state.recent
    for i in range(lo, hi):
        recent[i] *= keep
        level = 0
        for k in range(len(thresholds)):
            level += recent[i] >= thresholds[k]
        tier[i] = level
