"""A channel may ask to be installed first, as an app does (CHAN-04).

``channels.<name>.install``: share of people who have it on the first day, daily chance to install it, the incentive paid for
that by the channel's host and the response to it, and push, the log-odds of visiting added for those who have it.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, name_key, personal_key, uniform
from sim.world.actors import ChannelSpec

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
MOST = 32  # channels that a set of doors holds


def open_doors(market: "Market") -> None:
    """Shut the channels that people have not installed on the first day."""
    for h, channel in enumerate(market.channels):
        if channel.install["share"] < 1:
            key = base_key(market.world_seed, "installed") ^ name_key(channel.name)
            luck = uniform(personal_key(key, np.arange(market.n)))
            market.state.doors[luck >= channel.install["share"]] &= ~np.uint32(1 << h)


def install(market: "Market") -> None:
    """Some of those who lack a channel install it today, the more the incentive is worth to them."""
    for h, channel in enumerate(market.channels):
        if channel.install["daily"] > 0:
            bit = np.uint32(1 << h)
            lacking = np.flatnonzero(market.state.doors & bit == 0)
            key = base_key(market.world_seed, "install", market.day + 1) ^ name_key(channel.name)
            luck = uniform(personal_key(key, lacking))
            who = lacking[luck < chance(channel, market.traits.deal[lacking])]
            market.state.doors[who] |= bit
            reward(market, h, who)


def chance(channel: ChannelSpec, deal: Array) -> Array:
    """Chance of each to install today: daily · (1 + response · incentive · deal proneness)."""
    terms = channel.install
    return np.asarray(terms["daily"] * (1 + terms["response"] * terms["incentive"] * deal))


def reward(market: "Market", h: int, who: Array) -> None:
    """The host pays the incentive, on account of the shops that sell on the channel."""
    cents = round(100 * market.channels[h].install["incentive"])
    sellers = np.flatnonzero(market.shelf.listed[h])
    if not cents or not len(who) or not len(sellers):
        return
    market.state.purse[who] += cents
    market.state.spent[who] -= cents
    paid = np.zeros(len(market.specs), np.int64)
    paid[sellers] = np.diff(np.arange(len(sellers) + 1) * cents * len(who) // len(sellers))
    market.ledger.post(market.day, market.channels[h].host, "consumer", "install", paid)
