"""What groups have in common: friends who are asked, join, buy together or are disappointed (PROMO-13)."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import mix, personal_key, uniform
from sim.kernels.serve import beyond
from sim.market import aside
from sim.market.considering import affordable, usual_channel, valued
from sim.market.guarding import guarded
from sim.market.settling import settle_aside
from sim.market.surplus import expected_gain
from sim.strategies.promotion import Promotion

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def invited(market: "Market", who: Array, most: Array, key: np.uint64) -> tuple[Array, Array]:
    """Friends whom ``who`` ask, in a keyed order up to the number ``most``, and the place in ``who`` of the one who asks each.

    A friend who has been asked by somebody else, or is in a group already, is not asked.
    """
    friends = market.state.friends[who]
    luck = mix(personal_key(key, who)[:, None] ^ personal_key(key, friends))
    order = np.argsort(luck, axis=1, kind="stable")
    asked = np.take_along_axis(friends, order, axis=1)
    group, place = np.nonzero(np.arange(friends.shape[1]) < most[:, None])
    asked, luck = asked[group, place], np.take_along_axis(luck, order, axis=1)[group, place]
    free = ~np.isin(asked, np.concatenate([who, market.groups.waiting["consumer"]]))
    asked, group, luck = asked[free], group[free], luck[free]
    order = np.lexsort((luck, asked))
    earliest = order[np.r_[True, asked[order][1:] != asked[order][:-1]]] if len(order) else order
    return asked[earliest], group[earliest]


def price_of(market: "Market", offer: Array, groups: list[Promotion], by: Array) -> Array:
    """(n,) cents at which a group buys each ``offer`` today by ``groups[by]``; never more than the deal price, -1 is no group."""
    listed, deal = (market.offers[name][offer].astype(np.int64) for name in ("list_price", "deal_price"))
    off = np.array([*(each.percent for each in groups), 0.0])[by]
    asked = np.minimum(np.maximum(1, np.rint(listed * (1 - off))).astype(np.int64), deal)
    platform, brand = aside.shares(groups, by)
    return guarded(market.floor[offer], deal, asked, platform + brand)


def joining(
    market: "Market", asked: Array, offer: Array, cents: Array, key: np.uint64
) -> tuple[Array, Array]:
    """Which friends join: the offer's appeal and that of joining a friend against a logistic shock; they must afford it.

    And (n,) cents that they gain by it, joining a friend apart.
    """
    channel = usual_channel(market, asked, offer)
    pairs = valued(market, asked, offer, channel, cents, np.zeros(len(asked), np.float32))
    luck = uniform(mix(personal_key(key, asked) ^ market.catalog.key[offer])).astype(float)
    odds = pairs["value"] + market.w.group_tie
    willing = odds > np.log(luck / (1 - luck))
    gain = expected_gain(market, pairs, odds, float(market.w.group_tie))
    return np.asarray(willing & affordable(market, asked, cents)), gain


def complete(market: "Market", offer: Array, members: Array, size: Array, tie: Array) -> Array:
    """Which groups are large enough and find goods for all of their members, in a keyed order (``tie``). All (groups,)."""
    large = np.flatnonzero(members >= size)
    order = large[np.lexsort((tie[large], offer[large]))]
    late = np.empty(len(order), np.bool_)
    always = np.ones(len(market.stock), np.bool_)
    beyond(offer[order], members[order].astype(np.int32), market.stock, always, late)
    whole = np.zeros(len(offer), np.bool_)
    whole[order[~late]] = True
    return whole


def buy(
    market: "Market",
    member: Array,
    offer: Array,
    cents: Array,
    worth: Array,
    offers: list[Promotion],
    by: Array,
) -> None:
    """Members of complete groups buy one unit each, at ``cents``, by the promotions ``offers[by]``. All (n,).

    worth: cents that the unit is worth to them.
    """
    order = np.argsort(member, kind="stable")
    member, offer, cents, worth, by = member[order], offer[order], cents[order], worth[order], by[order]
    channel = usual_channel(market, member, offer)
    rows = valued(market, member, offer, channel, cents, np.zeros(len(member), np.float32))
    deal = market.offers["deal_price"][offer].astype(np.int64)
    lines = aside.lines_of(market, rows, deal, cents, aside.freight(market, rows, cents), offers, by)
    lines["worth"] = np.rint(worth)
    np.subtract.at(market.stock, offer, 1)
    settle_aside(market, lines)
    aside.note(market, lines, deal, offers, by)


def become_aware(market: "Market", who: Array, shop: Array) -> None:
    """Whoever is asked hears of the shop as by word of mouth; who does not know it has room for it or forgets a weaker one."""
    state, heard = market.state, market.w.wom_awareness
    knows = state.shop[who] == shop[:, None]
    row, slot = np.nonzero(knows)
    known = state.awareness[who[row], slot]
    state.awareness[who[row], slot] = known + (1 - known) * heard / (1 + heard)  # as `aware_after`
    new = ~knows.any(axis=1)
    who, shop = who[new], shop[new]
    strength = np.where(state.shop[who] < 0, -1, state.awareness[who] + state.loyalty[who])
    slot = strength.argmin(axis=1)
    room = strength[np.arange(len(who)), slot] < heard
    at = (who[room], slot[room])
    state.shop[at], state.awareness[at], state.loyalty[at] = shop[room], heard, 0
    state.satisfaction[at], state.trust[at] = 0.5, market.w.trust_unknown


def disappoint(market: "Market", who: Array, shop: Array) -> None:
    """A group that failed costs as much satisfaction as an empty shelf."""
    row, slot = np.nonzero(market.state.shop[who] == shop[:, None])
    market.state.satisfaction[who[row], slot] *= 1 - market.w.satisfaction_stockout
