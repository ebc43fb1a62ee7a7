"""Who takes up an offer outside a shopping trip: what people see of it, and what appeals to them."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import mix, personal_key, uniform
from sim.kernels.appeal import Acquainted, Minded
from sim.kernels.appeal import appeal as value_pairs
from sim.kernels.only import only
from sim.market.surplus import expected_gain
from sim.world.lines import PAIR

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def lookers(market: "Market", chance: float, key: np.uint64) -> Array:
    """Consumers who look through such offers today: ``chance`` × deal proneness."""
    luck = uniform(personal_key(key, np.arange(market.n)))
    return np.flatnonzero(luck < chance * market.traits.deal)


def seen(market: "Market", who: Array, shown: Array, price: Array, ahead: Array, key: np.uint64) -> Array:
    """PAIR of all that the consumers ``who`` (sorted) see: of each shop they remember one product in each category they need.

    shown: (P,) whether the offer is for the product. price: (P,) cents it would cost. ahead: (n, C) purchases by which the needs
    of ``who`` will have grown when the goods are there. Which product of a shop's range somebody sees is keyed by its name.
    """
    state, catalog = market.state, market.catalog
    needed = np.minimum(market.w.needs_cap, state.need[who] + ahead) >= market.w.needs_wake
    parts = [np.empty(0, PAIR)]
    shown = shown & np.asarray(market.shelf.listed.any(axis=0))[catalog.shop]
    for shop in np.unique(catalog.shop[shown]).tolist():
        knows = (state.shop[who] == shop).any(axis=1)
        for c in range(needed.shape[1]):
            products = np.flatnonzero(shown & (catalog.shop == shop) & (catalog.category == c))
            some = np.flatnonzero(knows & needed[:, c])
            if len(products) and len(some):
                own = personal_key(key, who[some])
                best = np.argmax(mix(own[:, None] ^ catalog.key[products]), axis=1)
                parts.append(pairs_of(market, who[some], products[best], price, ahead[some, c]))
    return np.concatenate(parts)


def pairs_of(market: "Market", who: Array, product: Array, price: Array, ahead: Array) -> Array:
    """PAIR of consumers and products at their prices, valued; each on the channel of the shop that the persona uses most."""
    return valued(market, who, product, usual_channel(market, who, product), price[product], ahead)


def usual_channel(market: "Market", who: Array, product: Array) -> Array:
    """(n,) of the channels of each product's shop the one that the persona of ``who`` uses most."""
    far = np.where(
        market.shelf.listed.T[market.catalog.shop[product]] > 0,
        market.places.pace[market.traits.persona[who]],
        np.inf,
    )
    return np.asarray(np.argmin(far, axis=1))


def valued(market: "Market", who: Array, product: Array, channel: Array, cents: Array, ahead: Array) -> Array:
    """PAIR of consumers and products on given channels, each at ``cents``, valued. All (n,)."""
    pairs = np.zeros(len(who), PAIR)
    pairs["consumer"], pairs["offer"], pairs["channel"], pairs["ahead"] = who, product, channel, ahead
    pairs["level"] = cents / market.ground.usual[product]
    pairs["ratio"] = cents / market.usual_price[product]
    value_pairs(
        market.keys.taste, only(Minded, market.traits), only(Acquainted, market.state), market.offers, market.shelf,
        market.weights, pairs,
    )  # fmt: skip
    return pairs


def taken(market: "Market", pairs: Array, group: Array, key: np.uint64 | Array) -> Array:
    """Places of the pairs that are taken: of those of one ``group`` the best, if it is better than nothing.

    Every offer, and taking none, gets a Gumbel shock keyed by consumer and name: a multinomial logit. Those that are taken get
    their gain, if surplus is recorded.
    """
    own = personal_key(key, pairs["consumer"])
    worth = pairs["value"] + gumbel(mix(own ^ market.catalog.key[pairs["offer"]]))
    nothing = gumbel(mix(own ^ np.uint64(1)))
    order = np.lexsort((market.catalog.key[pairs["offer"]], -worth, group))
    first = np.ones(len(order), bool)
    first[1:] = group[order][1:] != group[order][:-1]
    best = order[first]
    best = best[worth[best] > nothing[best]]
    if market.records.keep_surplus:
        pairs["gain"][best] = expected_gain(market, pairs[best], weighed(pairs["value"], group)[best])
    return best


def weighed(value: Array, group: Array) -> Array:
    """(n,) log-odds of taking any of the pairs of the own group: log of the sum of exp(value)."""
    place = np.unique(group, return_inverse=True)[1].ravel()
    total = np.full(place.max(initial=-1) + 1, -np.inf)
    np.logaddexp.at(total, place, value.astype(float))
    return np.asarray(total[place])


def gumbel(key: Array) -> Array:
    """Standard Gumbel shocks, float64."""
    return np.asarray(-np.log(-np.log(uniform(key).astype(float))))


def affordable(market: "Market", consumer: Array, cents: Array) -> Array:
    """Which of several payments the purse of each consumer bears, one after the other; rows are sorted by consumer."""
    if market.w.budget_share <= 0 or not len(consumer):
        return np.ones(len(consumer), bool)
    total = np.cumsum(cents)
    first = np.r_[True, consumer[1:] != consumer[:-1]]
    before = np.maximum.accumulate(np.where(first, total - cents, 0))
    return np.asarray(total - before <= market.state.purse[consumer])
