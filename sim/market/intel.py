"""What a shop makes out of its rivals' prices: noise, less of it the more is spent on research (MKT-09)."""

from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, bell, mix, name_key
from sim.world.actors import ShopSpec

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def blur(spec: ShopSpec) -> float:
    """Standard deviation of the logarithm of a rival's price as the shop sees it: that of a mean of 1 + research / unit looks."""
    intel = spec.intel
    return float(intel["noise"]) / sqrt(1 + intel["research"] / intel["unit"])


def misreading(market: "Market", shop: int) -> Array | None:
    """(P + 1,) factors by which the shop misreads each product's price these days; None when it sees clearly.

    An error lasts for the period of the shop's intelligence and is keyed by shop and product; its mean is 1.
    """
    spec = market.specs[shop]
    sigma = blur(spec)
    if sigma <= 0:
        return None
    base = base_key(market.world_seed, "intel", market.day // int(spec.intel["period"]) + 1)
    luck = bell(mix(market.catalog.key ^ base ^ name_key(spec.name)))
    return np.append(np.exp(sigma * luck - sigma * sigma / 2), 1.0)


def wanting(market: "Market") -> Array:
    """(G, C) share of the people of each segment who want a category and have not got it, as search statistics tell (MKT-10)."""
    wants = market.state.need >= market.w.needs_wake
    people = np.bincount(market.traits.persona, minlength=len(market.personas))
    shares = [wants[market.traits.persona == g].sum(axis=0) / max(1, n) for g, n in enumerate(people)]
    return np.array(shares)


def pay(market: "Market") -> None:
    """Research is paid daily."""
    cents = np.array([round(100 * spec.intel["research"]) for spec in market.specs], np.int64)
    if cents.any():
        market.ledger.post(market.day, "shop", "supplier", "research", cents)
