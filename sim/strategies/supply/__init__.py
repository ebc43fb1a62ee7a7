"""Supply rules: from a morning's view to units to order."""

from sim.strategies.supply.order_up_to import OrderUpTo
from sim.strategies.supply.seize import SeizeOpportunities

__all__ = ["OrderUpTo", "SeizeOpportunities"]
