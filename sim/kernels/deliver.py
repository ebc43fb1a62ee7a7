"""Parcels arrive: experience against expectation, returns, reviews and talk (EQ-SAT, WOM-01, WOM-02)."""

import numpy as np

from sim.kernels import kernel
from sim.kernels.draw import about, bell, personal, uniform
from sim.kernels.maths import exp, logistic
from sim.kernels.memory import loyalty_after, slot_of, smoothed
from sim.kernels.settle import GIVEN_BACK, REFUNDS, RETURNS

F = np.float32
U = np.uint64


@kernel
def deliver(lo, hi, day, traits, state, offers, shelf, places, w, keys, lines, books, stars, tells):
    """Hand over parcels ``lo``…``hi`` of ``lines``.

    A parcel to be sent back gets ``kept = 3`` and its return day in ``due``. ``stars[shop]`` accumulates (sum of stars,
    reviews); ``tells`` receives what is told to friends. Returns the number of tells.
    """
    n_tells = 0
    need, purse, spent, expectation = state.need, state.purse, state.spent, state.expectation
    slot_shop, satisfactions, loyalties, trusts = state.shop, state.satisfaction, state.loyalty, state.trust
    friends, promised, attentive, usual = state.friends, shelf.wait, shelf.service, shelf.usual
    usual_returns, channel_returns = shelf.returns, places.returns
    for x in range(lo, hi):
        line = lines[x]
        i, j, h, s = line.consumer, line.offer, line.channel, line.shop
        if line.kept == 3:
            books[j, h, RETURNS] += line.units
            books[j, h, REFUNDS] += line.paid
            books[j, h, GIVEN_BACK] += line.off_platform
            need[i, line.category] = min(w.needs_cap, need[i, line.category] + F(line.units))
            purse[i] += line.paid
            spent[i] -= line.paid
            continue
        offer = offers[j]
        key = about(personal(keys.experience, i) + U(line.ordered), offer.key)
        quality = offer.quality
        if w.satisfaction_noise > 0:
            quality += w.satisfaction_noise * bell(key)
        late = F(day - line.ordered) - promised[h, s]
        level = F(line.paid) / (F(line.units) * usual[line.category])
        expected = expectation[i] + w.satisfaction_ratchet * F(day) / F(91)
        surprise = w.satisfaction_quality * (quality - expected) - w.satisfaction_delivery * late
        surprise += w.satisfaction_price * (F(1) - level) + w.satisfaction_service * attentive[s]
        satisfied = logistic(w.satisfaction_gain * surprise)
        expectation[i] = smoothed(expectation[i], quality, w.satisfaction_adapt)
        k = slot_of(slot_shop, i, s)
        if k >= 0:
            satisfactions[i, k] = smoothed(satisfactions[i, k], satisfied, w.satisfaction_alpha)
            loyalty = loyalty_after(loyalties[i, k], satisfied, w.loyalty_up, w.loyalty_down)
            loyalties[i, k] = loyalty + w.loyalty_purchase * (F(1) - loyalty)
            trusts[i, k] = loyalty_after(trusts[i, k], satisfied, w.trust_up, w.trust_down)
        if w.returns_enabled > 0:
            odds = (
                usual_returns[line.category]
                * channel_returns[h]
                * exp(w.returns_slope * (F(0.5) - satisfied))
            )
            if uniform(about(key, keys.returning)) < min(
                F(0.95), odds * (F(1) + w.impulse_returns * line.arousal)
            ):
                line.kept = 3
                line.due = day + max(1, np.int32(w.returns_days))
        strength = F(2) * abs(satisfied - F(0.5))
        if w.wom_enabled > 0:
            if uniform(about(key, keys.review)) < w.wom_review * (F(0.5) + F(0.5) * strength):
                stars[s, 0] += 1 + int(F(4) * satisfied + F(0.5))
                stars[s, 1] += 1
            talk = about(key, keys.talk)
            if uniform(talk) < w.wom_base + w.wom_slope * strength and n_tells < len(tells):
                friend = friends[i, about(talk, keys.talk) % U(friends.shape[1])]
                tells[n_tells].friend, tells[n_tells].shop, tells[n_tells].satisfaction = friend, s, satisfied
                n_tells += 1
    return n_tells
