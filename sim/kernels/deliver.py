"""Parcels arrive: experience against expectation, returns, reviews and talk (EQ-SAT, WOM-01, WOM-02)."""

from typing import Any, NamedTuple

import numpy as np

from sim.kernels import kernel
from sim.kernels.draw import about, bell, personal, uniform
from sim.kernels.maths import exp, logistic
from sim.kernels.memory import loyalty_after, ratcheted, slot_of, smoothed
from sim.kernels.only import Array
from sim.kernels.parcels import whole_days
from sim.kernels.redeem import CASH_PLATFORM, CASH_SHOP

F = np.float32
U = np.uint64


class Owner(NamedTuple):
    """Columns of the consumers' state that a parcel changes, and whom they talk to."""

    purse: Array
    spent: Array
    expectation: Array
    expected_service: Array
    shop: Array
    satisfaction: Array
    loyalty: Array
    trust: Array
    friends: Array


class Standard(NamedTuple):
    """What parcels of a shop or category are measured against."""

    wait: Array
    service: Array
    best_service: Any
    warmth: Array
    usual: Array
    returns: Array


class Judged(NamedTuple):
    """Base keys of judging a parcel."""

    experience: Any
    returning: Any
    review: Any
    talk: Any


@kernel
def deliver(
    lo, hi, day, emotion, state, offers, shelf, channel_returns, w, keys, lines, stars, tells, back, extras
):  # fmt: skip
    """Hand over parcels ``lo``…``hi`` of ``lines``.

    A parcel to be sent back is copied to ``back``. ``stars[shop]`` accumulates (sum of stars, reviews); ``tells`` receives what
    is told to friends; ``extras[shop]`` what moves besides goods and their price. state: Owner; shelf: Standard; keys: Judged.
    Returns the numbers of tells and of parcels sent back. Cash back is paid when a line is kept.
    """
    n_tells, n_back = 0, 0
    for x in range(lo, hi):
        line = lines[x]
        i, j, h, s = line.consumer, line.offer, line.channel, line.shop
        offer = offers[j]
        key = about(personal(keys.experience, i) + U(line.ordered), offer.key)
        quality = offer.quality
        if w.satisfaction_noise > 0:
            quality += w.satisfaction_noise * bell(key)
        late = F(day - line.ordered - whole_days(shelf.wait[h, s]))
        level = F(line.paid) / (F(line.units) * shelf.usual[line.category])
        expected = state.expectation[i] + w.satisfaction_ratchet * F(day) / F(91)
        served = shelf.service[s] - state.expected_service[i]
        surprise = w.satisfaction_quality * (quality - expected) - w.satisfaction_delivery * late
        surprise += w.satisfaction_price * (F(1) - level) + w.satisfaction_service * served
        surprise += w.satisfaction_warmth * emotion[i] * shelf.warmth[s]
        satisfied = logistic(w.satisfaction_gain * surprise)
        state.expectation[i] = smoothed(state.expectation[i], quality, w.satisfaction_adapt)
        state.expected_service[i] = ratcheted(
            state.expected_service[i],
            max(shelf.service[s], shelf.best_service),
            w.satisfaction_service_adapt,
            w.satisfaction_service_fall,
        )
        k = slot_of(state.shop, i, s)
        if k >= 0:
            state.satisfaction[i, k] = smoothed(state.satisfaction[i, k], satisfied, w.satisfaction_alpha)
            loyalty = loyalty_after(state.loyalty[i, k], satisfied, w.loyalty_up, w.loyalty_down)
            state.loyalty[i, k] = loyalty + w.loyalty_purchase * (F(1) - loyalty)
            state.trust[i, k] = loyalty_after(state.trust[i, k], satisfied, w.trust_up, w.trust_down)
        kept = True
        if w.returns_enabled > 0:
            odds = (
                shelf.returns[line.category]
                * channel_returns[h]
                * exp(w.returns_slope * (F(0.5) - satisfied))
            )
            if uniform(about(key, keys.returning)) < min(
                F(0.95), odds * (F(1) + w.impulse_returns * line.arousal)
            ):
                back[n_back] = line
                n_back += 1
                kept = False
        if kept and line.cash_back > 0:
            state.purse[i] += line.cash_back
            state.spent[i] -= line.cash_back
            extras[s, CASH_SHOP] += line.cash_back - line.cash_platform
            extras[s, CASH_PLATFORM] += line.cash_platform
        strength = F(2) * abs(satisfied - F(0.5))
        if w.wom_enabled > 0:
            if uniform(about(key, keys.review)) < w.wom_review * (F(0.5) + F(0.5) * strength):
                stars[s, 0] += 1 + int(F(4) * satisfied + F(0.5))
                stars[s, 1] += 1
            talk = about(key, keys.talk)
            if uniform(talk) < w.wom_base + w.wom_slope * strength and n_tells < len(tells):
                friend = state.friends[i, about(talk, keys.talk) % U(state.friends.shape[1])]
                tells[n_tells].friend, tells[n_tells].shop, tells[n_tells].satisfaction = friend, s, satisfied
                tells[n_tells].ratio = offer.ratio * F(line.paid) / (F(line.units) * F(offer.deal_price))
                n_tells += 1
    return n_tells, n_back
