"""How much one named offer appeals to somebody outside a shopping trip: a deposit to put down, a group to join."""

from typing import NamedTuple

import numpy as np

from sim.kernels import kernel, part
from sim.kernels.choice import outside_value
from sim.kernels.draw import bell, mix, personal
from sim.kernels.leaning import drawn_to, in_habit, in_points
from sim.kernels.memory import slot_of
from sim.kernels.only import Array
from sim.kernels.value import price_value, reference_value, relation_value, risk_value, shop_value

F = np.float32


class Minded(NamedTuple):
    """Traits that decide what an offer is worth."""

    price: Array
    quality: Array
    novelty: Array
    gain: Array
    aversion: Array
    convenience: Array
    service: Array
    wait: Array
    opinion: Array
    loyal: Array
    exposure: Array
    emotion: Array
    brand: Array
    pains: Array


class Acquainted(NamedTuple):
    """Columns of the state that decide the same."""

    need: Array
    reference: Array
    shop: Array
    awareness: Array
    loyalty: Array
    satisfaction: Array
    trust: Array
    ties: Array
    points: Array


@part
def of_shop(i, k, h, s, own, day, touch, traits, state, shelf, w):
    """What consumer ``i`` feels about shop ``s`` on channel ``h``: value, doubt, lasting taste.

    k: the memory slot of the shop, -1 none. own: personal key of lasting tastes. day: index of the day, which habits count from.
    touch: (H,) share of perceived risk that is left.
    """
    value = shop_value(
        traits.convenience[i], shelf.convenience[h, s], traits.service[i], shelf.service[s], traits.wait[i],
        shelf.wait[h, s], traits.opinion[i], shelf.rating[s]
    )  # fmt: skip
    value += drawn_to(i, s, traits, shelf, w)
    doubt = F(1) - w.trust_unknown
    if k >= 0:
        doubt = F(1) - state.trust[i, k]
        value += in_points(i, state, w) * shelf.redeems[s] + in_habit(i, k, s, day, state, w)
        value += relation_value(
            traits.loyal[i], state.loyalty[i, k], w.weights_satisfaction, state.satisfaction[i, k],
            w.weights_exposure * traits.exposure[i], state.awareness[i, k]
        )  # fmt: skip
    return value, doubt * touch[h], w.taste_shop * bell(mix(own ^ shelf.key[s]))


@part
def of_offer(i, felt, doubt, liked, offer, level, ratio, ahead, own, traits, state, shelf, w):
    """Log-odds of taking ``offer`` rather than nothing, by what is ``felt`` about its shop, ``doubt`` and how it is ``liked``."""
    s, c = offer.shop, offer.category
    value = felt + (traits.quality[i] * offer.quality + traits.novelty[i] * offer.novelty)
    value += price_value(traits.price[i], level) + risk_value(doubt, shelf.risk[c], level)
    value += reference_value(traits.gain[i], traits.aversion[i], state.reference[i, c], ratio)
    at_shop = own ^ shelf.category_key[c] ^ shelf.key[s]
    value += liked + w.taste_category * bell(mix(at_shop))
    value += w.taste_product * bell(mix(at_shop ^ offer.key))
    return value - outside_value(w.choice_v0, w.choice_kappa, state.need[i, c] + ahead)


@kernel
def appeal(taste, day, touch, traits, state, offers, shelf, w, pairs):
    """Write the log-odds with which each consumer of ``pairs`` takes the offer rather than nothing.

    The terms are those of EQ-UTIL without offer and value for money, at the price that is asked (EQ-ASIDE of the model card).
    taste: base key of lasting tastes. day: index of the day. touch: (H,) share of perceived risk that is left. traits: Minded;
    state: Acquainted; pairs: PAIR. A shop that is not remembered is trusted like a stranger. Of an only alternative the chance to
    buy is the logistic function of ``value``.
    """
    slot_shop = state.shop
    for x in range(len(pairs)):
        pair = pairs[x]
        i, offer = pair.consumer, offers[pair.offer]
        s, own = offer.shop, personal(taste, i)
        felt, doubt, liked = of_shop(
            i, slot_of(slot_shop, i, s), pair.channel, s, own, day, touch, traits, state, shelf, w
        )
        pair.value = of_offer(
            i, felt, doubt, liked, offer, pair.level, pair.ratio, pair.ahead, own, traits, state, shelf, w
        )
