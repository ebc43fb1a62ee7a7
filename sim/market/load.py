"""The platform's server: how many come at once, how long a page takes, and who gives up (EQ-LOAD)."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, personal_key, uniform
from sim.core.rows import join, pick
from sim.kernels.shopping import visit
from sim.market.crew import BLOCK, HOURS, Range
from sim.world.actors import ServerSpec
from sim.world.lines import VISIT

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


class Load(NamedTuple):
    """A day of the server, by hour."""

    latency: Array  # (24,) seconds until a page is there
    dropped: Array  # (24,) sessions refused
    bounced: Array  # (24,) sessions that left while waiting for the first page


class Strain(NamedTuple):
    """What a number of sessions does to the server, by hour."""

    latency: Array  # (24,) seconds
    refused: Array  # (24,) share of the sessions
    impatient: Array  # (24,) share of the others that leave


def idle(server: ServerSpec) -> Load:
    """A day on which nobody waits."""
    return Load(np.full(HOURS, server.latency), np.zeros(HOURS, np.int64), np.zeros(HOURS, np.int64))


def strain(sessions: Array, able: Array, server: ServerSpec, luck: Array) -> Strain:
    """Latency l0 / (1 - min(ρ, full)), refusals (1 - 1/ρ)+ and impatience by hour, ρ = sessions / able.

    A server loaded by more than ``overload`` breaks down with chance 1 - exp(-hazard (ρ - overload)) and is away for the
    ``repair`` hours after; an hour of overload then prolongs it. luck: (24,) uniform. More capacity never refuses more.
    """
    rho = sessions / able
    latency = server.latency / (1 - np.minimum(rho, server.full))
    refused = np.maximum(0.0, 1 - 1 / np.maximum(rho, 1))
    breaks = luck < 1 - np.exp(-server.hazard * np.maximum(0.0, rho - server.overload))
    for hour in np.flatnonzero(breaks):
        refused[hour + 1 : hour + 1 + server.repair] = 1.0
    return Strain(latency, refused, 1 - np.exp(-(latency - server.latency) / server.patience))


def admit(market: "Market") -> None:
    """Who sets out today, and whom the platform's server lets in: fills every range's ``visits``.

    The load is that of all sessions on the platform's own channels. Whether a session is refused or leaves is drawn by keys of
    the person and day, so that with more capacity the same people come through and others besides. A need that was not served
    stays.
    """
    market.crew.each(lambda part: set_out(market, part))
    hosted = np.array([channel.host == "platform" for channel in market.channels])
    sessions = market.crew.total(lambda part: arrivals(part.visits["minute"][hosted[part.visits["channel"]]]))
    able = market.platform.server.capacity * market.n / 1000 * capacity_left(market)
    key = base_key(market.world_seed, "outage", market.day + 1)
    felt = strain(sessions, able, market.platform.server, uniform(personal_key(key, np.arange(HOURS))))
    lost = market.crew.each(lambda part: turn_away(market, part, hosted, felt))
    refused, gone = (join(visits) for visits in zip(*lost, strict=True))
    market.load = Load(felt.latency, arrivals(refused["minute"]), arrivals(gone["minute"]))
    market.records.add_turned_away(join([refused, gone]))


def set_out(market: "Market", part: Range) -> None:
    """List the visits of one range."""
    visits = np.empty(part.hi - part.lo, VISIT)
    n = visit(
        part.lo, part.hi, BLOCK, market.traits, market.state, market.places, market.today, market.weights, market.keys,
        part.scratch, visits,
    )  # fmt: skip
    part.visits = visits[:n]


def arrivals(minute: Array) -> Array:
    """(24,) visits by hour; minute: that in which each begins."""
    return np.bincount(minute // 60, minlength=HOURS)


def turn_away(market: "Market", part: Range, hosted: Array, felt: Strain) -> tuple[Array, Array]:
    """Strike out the visits that do not come through; VISIT of those refused, and of those gone for impatience, who still count
    as visits.
    """
    visits = part.visits
    hour, online = visits["minute"] // 60, hosted[visits["channel"]]
    refused = np.zeros(len(visits), np.bool_)
    if felt.refused.any():
        refused = online & (drawn(market, "session", visits) < felt.refused[hour])
    gone = online & ~refused & (drawn(market, "patience", visits) < felt.impatient[hour])
    bounced = pick(visits, gone)
    persona = market.traits.persona[bounced["consumer"]]
    np.add.at(part.scratch.funnel[:, :, 0], (persona, bounced["channel"]), 1)
    part.visits = pick(visits, ~refused & ~gone)
    return pick(visits, refused), bounced


def drawn(market: "Market", stream: str, visits: Array) -> Array:
    """(visits,) today's uniform draw of each visitor."""
    return uniform(personal_key(base_key(market.world_seed, stream, market.day + 1), visits["consumer"]))


def capacity_left(market: "Market") -> Array:
    """(24,) share of the server's capacity that works today."""
    campaign = market.campaign
    return np.ones(HOURS) if campaign is None else campaign.capacity_left("server", market.date)
