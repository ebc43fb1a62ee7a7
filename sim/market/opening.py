"""Morning: goods arrive, campaigns begin and end, purses are filled."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.market import slots
from sim.market.founding import PAYDAYS
from sim.strategies.base import View
from sim.strategies.campaign import Campaign
from sim.strategies.lessons import Plan

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def open_day(market: "Market") -> None:
    """Advance the campaign's phase, put arrived goods on the shelf, see what comes back, and pay wages."""
    day = market.day
    arrived = market.arriving.pop(day, None)
    if arrived is not None:
        market.stock = market.stock + arrived
        market.received += arrived
        market.incoming -= arrived
    market.coming_back = coming_back(market)
    begin_campaign(market)
    market.learning = lesson(market)
    market.phase = market.campaign.phase(market.date) if market.campaign else ""
    market.participants = joined(market) if market.phase else frozenset()
    slots.set_clock(market)
    prepare(market)
    market.media_spend[:] = 0
    if market.w.budget_share > 0:
        paid = (
            slice(None) if day == 0 else market.payday[market.date.day if market.date.day <= PAYDAYS else 0]
        )
        market.state.purse[paid] = market.w.budget_share * 100 * market.traits.income[paid]


def campaign_of(market: "Market") -> Campaign | None:
    """The campaign that runs today or, on the days between, comes next; None after the last."""
    return next((campaign for campaign in market.campaigns if market.date < campaign.end), None)


def lesson(market: "Market") -> Callable[[View], Plan] | None:
    """How shops learn from events: the rule of the campaign that runs or of the next one that has a rule."""
    rules = (campaign.learning for campaign in market.campaigns if market.date < campaign.end)
    return next((rule for rule in rules if rule is not None), None)


def begin_campaign(market: "Market") -> None:
    """Turn to the next campaign when one is over; every campaign has budgets of its own."""
    campaign = campaign_of(market)
    if campaign is not market.campaign:
        market.campaign = campaign
        market.subsidy_spent[:] = 0
        market.platform_spent = 0


def prepare(market: "Market") -> None:
    """On the first day of preparation tasks and page are paid: by the platform, tasks for service by the shops."""
    campaign = market.campaign
    if campaign is None or campaign.phases.get("prepare") != market.date:
        return
    for task in campaign.tasks.values():
        pay_for(market, "shop" if task.of == "service" else "platform", task.cost)
    if campaign.theme is not None and campaign.theme.cost > 0:
        pay_for(market, "platform", campaign.theme.cost)


def pay_for(market: "Market", payer: str, cost: float) -> None:
    """Pay for a preparation that costs ``cost`` yuan per 1000 consumers, on account of all shops evenly."""
    total, shops = round(100 * cost * market.n / 1000), len(market.specs)
    each = np.full(shops, total // shops)
    each[: total % shops] += 1
    market.ledger.post(market.day, payer, "supplier", "preparation", each)


def asleep(market: "Market") -> frozenset[str]:
    """Names of the offers of other campaigns than today's; an offer for always, and not for participants only, never sleeps."""
    return frozenset(
        offer.name
        for campaign in market.campaigns
        if campaign is not market.campaign
        for offer in campaign.promotions.values()
        if "always" not in offer.phases or offer.shops == "participants"
    )


def coming_back(market: "Market") -> Array:
    """(S,) parcels with which the carrier brings goods back to their shop today, one for each line sent back."""
    back = market.returning.due(market.day)
    return np.bincount(back["shop"][market.tariff.carried[back["channel"]]], minlength=len(market.specs))


def named(market: "Market") -> frozenset[int]:
    """Shops that the campaign names."""
    assert market.campaign is not None
    names = market.campaign.shops
    return frozenset(s for s, name in enumerate(market.shop_names) if names == "all" or name in names)


def joined(market: "Market") -> frozenset[int]:
    """Shops that take part today: named by the campaign and with budget left."""
    campaign = market.campaign
    assert campaign is not None
    if 0 < campaign.platform_budget * 100 <= market.platform_spent:
        return frozenset()
    limit = campaign.budget * 100
    return frozenset(s for s in named(market) if not 0 < limit <= market.subsidy_spent[s])
