"""What a campaign tells, to whom, how well that fits, and how easy its page is to use (CAMP-13, CAMP-14, CAMP-22, CAMP-25)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.core import check

SHARES = ("event", "brand", "emotion", "consistency", "others", "page")


@dataclass(frozen=True)
class Theme:
    """The idea behind the messages of a campaign; a fit or a page of ½ is what its other numbers were written for.

    Messages that are taken in do 1 + gain · (fit − ½) times as much, fit being the weighted mean of ``event``, ``brand`` and
    ``emotion``, and 1 + synergy · consistency · (1 − Σ share²) times as much for a shop that speaks in several media, Σ share²
    being the concentration of its messages on one of them. The pull goes with both fit and page, taking part with the page.
    """

    event: float  # 0..1, how well it fits the moment
    brand: float  # 0..1, the shops
    emotion: float  # 0..1, what people feel
    weights: Sequence[float]  # of these three
    gain: float  # rise from the worst to the best, share of what is usual
    consistency: float  # 0 each medium says something else .. 1 one slogan and look in all of them
    synergy: float  # rise when many media say the same, share
    personas: str | Sequence[str]  # for whom the messages are made: names, or "all"
    others: float  # share of what messages do that is left for others
    page: float  # 0..1, how clear the page is and how easy to use
    page_cost: float  # yuan per 1000 consumers for a perfect page; grows with the square of its quality

    @classmethod
    def build(cls, key: str, terms: Mapping[str, Any]) -> Self:
        """From a mapping of a config; ValueError naming what is wrong."""
        theme = cls(**check.fields(key, terms, [field.name for field in fields(cls)]))
        for name in SHARES:
            check.number(f"{key}.{name}", getattr(theme, name), 0, 1)
        check.number(f"{key}.gain", theme.gain, 0, 2)
        check.number(f"{key}.synergy", theme.synergy, 0, 10)
        check.number(f"{key}.page_cost", theme.page_cost, 0, 1e9)
        weights = theme.weights
        if len(weights) != 3 or min(weights) < 0 or sum(weights) <= 0:
            raise ValueError(
                f"{key}.weights: {weights!r} is not right; write three weights that are not all 0"
            )
        if theme.personas != "all" and (isinstance(theme.personas, str) or not theme.personas):
            raise ValueError(
                f'{key}.personas: {theme.personas!r} is not right; write a list of names or "all"'
            )
        return theme

    @property
    def fit(self) -> float:
        """How well the theme fits, 0..1."""
        matches = (self.event, self.brand, self.emotion)
        return sum(w * match for w, match in zip(self.weights, matches, strict=True)) / sum(self.weights)

    @property
    def resonance(self) -> float:
        """Multiple of the usual that the theme moves people."""
        return 1 + self.gain * (self.fit - 0.5)

    @property
    def ease(self) -> float:
        """Multiple of the usual chance that somebody takes part."""
        return 1 + self.gain * (self.page - 0.5)

    @property
    def cost(self) -> float:
        """Yuan per 1000 consumers of the market for the page, once."""
        return self.page_cost * self.page**2

    def attention(self, personas: Sequence[str], impressions: NDArray[Any]) -> NDArray[np.float64]:
        """(G, S) multiple of what messages do; ``impressions`` (S, M) of each shop by medium."""
        for_me = [self.personas == "all" or name in self.personas for name in personas]
        total = np.maximum(impressions.sum(axis=1, keepdims=True), 1e-12)
        spread = 1 - ((impressions / total) ** 2).sum(axis=1)
        together = 1 + self.synergy * self.consistency * spread
        return np.asarray(self.resonance * np.where(for_me, 1.0, self.others)[:, None] * together)
