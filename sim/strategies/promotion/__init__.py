"""Promotions: what an offer is, and the one engine that posts all of them."""

from sim.strategies.promotion.engine import Posted, post
from sim.strategies.promotion.promotion import Promotion

__all__ = ["Posted", "Promotion", "post"]
