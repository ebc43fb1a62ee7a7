"""Questions of customers: agents answer, the rest waits (EQ-QUEUE)."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.deliver import Standard
from sim.kernels.only import only
from sim.kernels.parcels import count_late
from sim.market.leaning import best_of

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


class Desks:
    """The service desks of S shops. ``wait`` is what a question asked today waits, in days."""

    def __init__(self, shops: int, days: int) -> None:
        self.asked = np.zeros((days, shops))
        self.backlog, self.wait = np.zeros(shops), np.zeros(shops)
        self.late = np.zeros(shops, np.int64)  # parcels handed over late today


def note_late(market: "Market", parcels: Array) -> None:
    """Count the parcels that came later than promised."""
    count_late(market.day, market.shelf.wait, parcels, market.desks.late)


def standard(market: "Market") -> Standard:
    """What parcels are measured against; a shop whose customers wait for answers serves them worse."""
    usual = only(Standard, market.shelf)
    if market.service.cover <= 0:
        return usual
    served = market.shelf.service - market.service.weight * market.desks.wait
    return usual._replace(service=served.astype(np.float32), best_service=best_of(market, served))


def answer(market: "Market", orders: Array) -> None:
    """Agents answer what is asked of each shop after (S,) order lines; what they leave waits, and who waits too long gives up.

    A shop keeps agents for ``cover`` times the usual enquiries, those of its last ``memory`` days; participants of a
    campaign add temporary ones.
    """
    service, desks, day = market.service, market.desks, market.day
    asked = service.per_order * orders + service.per_late * desks.late
    before = desks.asked[max(0, day - service.memory) : day]
    agents = service.cover * (before.mean(axis=0) if day else asked) / service.rate
    extra = (surge(market) - 1) * agents
    able = np.maximum(0, agents + service.skill * np.maximum(extra, 0) + np.minimum(extra, 0)) * service.rate
    able *= fit_for_work(market)
    waiting = np.maximum(0, desks.backlog + asked - able)
    desks.backlog = np.minimum(waiting, service.patience * able)
    desks.wait = desks.backlog / np.where(able > 0, able, 1)
    desks.asked[day], desks.late[:] = asked, 0
    wages = np.rint(100 * service.wage * (agents + extra)).astype(np.int64)
    market.ledger.post(day, "shop", "supplier", "service", wages)
    market.records.add_desks(np.c_[asked, agents + extra, waiting - desks.backlog, desks.wait])


def surge(market: "Market") -> Array:
    """(S,) multiple of its usual agents that each shop employs today."""
    multiple = np.ones(len(market.specs))
    if market.campaign and market.participants:
        multiple[list(market.participants)] = market.campaign.surge.get(market.phase, 1.0)
    return multiple


def fit_for_work(market: "Market") -> float:
    """Share of the agents' time that is not lost to a fault today."""
    return (
        1.0
        if market.campaign is None
        else float(market.campaign.capacity_left("service", market.date).mean())
    )
