"""What the theme of a campaign does to its messages, its pull and to taking part."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.market.model import Market
    from sim.strategies.theme import Theme

Array = NDArray[Any]


def theme_of(market: "Market") -> "Theme | None":
    """The theme of today's campaign, None before it is announced and after its end."""
    return market.campaign.theme if market.campaign and market.phase not in ("", "prepare") else None


def attention(market: "Market", impressions: Array) -> Array | float:
    """(G, S) multiple of what messages that are taken in do today; ``impressions`` (S, M) of each shop by medium."""
    theme = theme_of(market)
    if theme is None or not market.participants:
        return 1.0
    takes_part = np.isin(np.arange(len(market.specs)), list(market.participants))
    return np.where(takes_part, theme.attention(market.personas, impressions), 1.0)


def resonance(market: "Market") -> float:
    """Multiple of the campaign's pull."""
    theme = theme_of(market)
    return 1.0 if theme is None else theme.resonance * theme.ease


def ease(market: "Market") -> float:
    """Multiple of the chance that somebody claims a coupon."""
    theme = theme_of(market)
    return 1.0 if theme is None else theme.ease
