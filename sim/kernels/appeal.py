"""How much one named offer appeals to somebody outside a shopping trip: a deposit to put down, a group to join."""

from typing import NamedTuple

import numpy as np

from sim.kernels import kernel
from sim.kernels.borrow import borrow
from sim.kernels.choice import outside_value
from sim.kernels.draw import bell, mix, personal
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


class Acquainted(NamedTuple):
    """Columns of the state that decide the same."""

    need: Array
    reference: Array
    shop: Array
    awareness: Array
    loyalty: Array
    satisfaction: Array
    trust: Array


@kernel
def appeal(taste, traits, state, offers, shelf, w, pairs):
    """Write the log-odds with which each consumer of ``pairs`` takes the offer rather than nothing, by the terms of EQ-UTIL.

    taste: base key of lasting tastes. traits: Minded; state: Acquainted; pairs: PAIR. A shop that is not remembered is trusted
    like a stranger. Of an only alternative the chance to buy is the logistic function of ``value``.
    """
    traits, state, offers, shelf, pairs = borrow((traits, state, offers, shelf, pairs))
    slot_shop, shop_key, category_key = state.shop, shelf.key, shelf.category_key
    for x in range(len(pairs)):
        pair = pairs[x]
        i, h, offer = pair.consumer, pair.channel, offers[pair.offer]
        s, c = offer.shop, offer.category
        value = shop_value(
            traits.convenience[i], shelf.convenience[h, s], traits.service[i], shelf.service[s], traits.wait[i],
            shelf.wait[h, s], traits.opinion[i], shelf.rating[s]
        )  # fmt: skip
        k, doubt = slot_of(slot_shop, i, s), F(1) - w.trust_unknown
        if k >= 0:
            doubt = F(1) - state.trust[i, k]
            value += relation_value(
                traits.loyal[i], state.loyalty[i, k], w.weights_satisfaction, state.satisfaction[i, k],
                w.weights_exposure * traits.exposure[i], state.awareness[i, k]
            )  # fmt: skip
        value += traits.quality[i] * offer.quality + traits.novelty[i] * offer.novelty
        value += price_value(traits.price[i], pair.level) + risk_value(doubt, shelf.risk[c], pair.level)
        value += reference_value(traits.gain[i], traits.aversion[i], state.reference[i, c], pair.ratio)
        own = personal(taste, i)
        at_shop = own ^ category_key[c] ^ shop_key[s]
        value += w.taste_shop * bell(mix(own ^ shop_key[s])) + w.taste_category * bell(mix(at_shop))
        value += w.taste_product * bell(mix(at_shop ^ offer.key))
        pair.value = value - outside_value(w.choice_v0, w.choice_kappa, state.need[i, c] + pair.ahead)
