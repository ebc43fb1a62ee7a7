"""Group-buying: a price for friends who buy together, gathered within the day (PROMO-13)."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, mix, personal_key, uniform
from sim.kernels.serve import beyond
from sim.market import aside
from sim.market.considering import affordable, lookers, pairs_of, seen, taken
from sim.market.settling import settle_aside
from sim.market.surplus import expected_gain

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


class Groups:
    """What group-buying has done so far."""

    def __init__(self) -> None:
        self.begun = self.complete = self.invited = self.joined = 0


def gather(market: "Market") -> None:
    """People who like a group price ask friends in; groups that are large enough buy, all others get nothing.

    It is over by the evening, on what the shelves then hold; a group is served as a whole. Nobody is in two groups on a day. All
    who are asked hear of the shop. Whoever was in a group that failed is a little less satisfied with it.
    """
    posted = market.posted
    if posted is None or not posted.groups:
        return
    key = base_key(market.world_seed, "group", market.day + 1)
    price = group_price(market)
    first = initiators(market, price, key)
    asked, group = invited(market, first, key)
    become_aware(market, asked, market.catalog.shop[first["offer"]][group])
    ready, gain = joining(market, asked, first["offer"][group], group, price, key)
    member = np.concatenate([first["consumer"], asked[ready]])
    of = np.concatenate([np.arange(len(first)), group[ready]])
    gain = np.concatenate([first["gain"], gain[ready]])
    whole = complete(market, first, np.bincount(of, minlength=len(first)), key)
    disappoint(market, member[~whole[of]], market.catalog.shop[first["offer"]][of[~whole[of]]])
    buy(market, member[whole[of]], first["offer"][of[whole[of]]], price, gain[whole[of]])
    done = market.groups
    done.begun, done.complete = done.begun + len(first), done.complete + int(whole.sum())
    done.invited, done.joined = done.invited + len(asked), done.joined + int(ready.sum())


def group_price(market: "Market") -> Array:
    """(P,) cents at which a group buys; the deal price where no offer is lower."""
    posted, offers = market.posted, market.offers
    assert posted is not None
    off = np.array([*(offer.percent for offer in posted.groups), 0.0])[posted.group_by]
    reduced = np.maximum(1, np.rint(offers["list_price"] * (1 - off))).astype(np.int64)
    return np.where(posted.group_by >= 0, np.minimum(reduced, offers["deal_price"]), offers["deal_price"])


def initiators(market: "Market", price: Array, key: np.uint64) -> Array:
    """PAIR of those who begin a group, one a person, sorted by consumer."""
    who = lookers(market, float(market.w.group_look), key)
    ahead = np.zeros((len(who), len(market.categories)), np.float32)
    shown = (price < market.offers["deal_price"]) & (market.stock > 0)
    pairs = seen(market, who, shown, price, ahead, key)
    pairs = pairs[taken(market, pairs, pairs["consumer"], key)]
    pairs = pairs[np.argsort(pairs["consumer"], kind="stable")]
    return np.asarray(pairs[affordable(market, pairs["consumer"], price[pairs["offer"]])])


def invited(market: "Market", first: Array, key: np.uint64) -> tuple[Array, Array]:
    """Friends who are asked, in a keyed order up to the offer's number, and the group to which each is asked.

    A friend who has been asked by somebody else, or gathers a group of their own, is not asked.
    """
    posted, friends = market.posted, market.state.friends[first["consumer"]]
    assert posted is not None
    most = np.array([offer.invite for offer in posted.groups], int)[posted.group_by[first["offer"]]]
    luck = mix(personal_key(key, first["consumer"])[:, None] ^ personal_key(key, friends))
    order = np.argsort(luck, axis=1, kind="stable")
    asked = np.take_along_axis(friends, order, axis=1)
    group, place = np.nonzero(np.arange(friends.shape[1]) < most[:, None])
    asked, luck = asked[group, place], np.take_along_axis(luck, order, axis=1)[group, place]
    free = ~np.isin(asked, first["consumer"])
    asked, group, luck = asked[free], group[free], luck[free]
    order = np.lexsort((luck, asked))
    earliest = order[np.r_[True, asked[order][1:] != asked[order][:-1]]] if len(order) else order
    return asked[earliest], group[earliest]


def joining(
    market: "Market", asked: Array, offer: Array, group: Array, price: Array, key: np.uint64
) -> tuple[Array, Array]:
    """Which friends join: the offer's appeal and that of joining a friend against a logistic shock; they must afford it.

    And (n,) cents that they gain by it, joining a friend apart.
    """
    pairs = pairs_of(market, asked, offer, price, np.zeros(len(asked), np.float32))
    luck = uniform(mix(personal_key(key, asked) ^ market.catalog.key[offer])).astype(float)
    odds = pairs["value"] + market.w.group_tie
    willing = odds > np.log(luck / (1 - luck))
    gain = expected_gain(market, pairs, odds, float(market.w.group_tie))
    return np.asarray(willing & affordable(market, asked, price[offer])), gain


def complete(market: "Market", first: Array, members: Array, key: np.uint64) -> Array:
    """Which groups are large enough and find goods for all of their members, in a keyed order."""
    posted, offer = market.posted, first["offer"]
    assert posted is not None
    size = np.array([group.size for group in posted.groups], int)[posted.group_by[offer]]
    large = np.flatnonzero(members >= size)
    tie = mix(personal_key(key, first["consumer"][large]) ^ market.catalog.key[offer[large]])
    order = large[np.lexsort((tie, offer[large]))]
    late = np.empty(len(order), np.bool_)
    always = np.ones(len(market.stock), np.bool_)
    beyond(offer[order], members[order].astype(np.int32), market.stock, always, late)
    whole = np.zeros(len(first), np.bool_)
    whole[order[~late]] = True
    return whole


def buy(market: "Market", member: Array, offer: Array, price: Array, gain: Array) -> None:
    """Members of complete groups buy one unit each; gain: (n,) cents that it is worth to them beyond its price."""
    assert market.posted is not None
    order = np.argsort(member, kind="stable")
    rows = pairs_of(market, member[order], offer[order], price, np.zeros(len(member), np.float32))
    paid, by = price[rows["offer"]], market.posted.group_by[rows["offer"]]
    deal = market.offers["deal_price"][rows["offer"]].astype(np.int64)
    lines = aside.lines_of(market, rows, deal, paid, market.posted.groups, by)
    lines["worth"] = paid + np.rint(gain[order])
    np.subtract.at(market.stock, rows["offer"], 1)
    settle_aside(market, lines)
    aside.note(market, lines, deal, market.posted.groups, by)


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
