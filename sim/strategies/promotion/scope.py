"""Where an offer holds: from names to products and people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.core import check


class Terms(Protocol):
    """What an offer or activity says of where it holds; categories, products, personas and regions are looked up by name."""

    @property
    def name(self) -> str: ...
    @property
    def phases(self) -> Sequence[str]: ...
    @property
    def shops(self) -> str | Sequence[str]: ...


@dataclass(frozen=True)
class Scope:
    """Names and indices of one market, to look up what an offer covers."""

    shop_of: NDArray[np.integer[Any]]  # (P,)
    category_of: NDArray[np.integer[Any]]  # (P,)
    shop_names: Sequence[str]
    category_names: Sequence[str]
    product_names: Sequence[str]
    persona_names: Sequence[str]
    region_names: Sequence[str]

    def products(self, offer: Terms, participants: frozenset[int]) -> NDArray[np.bool_]:
        """(P,) whether the offer covers the product; ``participants`` are shop indices.

        During a campaign an offer covers participants only, even when it lists its shops by name.
        """
        covered = np.isin(self.shop_of, sorted(self.shops(offer, participants)))
        for field, of, known in (
            ("categories", self.category_of, self.category_names),
            ("products", np.arange(len(self.shop_of)), self.product_names),
        ):
            if getattr(offer, field) != "all":
                covered &= np.isin(of, sorted(_numbers(offer, field, known)))
        return covered

    def shops(self, offer: Terms, participants: frozenset[int]) -> frozenset[int]:
        """Indices of the shops that take part in the offer."""
        if offer.shops in ("participants", "all"):
            return participants if offer.shops == "participants" else frozenset(range(len(self.shop_names)))
        shops = frozenset(_numbers(offer, "shops", self.shop_names))
        return shops if "always" in offer.phases else shops & participants

    def people(self, offer: Terms, field: str) -> int:
        """Bit mask of the ``personas`` or ``regions`` that may use the offer; all bits when it names none."""
        if getattr(offer, field) == "all":
            return (1 << 64) - 1
        known = self.persona_names if field == "personas" else self.region_names
        return sum(1 << bit for bit in _numbers(offer, field, known))


def _numbers(offer: Terms, field: str, known: Sequence[str]) -> set[int]:
    return {known.index(check.one_of(f"{offer.name}.{field}", name, known)) for name in getattr(offer, field)}
