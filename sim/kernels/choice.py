"""Choice between offers and the outside option (EQ-CHOICE): two-level nested logit drawn exactly."""

import numpy as np

from sim.kernels import batch, equation
from sim.kernels.draw import mix, personal, uniform
from sim.kernels.maths import exp, log, logistic

F = np.float32
N = np.uintp


@batch
def gumbel(n, u, out):
    """Standard Gumbel shocks from uniforms: -log(-log u)."""
    for x in range(n):
        out[x] = -log(-log(u[x]))


@batch
def weigh(n, value, weight):
    """Weights of the logit: exp(value), values already divided by the nest parameter."""
    for x in range(n):
        weight[x] = exp(value[x])


@equation
def outside_value(v0, kappa, need):
    """Value of not buying today: ``v0 - kappa * need``; waiting costs more the stronger the need."""
    return v0 - kappa * need


@equation
def waiting_value(sensitivity, deal, hope, cost, days, need):
    """What waiting for an announced sale adds to not buying today, if anything: the expected saving less the urgency.

    ``sensitivity * deal * hope - cost * days * need``, never below zero; hope is the share of the price that the sale is
    expected to save, deal the proneness to deals 0..1. Source: forward-looking shoppers as in Mela, Jedidi & Bowman (1998),
    JMR 35, here as a rule of thumb without planning (assumption).
    """
    return max(F(0), sensitivity * deal * hope - cost * days * max(F(0), need))


@equation
def buy_probability(inclusive, nest, outside):
    """P(buy) = logistic(nest * inclusive - outside), inclusive = log of the sum of exp(value / nest).

    With nest = 1 this is the multinomial logit with an outside option. Source: McFadden (1978); Ben-Akiva & Lerman (1985).
    """
    return logistic(nest * inclusive - outside)


@equation
def inclusive_value(total):
    """log of the sum of exp(value / nest); -1e9 for an empty set."""
    return log(total) if total > F(1e-30) else F(-1e9)


@batch
def await_sale(n_trips, traits, needs, postponable, today, w, scratch):
    """Make not buying today worth more to those who may wait for the announced sale, as far as one can do without."""
    outside, consumer, trip_category = scratch.trip_outside, scratch.trip_consumer, scratch.trip_category
    price, deal, hope, days = traits.price, traits.deal, today.hope, today.days_left
    weight, cost = w.anticipation_weight, w.anticipation_cost
    for t in range(n_trips):
        i, c = N(consumer[t]), N(trip_category[t])
        worth = waiting_value(price[i], deal[i], hope[c], cost, days, needs[i, c])
        outside[t] += weight * postponable[c] * worth


@batch
def choose(n_trips, n_alts, first, traits, state, shelf, today, w, keys, scratch):
    """Decide each trip: ``scratch.chosen[t]`` is the chosen alternative's index, or -1 for not buying today.

    An offer is bought when ``nest * inclusive value - outside`` exceeds a logistic shock. The same shock decides about the cart:
    whoever would buy if not buying were worth ``choice_cart`` less puts the offer into the cart and leaves it there.
    """
    alt_trip, chosen, outside, total = (
        scratch.alt_trip,
        scratch.chosen,
        scratch.trip_outside,
        scratch.trip_total,
    )
    consumer, channel, trip_visit, trip_category = (
        scratch.trip_consumer,
        scratch.visit_channel,
        scratch.trip_visit,
        scratch.trip_category,
    )
    perturbed, weight, luck, flash, key = (
        scratch.alt_perturbed,
        scratch.alt_weight,
        scratch.luck,
        scratch.alt_flash,
        scratch.trip_key,
    )
    category_key, persona, funnel = shelf.category_key, traits.persona, scratch.funnel
    impulse, arousal, needs, deal = traits.impulse, state.arousal, state.need, traits.deal
    v0, kappa, cue, calming, nest, base = (
        w.choice_v0,
        w.choice_kappa,
        today.cue,
        w.impulse_relief,
        w.choice_nest,
        keys.incidence,
    )
    excited, cart = w.impulse_gain, w.choice_cart
    for t in range(n_trips):
        i, c = N(consumer[t]), N(trip_category[t])
        outside[t] = outside_value(v0, kappa, needs[i, c] + cue * deal[i])
        key[t] = personal(base, i) ^ category_key[c]
    if today.days_left > 0:
        await_sale(n_trips, traits, needs, shelf.postponable, today, w, scratch)
    for t in range(n_trips):
        luck[t] = uniform(mix(key[t]))
    for t in range(n_trips):
        luck[t] = log(luck[t] / (F(1) - luck[t]))
    for t in range(n_trips):
        total[t], chosen[t] = F(0), -1
    before, summed, best, most = N(n_trips), F(0), np.intp(-1), F(-1e8)
    for x in range(n_alts):
        trip = N(alt_trip[x])
        goes_on = trip == before
        summed = (summed if goes_on else F(0)) + weight[x]
        best, most = best if goes_on else np.intp(-1), most if goes_on else F(-1e8)
        better = perturbed[x] > most
        best, most = np.intp(x) if better else best, perturbed[x] if better else most
        total[trip], chosen[trip], before = summed, best, trip
    for t in range(n_trips):
        total[t] = nest * inclusive_value(total[t]) - outside[t]
    for t in range(n_trips):
        best, i, v = chosen[t], N(consumer[t]), N(trip_visit[t])
        if excited > 0 and best >= 0 and flash[best]:
            arousal[i] = min(F(1), arousal[i] + excited * impulse[i])
        total[t] += calming * arousal[i]
        carted = (luck[t] < total[t] + cart) & (best >= 0)
        funnel[persona[i], channel[v], 3] += carted & first
        chosen[t] = best if luck[t] < total[t] else -1
