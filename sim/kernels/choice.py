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
    """Value of not buying today: ``v0 - kappa * need``; waiting costs more the stronger the need.

    =====  ====  ================  ========================================
    name   type  unit              meaning
    =====  ====  ================  ========================================
    v0     f32   utility           at no need
    kappa  f32   utility/purchase  cost of waiting with a need
    need   f32   purchases         felt need, below zero with a full pantry
    =====  ====  ================  ========================================

    Source: EQ-CHOICE of the model card; an assumption.
    """
    return v0 - kappa * need


@equation
def waiting_value(sensitivity, deal, hope, cost, days, need):
    """What waiting for an announced sale adds to not buying today: the expected saving less the urgency, if above zero.

    ===========  ====  ======================  ==============================================
    name         type  unit                    meaning
    ===========  ====  ======================  ==============================================
    sensitivity  f32   utility                 personal price sensitivity
    deal         f32   0…1                     proneness to deals
    hope         f32   share                   of the price that the sale is expected to save
    cost         f32   utility/(day·purchase)  of a day of waiting with a need
    days         f32   days                    until the sale
    need         f32   purchases               felt need
    ===========  ====  ======================  ==============================================

    Source: forward-looking shoppers as in Mela, Jedidi & Bowman (1998), JMR 35, here as a rule of thumb without planning
    (assumption).
    """
    return max(F(0), sensitivity * deal * hope - cost * days * max(F(0), need))


@equation
def further_units(wish, room):
    """Units bought beyond the first when a deal is worth stocking up: wish / (1 + wish / room).

    ====  ====  =====  ==========================================================
    name  type  unit   meaning
    ====  ====  =====  ==========================================================
    wish  f32   units  that somebody with room for any number would buy, 0 or more
    room  f32   units  that nobody goes beyond
    ====  ====  =====  ==========================================================

    Source: deals are answered less and less the deeper they are, van Heerde, Leeflang & Wittink (2001), JMR 38; that room at home
    is the reason, and the form, are assumptions.
    """
    return wish / (F(1) + wish / room)


@equation
def buy_probability(inclusive, nest, outside):
    """P(buy) = logistic(nest * inclusive - outside); with nest = 1 the multinomial logit with an outside option.

    ``choose`` draws it with a logistic shock.

    =========  ====  =======  ===========================================
    name       type  unit     meaning
    =========  ====  =======  ===========================================
    inclusive  f32   1        log of the sum of exp(value / nest)
    nest       f32   0…1      dissimilarity of offers, near 0 all are one
    outside    f32   utility  value of not buying
    =========  ====  =======  ===========================================

    Source: McFadden (1978); Ben-Akiva & Lerman (1985).
    """
    return logistic(nest * inclusive - outside)


@equation
def inclusive_value(total):
    """log of the sum of exp(value / nest); -1e9 for an empty set.

    =====  ====  ====  ===========================
    name   type  unit  meaning
    =====  ====  ====  ===========================
    total  f32   1     the sum, 0 for an empty set
    =====  ====  ====  ===========================

    Source: McFadden (1978), the inclusive value of a nest.
    """
    return log(total) if total > F(1e-30) else F(-1e9)


@batch
def await_sale(n_trips, traits, needs, postponable, today, w, scratch):
    """Make not buying today worth more to those who may wait for the announced sale, as far as one can do without."""
    for t in range(n_trips):
        i, c = N(scratch.trip_consumer[t]), N(scratch.trip_category[t])
        price, deal, need = traits.price[i], traits.deal[i], needs[i, c]
        worth = waiting_value(price, deal, today.hope[c], w.anticipation_cost, today.days_left, need)
        scratch.trip_outside[t] += w.anticipation_weight * postponable[c] * worth


@batch
def choose(n_trips, n_alts, first, traits, state, shelf, today, w, keys, scratch):
    """Decide each trip: ``scratch.chosen[t]`` is the chosen alternative's index, or -1 for not buying today.

    An offer is bought when ``nest * inclusive value - outside`` exceeds a logistic shock. The same shock decides about the cart:
    whoever would buy if not buying were worth ``choice_cart`` less puts the offer into the cart and leaves it there.
    """
    for t in range(n_trips):
        i, c = N(scratch.trip_consumer[t]), N(scratch.trip_category[t])
        need = state.need[i, c] + today.cue * traits.deal[i]
        scratch.trip_outside[t] = outside_value(w.choice_v0, w.choice_kappa, need)
        scratch.trip_key[t] = personal(keys.incidence, i) ^ shelf.category_key[c]
    if today.days_left > 0:
        await_sale(n_trips, traits, state.need, shelf.postponable, today, w, scratch)
    for t in range(n_trips):
        scratch.luck[t] = uniform(mix(scratch.trip_key[t]))
    for t in range(n_trips):
        scratch.luck[t] = log(scratch.luck[t] / (F(1) - scratch.luck[t]))
    for t in range(n_trips):
        scratch.trip_total[t], scratch.chosen[t] = F(0), -1
    before, summed, best, most = N(n_trips), F(0), np.intp(-1), F(-1e8)
    for x in range(n_alts):
        trip = N(scratch.alt_trip[x])
        goes_on = trip == before
        summed = (summed if goes_on else F(0)) + scratch.alt_weight[x]
        best, most = best if goes_on else np.intp(-1), most if goes_on else F(-1e8)
        better = scratch.alt_perturbed[x] > most
        best, most = np.intp(x) if better else best, scratch.alt_perturbed[x] if better else most
        scratch.trip_total[trip], scratch.chosen[trip], before = summed, best, trip
    for t in range(n_trips):
        inclusive = w.choice_nest * inclusive_value(scratch.trip_total[t])
        scratch.trip_total[t] = inclusive - scratch.trip_outside[t]
    for t in range(n_trips):
        best, i, v = scratch.chosen[t], N(scratch.trip_consumer[t]), N(scratch.trip_visit[t])
        if w.impulse_gain > 0 and best >= 0 and scratch.alt_flash[best]:
            state.arousal[i] = min(F(1), state.arousal[i] + w.impulse_gain * traits.impulse[i])
        scratch.trip_total[t] += w.impulse_relief * state.arousal[i]
        carted = (scratch.luck[t] < scratch.trip_total[t] + w.choice_cart) & (best >= 0)
        scratch.funnel[traits.persona[i], scratch.visit_channel[v], 3] += carted & first
        scratch.chosen[t] = best if scratch.luck[t] < scratch.trip_total[t] else -1
