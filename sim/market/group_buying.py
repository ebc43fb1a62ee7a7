"""Group-buying: a price for friends who buy together, gathered within the day, or in some days (PROMO-13)."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, mix, personal_key
from sim.market.considering import affordable, tempted
from sim.market.inviting import become_aware, buy, complete, disappoint, invited, joining, price_of
from sim.market.open_groups import go_on, hold
from sim.world.lines import WAITING

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


class Groups:
    """What group-buying has done so far."""

    def __init__(self) -> None:
        self.begun = self.complete = self.invited = self.joined = 0
        self.waiting = np.empty(0, WAITING)


def gather(market: "Market") -> None:
    """People who like a group price ask friends in; groups that are large enough buy, all others get nothing.

    It is over by the evening, on what the shelves then hold, unless the offer lets groups stay; a group is served as a whole.
    Nobody is in two groups of an evening: who waits in one that stays open neither begins another nor is asked into one, who was
    let go by it today may. All who are asked hear of the shop. Whoever was in a group that failed is a little less
    satisfied with it.
    """
    go_on(market)
    posted, key = market.posted, base_key(market.world_seed, "group", market.day + 1)
    if posted is None or not posted.groups:
        return
    every = np.arange(len(market.catalog))
    price = price_of(market, every, posted.groups, posted.group_by)
    first = initiators(market, price, key)
    most = np.array([offer.invite for offer in posted.groups], int)[posted.group_by[first["offer"]]]
    asked, group = invited(market, first["consumer"], most, key)
    become_aware(market, asked, market.catalog.shop[first["offer"]][group])
    ready, gain = joining(market, asked, first["offer"][group], price[first["offer"][group]], key)
    member = np.concatenate([first["consumer"], asked[ready]])
    of = np.concatenate([np.arange(len(first)), group[ready]])
    worth = price[first["offer"][of]] + np.concatenate([first["gain"], gain[ready]])
    size = np.array([offer.size for offer in posted.groups], int)[posted.group_by[first["offer"]]]
    tie = mix(personal_key(key, first["consumer"]) ^ market.catalog.key[first["offer"]])
    whole = complete(market, first["offer"], np.bincount(of, minlength=len(first)), size, tie)
    failed = ~whole[of] & ~hold(market, member, first["consumer"][of], first["offer"][of], worth, ~whole[of])
    disappoint(market, member[failed], market.catalog.shop[first["offer"]][of[failed]])
    offer = first["offer"][of[whole[of]]]
    buy(
        market,
        member[whole[of]],
        offer,
        price[offer],
        worth[whole[of]],
        posted.groups,
        posted.group_by[offer],
    )
    done = market.groups
    done.begun, done.complete = done.begun + len(first), done.complete + int(whole.sum())
    done.invited, done.joined = done.invited + len(asked), done.joined + int(ready.sum())


def initiators(market: "Market", price: Array, key: np.uint64) -> Array:
    """PAIR of those who begin a group, one a person and nobody who waits in another, sorted by consumer."""
    shown = (price < market.offers["deal_price"]) & (market.stock > 0)
    of_all = np.zeros(len(market.categories), np.intp)
    anything = np.zeros((market.n, len(of_all)), np.bool_)
    pairs = tempted(market, float(market.w.group_look), shown, price, 0, of_all, anything, key)
    free = ~np.isin(pairs["consumer"], market.groups.waiting["consumer"])
    return np.asarray(pairs[free & affordable(market, pairs["consumer"], price[pairs["offer"]])])
