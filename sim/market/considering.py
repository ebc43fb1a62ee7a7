"""Who takes up an offer outside a shopping trip: what people see of it, and what appeals to them."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import mix, personal_key, uniform
from sim.core.rows import join
from sim.kernels.appeal import Acquainted, Minded
from sim.kernels.appeal import appeal as value_pairs
from sim.kernels.browsing import Looker, Shown, browse
from sim.kernels.only import only
from sim.market.crew import Range
from sim.market.surplus import expected_gain
from sim.world.lines import PAIR

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def tempted(
    market: "Market",
    chance: float,
    shown: Array,
    price: Array,
    days: int,
    group: Array,
    barred: Array,
    key: np.uint64,
) -> Array:
    """PAIR of what people take of the offers that they look through today, sorted by consumer and group.

    chance: of somebody fully deal-prone to look. shown: (P,) whether the offer is for the product. price: (P,) cents it would
    cost. days: until the goods are there. group: (C,) of each category; of a group a consumer takes one offer at most.
    barred: (N, C) categories of which a consumer wants nothing more. See `sim.kernels.browsing`.
    """
    f4, categories = np.float32, len(market.categories)
    offered = Shown(
        product=shown & market.ground.on_sale[market.catalog.shop],
        key=market.catalog.key,
        level=(price / market.ground.usual).astype(f4),
        ratio=(price / market.usual_price).astype(f4),
        channel=usual_channels(market),
        group=group,
    )
    looker, minded, acquainted = (
        only(Looker, market.traits), only(Minded, market.traits), only(Acquainted, market.state),
    )  # fmt: skip

    def job(part: Range) -> Array:
        most = (part.hi - part.lo) * categories
        pairs, decided = np.empty(most, PAIR), np.empty(most if market.records.keep_surplus else 0)
        n = browse(
            part.lo, part.hi, key, market.keys.taste, f4(market.day), market.places.touch, f4(chance), f4(days), barred, offered,
            looker, minded, acquainted, market.offers, market.shelf, market.weights, pairs, decided,
        )  # fmt: skip
        pairs = pairs[:n]
        if market.records.keep_surplus:
            pairs["gain"] = expected_gain(market, pairs, decided[:n])
        return pairs

    return join(market.crew.each(job))


def usual_channel(market: "Market", who: Array, product: Array) -> Array:
    """(n,) of the channels of each product's shop the one that the persona of ``who`` uses most."""
    return np.asarray(usual_channels(market)[market.traits.persona[who], market.catalog.shop[product]])


def usual_channels(market: "Market") -> Array:
    """(G, S) of the channels of each shop the one that each persona uses most."""
    far = np.where(market.shelf.listed.T > 0, market.places.pace[:, None, :], np.inf)
    return np.asarray(np.argmin(far, axis=2))


def valued(market: "Market", who: Array, product: Array, channel: Array, cents: Array, ahead: Array) -> Array:
    """PAIR of consumers and products on given channels, each at ``cents``, valued. All (n,)."""
    pairs = np.zeros(len(who), PAIR)
    pairs["consumer"], pairs["offer"], pairs["channel"], pairs["ahead"] = who, product, channel, ahead
    pairs["level"] = cents / market.ground.usual[product]
    pairs["ratio"] = cents / market.usual_price[product]
    value_pairs(
        market.keys.taste, np.float32(market.day), market.places.touch, only(Minded, market.traits),
        only(Acquainted, market.state), market.offers, market.shelf, market.weights, pairs,
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
