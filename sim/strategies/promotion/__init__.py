"""Promotions: what an offer is, and the one engine that posts all of them."""

from sim.strategies.promotion.engine import Day, Posted, Understanding, post
from sim.strategies.promotion.promotion import POSTED, Promotion
from sim.strategies.promotion.scope import Scope

__all__ = ["POSTED", "Day", "Posted", "Promotion", "Scope", "Understanding", "post"]
