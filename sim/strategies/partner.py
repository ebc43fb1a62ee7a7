"""Partners who tell their own audience of a campaign, and which of them to take (CAMP-05, CAMP-27, CAMP-28, CAMP-29)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from sim.core import check


@dataclass(frozen=True)
class Partner:
    """A brand, institution or platform outside the market, or one of its shops.

    On each day of warm-up, launch and sustain it either delivers or not. If it does, people of its audience hear of one of
    the campaign's shops as from a friend who is as satisfied as the partner fits: with a misfit (below ½) nobody new
    remembers the shop, and who knew it thinks less of it.
    """

    audience: float  # share of all consumers whom it can reach on a day
    overlap: float  # share of its audience who know a shop of the campaign already
    fame: float  # chance that somebody who is reached pays attention
    fit: float  # 0..1, how well it suits the shops
    reliability: float  # chance to deliver on a day
    fee: float  # yuan a day per 1000 consumers, shared by the shops of the campaign
    minimum: float  # contract: share of days on which it must have delivered; 0 no contract
    review: int  # days from one look at that to the next
    shop: str  # the shop of the market whose customers are its audience; "" it has an audience of its own

    @classmethod
    def build(cls, key: str, terms: Mapping[str, Any]) -> Self:
        """From a mapping of a config; ValueError naming what is wrong."""
        partner = cls(**check.fields(key, terms, [each.name for each in fields(cls)]))
        for name in ("audience", "overlap", "fame", "fit", "reliability", "minimum"):
            check.number(f"{key}.{name}", getattr(partner, name), 0, 1)
        check.number(f"{key}.fee", partner.fee, 0, 1e9)
        check.whole(f"{key}.review", partner.review, 1, 3650)
        if not isinstance(partner.shop, str):
            raise ValueError(f'{key}.shop: {partner.shop!r} is not right; write the name of a shop, or ""')
        return partner

    def kept_on(self, delivered: list[bool]) -> bool:
        """Whether the contract still stands after such days: at each review enough must have been delivered so far."""
        ends = range(self.review, len(delivered) + 1, self.review)
        return all(sum(delivered[:end]) >= self.minimum * end for end in ends)


@dataclass(frozen=True)
class Choice:
    """Take the best partners by fame · a + (1 − overlap) · b + reliability · c − fee · d."""

    take: int  # partners at most
    fame: float
    complement: float
    reliability: float
    fee: float  # per yuan a day and 1000 consumers

    @classmethod
    def build(cls, key: str, terms: Mapping[str, Any]) -> Self:
        """From a mapping of a config; ValueError naming what is wrong."""
        choice = cls(**check.fields(key, terms, [each.name for each in fields(cls)]))
        check.whole(f"{key}.take", choice.take, 1, 100)
        for name in ("fame", "complement", "reliability", "fee"):
            check.number(f"{key}.{name}", getattr(choice, name), 0, 1e6)
        return choice

    def of(self, partners: Mapping[str, Partner]) -> dict[str, Partner]:
        """The partners that are taken, the best first; of equals the first by name."""
        best = sorted(partners, key=lambda name: (-self.score(partners[name]), name))
        return {name: partners[name] for name in best[: self.take]}

    def score(self, partner: Partner) -> float:
        """What speaks for a partner."""
        return (
            self.fame * partner.fame
            + self.complement * (1 - partner.overlap)
            + self.reliability * partner.reliability
            - self.fee * partner.fee
        )
