"""What is expected of a sale that was announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .promotions import deepest, rules_of_today

if TYPE_CHECKING:
    from .market import Market


def awaited(market: Market) -> tuple[dict[str, float], int]:
    """Share of the price that waiting is expected to save, by category, and days until the sale begins."""
    nothing = dict.fromkeys(market.categories, 0.0)
    campaign = market.campaign
    if campaign is None or market.w["anticipation_weight"] <= 0:
        return nothing, 0
    opens = campaign.window[0]
    if not campaign.first_announcement <= market.date < opens:
        return nothing, 0
    named = {s.name for s in market.shops if campaign.shops == "all" or s.name in campaign.shops}
    then = depth(market, campaign.phase(opens), named)
    now = depth(market, market.phase, market.participants)
    return {c: max(0.0, then[c] - now[c]) for c in nothing}, (opens - market.date).days


def depth(market: Market, phase: str, participants: set[str]) -> dict[str, float]:
    """Mean reduction that products of a category promise in a phase."""
    everything = [product for shop in market.shops for product in shop.products]
    rules = rules_of_today(market.promotions, phase, participants, everything, market.personas)
    found = {}
    for category in market.categories:
        offs = []
        for product in everything:
            if product.category != category or not product.shop.channels:
                continue
            item = deepest(market.promotions, "item", phase, product, participants)
            kept = 1 - (item.percent if item else 0.0)
            expected = {"shop": 0.0, "cross_shop": 0.0, "coupon": 0.0}
            for rule in rules:
                if product.number in rule.products:
                    share = rule.expected(product.base_price * kept, market.w["checkout_rest"])
                    expected[rule.level] = max(expected[rule.level], share)
            offs.append(1 - kept * (1 - min(0.9, expected["shop"] + expected["cross_shop"])))
        found[category] = sum(offs) / max(1, len(offs))
    return found
