"""Coupons come to people: how many are left; and those that are sent, by lot, or to those who have spent most, or in between."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rfm import CLASSES, class_of, score
from sim.core.rng import base_key, name_key, personal_key, uniform

if TYPE_CHECKING:
    from sim.market.model import Market
    from sim.strategies.promotion import Promotion


def still(market: "Market", name: str, quota: int) -> int:
    """How many people may still get a coupon; all without a quota (0)."""
    return quota - market.claimed.get(name, 0) if quota else market.n


def note(market: "Market", name: str, who: NDArray[Any]) -> None:
    """Remember that these consumers got a coupon today."""
    market.claimed[name] = market.claimed.get(name, 0) + len(who)
    market.records.add_touches(name, who)


def send(market: "Market", bit: int, coupon: "Promotion") -> NDArray[Any]:
    """Put the coupon into the wallets of the people whom it is sent to, once, and return them, ascending.

    With the weight c = ``by_spending`` a person's place is c · rank of past spending + (1 - c) · lot, both 0..1; the share
    ``sent`` with the largest places gets it, at most ``quota`` of them. With ``classes`` it is sent to customers of these
    classes only, by what the platform has in its books on this morning: who bought when, and how often.
    """
    assert market.posted is not None
    right = market.posted.rights[bit]
    one = np.uint64(1)
    fits = (right["personas"] >> market.traits.persona.astype(np.uint64)) & one
    fits &= (right["regions"] >> market.traits.region.astype(np.uint64)) & one
    if coupon.classes != "all":
        fits &= np.isin(classes(market), [CLASSES.index(name) for name in coupon.classes])
    people = np.flatnonzero(fits)
    lot = uniform(personal_key(base_key(market.world_seed, "send") ^ name_key(coupon.name), people))
    rank = np.empty(len(people))
    rank[np.lexsort((lot, market.state.spent[people]))] = np.arange(len(people)) / max(1, len(people) - 1)
    place = coupon.by_spending * rank + (1 - coupon.by_spending) * lot
    number = round(coupon.sent * len(people))
    if coupon.quota:
        number = min(number, coupon.quota)
    who = np.sort(people[np.argsort(-place, kind="stable")[:number]])
    market.state.claimed[who] |= one << np.uint64(bit)
    return who


def classes(market: "Market") -> NDArray[Any]:
    """(N,) RFM class of each consumer by orders on the platform so far, -1 for those without any."""
    state = market.state
    found = np.full(market.n, -1, np.int64)
    buyers = np.flatnonzero(state.orders > 0)
    if len(buyers):
        recency = score(market.day - state.last_order[buyers], low_is_good=True)
        found[buyers] = class_of(recency, score(state.orders[buyers]))
    return found
