"""Offers that end soon or run out hurry people (PROMO-07, PROMO-08)."""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.money import cents
from sim.market.opening import asleep
from sim.strategies.campaign import Campaign
from sim.strategies.promotion import Promotion

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def hurry(market: "Market") -> None:
    """Raise the joy of the deals of offers that end soon or run out; of several on a product the most urgent counts."""
    hurrying = [offer for offer in market.promotions.offers if offer.urgency + offer.scarcity > 0]
    if not hurrying:
        return
    urges, shut = np.zeros(len(market.catalog), np.float32), market.promotions.closed() | asleep(market)
    for offer in hurrying:
        if (
            offer.has_benefit
            and offer.active(market.phase)
            and on_today(market, offer)
            and offer.name not in shut
        ):
            strength = lateness(market, offer) + offer.scarcity * gone(market, offer)
            covered = market.promotions.scope.products(offer, market.participants)
            urges = np.maximum(urges, np.float32(strength) * covered)
    market.offers["on_deal"] *= 1 + urges


def on_today(market: "Market", offer: Promotion) -> bool:
    """Whether the offer holds on this weekday and day of the month."""
    return offer.on(market.date.isoweekday(), market.date.day)


def lateness(market: "Market", offer: Promotion) -> float:
    """``urgency * (t / T) ** steepness`` on day t of the T days of the offer; everybody sees when it ends."""
    if not offer.urgency or market.campaign is None:
        return 0.0
    first, end = span(market.campaign, offer, market.date)
    passed: float = ((market.date - first).days + 1) / (end - first).days
    return offer.urgency * float(passed**offer.steepness)


def span(campaign: Campaign, offer: Promotion, day: date) -> tuple[date, date]:
    """First day of the run of phases in which the offer holds on a day, and the first day after it."""
    names, starts = list(campaign.phases), [*campaign.phases.values(), campaign.end]
    at = names.index(campaign.phase(day))
    first, last = at, at
    while first > 0 and offer.active(names[first - 1]):
        first -= 1
    while last + 1 < len(names) and offer.active(names[last + 1]):
        last += 1
    return starts[first], starts[last + 1]


def gone(market: "Market", offer: Promotion) -> float:
    """Share of its uses or budget, whichever is scarcer, that an offer had given by this morning; everybody sees it."""
    used, spent = market.promotions.used.get(offer.name, 0), market.promotions.spent.get(offer.name, 0)
    by_uses = used / offer.uses if offer.uses else 0.0
    by_budget = spent / cents(offer.budget) if offer.budget else 0.0
    return float(min(1.0, max(by_uses, by_budget)))
