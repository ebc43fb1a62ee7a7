"""Offers for members please those who use them, and slight those who look on (PROMO-09)."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.market.crew import Range
from sim.strategies.promotion import Promotion

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def favour(market: "Market") -> None:
    """Raise the loyalty of members to shops where an offer for members lowered their order; others who bought goods that
    such an offer counts, of a tier too low for it, are a little less satisfied. Once a day and shop.
    """
    basket = market.posted.basket if market.posted else []
    terms = market.platform.privilege
    if any(offer.tier for offer in basket) and terms["use"] + terms["excluded"] > 0:
        market.crew.each(lambda part: feel(market, part, basket))


def feel(market: "Market", part: Range, basket: list[Promotion]) -> None:
    """The same for one range."""
    state, terms = market.state, market.platform.privilege
    lines = part.lines[: part.n_lines]
    lines = lines[lines["kept"] == 1]
    counted, tier = market.offers["mask"][lines["offer"]], state.tier[lines["consumer"]]
    used, missed = np.zeros(len(lines), bool), np.zeros(len(lines), bool)
    for r, offer in enumerate(basket):
        if offer.tier:
            counts = (counted >> np.uint64(r)) & np.uint64(1) > 0
            used |= counts & ((lines["applied"] >> np.uint64(r)) & np.uint64(1) > 0)
            missed |= counts & (tier < offer.tier)
    at = slots(market, lines[used])
    state.loyalty[at] += np.float32(terms["use"]) * (1 - state.loyalty[at])
    state.satisfaction[slots(market, lines[missed & ~used])] *= np.float32(1 - terms["excluded"])


def slots(market: "Market", lines: Array) -> tuple[Array, Array]:
    """Consumers of the lines and the memory slots of their shops, each pair once; shops not remembered are left out."""
    row, slot = np.nonzero(market.state.shop[lines["consumer"]] == lines["shop"][:, None])
    found = np.unique(np.stack([lines["consumer"][row].astype(np.int64), slot]), axis=1)
    return found[0], found[1]
