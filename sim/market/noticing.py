"""What the messages of each medium did today: how many were shown, whom they reached, and what they left (EVAL-26)."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
NOTICE = ("impressions", "reach", "noticed")


def messages(market: "Market") -> Array:
    """(3, S, M) NOTICE of each shop and medium today.

    A consumer of persona g is shown f = impressions per head × the persona's use of the medium. reach: Σ n_g (1 - exp(-f)), if
    impressions fall by chance. noticed: Σ n_g × the share of the gap to full awareness that all messages of the shop closed,
    shared among the media in proportion to their effective impressions.
    """
    to, spend = market.audience, market.media_spend
    if not spend.any():
        return np.zeros((len(NOTICE), *spend.shape))
    shown = spend / np.where(to.cost > 0, to.cost, np.inf)
    closed = market.today.noticed[:, 1:, None] * parts(market)
    reach, noticed = (np.einsum("g,gsm->sm", to.people, x) for x in (-np.expm1(-per_head(market)), closed))
    return np.stack([shown, reach, noticed])


def per_head(market: "Market") -> Array:
    """(G, S, M) impressions that a consumer of each persona is shown today."""
    to = market.audience
    shown = market.media_spend / np.where(to.cost > 0, to.cost, np.inf)
    return np.asarray(to.use[:, None, :] * (shown * to.sellers[:, None] / market.n))


def parts(market: "Market") -> Array:
    """(G, S, M) share of each medium in the effective impressions of a shop on a persona; sums to 1, or 0 without any."""
    effective = per_head(market) * market.audience.effect
    return np.asarray(effective / np.maximum(effective.sum(axis=2, keepdims=True), 1e-300))
