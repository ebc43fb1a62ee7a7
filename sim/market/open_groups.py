"""Groups that stay open: friends of members may join until the deadline, and all pay when there are enough (PROMO-13)."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, mix, personal_key
from sim.market.considering import affordable
from sim.market.inviting import become_aware, buy, complete, disappoint, invited, joining, price_of
from sim.world.lines import WAITING

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def hold(
    market: "Market", member: Array, initiator: Array, offer: Array, worth: Array, failed: Array
) -> Array:
    """(n,) which members of groups that failed today stay in them, because the offer gives the group further days.

    Whoever stays does not look for the thing elsewhere: the need counts as met.
    """
    posted = market.posted
    assert posted is not None
    by = posted.group_by[offer]
    stays = np.array([each.stays for each in posted.groups], int)[by]
    held = failed & (stays > 0)
    rows = np.empty(held.sum(), WAITING)
    rows["consumer"], rows["offer"], rows["since"] = member[held], offer[held], market.day
    rows["worth"] = worth[held]
    rows["group"] = market.day * market.n + initiator[held].astype(np.int64)
    rows["promotion"] = np.array([market.promotions.offers.index(o) for o in posted.groups])[by[held]]
    rows["until"] = market.day + stays[held]
    count_needs(market, rows, -1)
    market.groups.waiting = np.concatenate([market.groups.waiting, rows])
    return held


def go_on(market: "Market") -> None:
    """Members of yesterday ask friends in; groups that are large enough buy, those whose time is over release their members.

    The price is that of the offer on today's list price. Of a group that buys, members whose purse is empty are left out.
    """
    if not len(market.groups.waiting):
        return
    key = base_key(market.world_seed, "open group", market.day + 1)
    rows = np.concatenate([market.groups.waiting, newcomers(market, key)])
    rows = rows[np.lexsort((rows["group"], rows["consumer"]))]
    offers = market.promotions.offers
    cents = price_of(market, rows["offer"], offers, rows["promotion"])
    able = affordable(market, rows["consumer"], cents)
    number, first, of = np.unique(rows["group"], return_index=True, return_inverse=True)
    size = np.array([offer.size for offer in offers])[rows["promotion"][first]]
    strong = np.bincount(of[able], minlength=len(number))
    whole = complete(market, rows["offer"][first], strong, size, mix(personal_key(key, number)))
    over = whole[of] | (rows["until"] <= market.day)
    market.groups.waiting = rows[~over]
    market.groups.complete += int(whole.sum())
    count_needs(market, rows[over], 1)
    failed, buys = rows[over & ~whole[of]], whole[of] & able
    disappoint(market, failed["consumer"], market.catalog.shop[failed["offer"]])
    members = rows[buys]
    buy(
        market, members["consumer"], members["offer"], cents[buys], members["worth"], offers, members["promotion"]
    )  # fmt: skip


def newcomers(market: "Market", key: np.uint64) -> Array:
    """WAITING of the friends who join today; each member asks on the day after joining."""
    groups = market.groups
    asking = groups.waiting[groups.waiting["since"] == market.day - 1]
    asking = asking[np.unique(asking["consumer"], return_index=True)[1]]
    most = np.array([offer.invite for offer in market.promotions.offers])[asking["promotion"]]
    asked, of = invited(market, asking["consumer"], most, key)
    become_aware(market, asked, market.catalog.shop[asking["offer"]][of])
    rows = asking[of]
    rows["consumer"], rows["since"] = asked, market.day
    cents = price_of(market, rows["offer"], market.promotions.offers, rows["promotion"])
    ready, gain = joining(market, asked, rows["offer"], cents, key)
    rows["worth"] = cents + gain
    rows = rows[ready]
    count_needs(market, rows, -1)
    groups.invited, groups.joined = groups.invited + len(asked), groups.joined + len(rows)
    return np.asarray(rows)


def count_needs(market: "Market", rows: Array, units: int) -> None:
    """Count the needs of members as met (-1) or open again (1)."""
    category = market.catalog.category[rows["offer"]]
    np.add.at(market.state.need, (rows["consumer"], category), np.float32(units))
