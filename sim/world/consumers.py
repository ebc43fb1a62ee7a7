"""Consumers as a structure of arrays: what they are (``Traits``) and what they carry along (``State``)."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.value import FORMS

Array = NDArray[Any]
EVERY_DOOR = 2**32 - 1

TIE = np.dtype(
    [
        ("shop", "i2"),  # that the tie is to; it counts as long as the memory slot holds this shop
        ("orders", "f4"),  # faded with the days between them
        ("day", "i4"),  # of the last order
        ("paid", "f4"),  # for the last line there, share of the product's usual list price
    ],
    align=True,
)


def no_ties(n: int, slots: int) -> Array:
    """(n, slots) TIE of people who have bought nowhere."""
    ties = np.zeros((n, slots), TIE)
    ties["shop"] = -1
    return ties


class Traits(NamedTuple):
    """What a consumer is; drawn once. N consumers, C categories. Utility weights are in units of utility."""

    persona: Array  # (N,) u1, index of the persona
    region: Array  # (N,) u1, index of the region
    age: Array  # (N,) u1, years
    female: Array  # (N,) bool
    income: Array  # (N,) f4, yuan/month
    motives: Array  # (N, 4) f4, shares of practical, novelty, bargain, convenience
    growth: Array  # (N, C) f4, need growth, purchases/day
    interval: Array  # (N,) f4, usual days between purchases
    breadth: Array  # (N,) u1, breadth of search: multiplies the chance to look at each remembered shop
    price: Array  # (N,) f4, sensitivity to relative price
    deal: Array  # (N,) f4, deal proneness 0..1
    loyal: Array  # (N,) f4, weight of loyalty
    quality: Array  # (N,) f4, weight of quality
    novelty: Array  # (N,) f4, weight of novelty
    convenience: Array  # (N,) f4, weight of channel convenience
    service: Array  # (N,) f4, weight of service
    wait: Array  # (N,) f4, disutility of a day of delivery
    opinion: Array  # (N,) f4, weight of public rating
    gain: Array  # (N,) f4, weight of a price below the reference
    aversion: Array  # (N,) f4, loss aversion, losses / gains
    impulse: Array  # (N,) f4, impulsiveness 0..1
    exposure: Array  # (N,) f4, weight of awareness
    emotion: Array  # (N,) f4, weight of warmth
    brand: Array  # (N,) f4, weight of a shop's name
    vfm: Array  # (N,) f4, weight of value for money
    pains: Array  # (N,) u2, bit set of the pains that are felt


class State(NamedTuple):
    """What a consumer carries along. K memory slots; ``shop[i, k]`` is the shop in slot k or -1."""

    need: (
        Array  # (N, C) f4, purchases; below zero is pantry stock            written by wake, settle, deliver
    )
    reference: Array  # (N, C) f4, expected price / usual list price           written by weigh
    shop: Array  # (N, K) i2                                                   written by remember
    awareness: Array  # (N, K) f4, 0..1                                        written by reach, hear, settle
    loyalty: Array  # (N, K) f4, 0..1                                          written by reach, deliver
    satisfaction: (
        Array  # (N, K) f4, 0..1, 0.5 neutral                        written by deliver, hear, settle
    )
    trust: Array  # (N, K) f4, 0..1                                            written by deliver
    expectation: Array  # (N,) f4, expected quality, standard deviations       written by deliver
    expected_service: Array  # (N,) f4, standard deviations                           written by deliver
    arousal: Array  # (N,) f4, 0..1                                            written by choose, reach
    tired: Array  # (N, FORMS) f4, exposures to each form of promotion        written by look, reach
    purse: Array  # (N,) i8, cents left to spend this month                    written by settle, deliver
    spent: Array  # (N,) i8, cents paid since the start, net of refunds        written by settle, deliver
    orders: Array  # (N,) i4, checkouts paid                                   written by settle
    last_order: Array  # (N,) i4, day of the last order, -1 none               written by settle
    flags: Array  # (N,) u1, bit 0 visited, 1 reached the till, 2 registered   written by wake, checkout
    coupons: Array  # (N,) u8, bits in the wallet that may be used today       written by entitle
    claimed: Array  # (N,) u8, bit set of coupons claimed                      written by claim_coupons
    used: Array  # (N,) u8, bit set of offers used as often as they may be     written by settle
    uses: Array  # (N, U) u1, uses of offers that may be used several times    written by settle
    dealt: Array  # (N,) u8, bit set of offers at whose shops one has bought   written by settle
    points: (
        Array  # (N,) i4, balance; one is worth a cent                     written by settle, deliver, expire
    )
    earned: Array  # (N,) u2, last day on which points were won by playing     written by play
    tier: Array  # (N,) u1, membership tier, 0 none                            written by climb
    recent: (
        Array  # (N,) f4, cents, rolling spend                             written by climb, settle, deliver
    )
    friends: Array  # (N, F) i4, consumers one talks to                        written once
    doors: Array  # (N,) u4, bit h: channel h is open to the consumer          written by install
    ties: Array  # (N, K) TIE, orders and last price paid; (N, 0) when off     written by tie


def empty_traits(n: int, categories: int) -> Traits:
    """Traits of ``n`` consumers, not yet drawn."""
    f4 = np.float32
    special: dict[str, Array] = {
        "persona": np.zeros(n, np.uint8),
        "region": np.zeros(n, np.uint8),
        "age": np.zeros(n, np.uint8),
        "female": np.zeros(n, np.bool_),
        "motives": np.zeros((n, 4), f4),
        "growth": np.zeros((n, categories), f4),
        "breadth": np.zeros(n, np.uint8),
        "pains": np.zeros(n, np.uint16),
    }
    return Traits(**{f: special[f] if f in special else np.zeros(n, f4) for f in Traits._fields})


def empty_state(n: int, categories: int, slots: int, friends: int) -> State:
    """State of ``n`` consumers who know no shop, expect list prices and have bought nothing."""
    f4 = np.float32
    return State(
        need=np.zeros((n, categories), f4),
        reference=np.ones((n, categories), f4),
        shop=np.full((n, slots), -1, np.int16),
        awareness=np.zeros((n, slots), f4),
        loyalty=np.zeros((n, slots), f4),
        satisfaction=np.full((n, slots), 0.5, f4),
        trust=np.zeros((n, slots), f4),
        expectation=np.zeros(n, f4),
        expected_service=np.zeros(n, f4),
        arousal=np.zeros(n, f4),
        tired=np.zeros((n, FORMS), f4),
        purse=np.zeros(n, np.int64),
        spent=np.zeros(n, np.int64),
        orders=np.zeros(n, np.int32),
        last_order=np.full(n, -1, np.int32),
        flags=np.zeros(n, np.uint8),
        coupons=np.zeros(n, np.uint64),
        claimed=np.zeros(n, np.uint64),
        used=np.zeros(n, np.uint64),
        uses=np.zeros((n, 0), np.uint8),
        dealt=np.zeros(n, np.uint64),
        points=np.zeros(n, np.int32),
        earned=np.zeros(n, np.uint16),
        tier=np.zeros(n, np.uint8),
        recent=np.zeros(n, f4),
        friends=np.zeros((n, friends), np.int32),
        doors=np.full(n, EVERY_DOOR, np.uint32),
        ties=no_ties(n, 0),
    )
