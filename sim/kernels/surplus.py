"""What a purchase is worth to the consumer, in money: recorded only when somebody asks for it."""

import numpy as np

from sim.kernels import equation, part
from sim.kernels.choice import inclusive_value
from sim.kernels.looking import saved_by
from sim.kernels.maths import exp, log

F = np.float32
N = np.uintp


@equation
def expected_gain(decided, worth):
    """Expected utility of a purchase above that of not buying, given that it was made.

    E[worth + x | decided + x > 0] with x standard logistic = log(1 + e^decided) (1 + e^-decided) - (decided - worth). What
    made the decision may differ from what counts afterwards.

    =======  ====  =======  ==================================================
    name     type  unit     meaning
    =======  ====  =======  ==================================================
    decided  f32   utility  of buying above not buying, that made the decision
    worth    f32   utility  of buying above not buying, that counts afterwards
    =======  ====  =======  ==================================================

    Source: log-sum of Small & Rosen (1981), Econometrica 49; with a decision by other values than those that count, Train
    (2015), J. Choice Modelling 16.
    """
    if decided < F(-8):
        return F(1) - (decided - worth)
    felt = decided if decided > F(20) else log(F(1) + exp(decided))
    return felt * (F(1) + exp(-decided)) - (decided - worth)


@part
def judge(n_trips, traits, state, offers, shelf, w, scratch):
    """Write into ``scratch.worth`` what each trip brought, in cents a unit: 0 without a purchase.

    That is the price at which the shopper weighed the offer, expected reductions of the basket taken off, and the expected gain
    beyond it. Only the offers count for the gain: need, cue, arousal and hope of a sale move the moment of buying, not what a
    thing is worth. Utility becomes money by the consumer's own price sensitivity; who has none gains nothing.
    """
    worth, chosen, total, weight = scratch.worth, scratch.chosen, scratch.trip_total, scratch.alt_weight
    visitor, trip_visit, trip_category, trip_start = (
        scratch.visitor,
        scratch.trip_visit,
        scratch.trip_category,
        scratch.trip_start,
    )
    alt_offer, alt_flash, coupons, used = scratch.alt_offer, scratch.alt_flash, state.coupons, state.used
    price, deal, usual, nest, v0 = traits.price, traits.deal, shelf.usual, w.choice_nest, w.choice_v0
    for t in range(n_trips):
        i, c = visitor[trip_visit[t]], trip_category[t]
        worth[i, c] = F(0)
        if chosen[t] < 0:
            continue
        offer, held = offers[alt_offer[chosen[t]]], coupons[i] & ~used[i]
        saving = offer.saving
        if offer.coupon_bits & held:
            saving += saved_by(offer, held)
        asked = F(offer.flash_price if alt_flash[chosen[t]] else offer.deal_price)
        worth[i, c] = asked * (F(1) - deal[i] * saving)
        if price[i] > 0:
            summed = F(0)
            for x in range(N(trip_start[t]), N(trip_start[t + 1])):
                summed += weight[x]
            felt = nest * inclusive_value(summed) - v0
            worth[i, c] += expected_gain(total[t], felt) * usual[c] / price[i]
