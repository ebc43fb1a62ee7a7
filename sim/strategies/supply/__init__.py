"""Supply rules: from a morning's view to units to order."""

from sim.strategies.supply.order_up_to import OrderUpTo

__all__ = ["OrderUpTo"]
