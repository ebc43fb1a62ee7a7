"""Offers that end soon, run out, stand on a good place or are of a new form are more of a joy (PROMO-07, PROMO-08, PROMO-28)."""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.money import cents
from sim.market.opening import asleep
from sim.strategies.campaign import Campaign
from sim.strategies.promotion import POSTED, Promotion

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def hurry(market: "Market") -> None:
    """Raise the joy of the deals that end soon, run out, are on display or new in form; the strongest on a product counts."""
    novelty, known = float(market.w.wearout_novelty), market.promotions.offers
    if not novelty and not any(offer.urgency + offer.scarcity + offer.display > 0 for offer in known):
        return
    shut = market.promotions.closed() | asleep(market)
    today = [offer for offer in known if holds(market, offer, shut)]
    fresh = market.formats.open(market, today) if novelty else {}
    urges = np.zeros(len(market.catalog), np.float32)
    for offer in today:
        strength = lateness(market, offer) + offer.scarcity * gone(market, offer) + offer.display
        if offer.level in POSTED:
            strength += novelty * fresh.get(offer.name, 0.0)
        if strength > 0:
            covered = market.promotions.scope.products(offer, market.participants)
            urges = np.maximum(urges, np.float32(strength) * covered)
    market.offers["on_deal"] *= 1 + urges


def holds(market: "Market", offer: Promotion, shut: frozenset[str]) -> bool:
    """Whether the offer gives anything today; shut: names of those that are spent or of another campaign."""
    return (
        offer.has_benefit
        and offer.active(market.phase)
        and on_today(market, offer)
        and offer.name not in shut
    )


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
