"""Where an offer holds: from names to products and personas."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core import check
from sim.strategies.promotion.promotion import Promotion


@dataclass(frozen=True)
class Scope:
    """Names and indices of one market, to look up what an offer covers."""

    shop_of: NDArray[np.integer[Any]]  # (P,)
    category_of: NDArray[np.integer[Any]]  # (P,)
    shop_names: Sequence[str]
    category_names: Sequence[str]
    persona_names: Sequence[str]
    participants: frozenset[int]  # shop indices

    def products(self, offer: Promotion) -> NDArray[np.bool_]:
        """(P,) whether the offer covers the product.

        During a campaign an offer covers participants only, even when it lists its shops by name.
        """
        if offer.shops == "participants":
            shops = set(self.participants)
        else:
            shops = _numbers(offer, "shops", offer.shops, self.shop_names)
            if "always" not in offer.phases:
                shops &= self.participants
        covered = np.isin(self.shop_of, sorted(shops))
        if offer.categories != "all":
            categories = _numbers(offer, "categories", offer.categories, self.category_names)
            covered &= np.isin(self.category_of, sorted(categories))
        return covered

    def personas(self, offer: Promotion) -> int:
        """Bit mask of the personas that may use the offer."""
        if offer.personas == "all":
            return (1 << len(self.persona_names)) - 1
        return sum(1 << bit for bit in _numbers(offer, "personas", offer.personas, self.persona_names))


def _numbers(offer: Promotion, field: str, wanted: Sequence[str], known: Sequence[str]) -> set[int]:
    return {known.index(check.one_of(f"{offer.name}.{field}", name, known)) for name in wanted}
