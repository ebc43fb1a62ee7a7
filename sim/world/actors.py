"""What a config says about those who act: shops, channels, media, the platform, the carrier. No defaults: see ``conf/``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HOSTS = ("platform", "supplier")
"""Who may be paid for a channel."""


@dataclass(frozen=True)
class ShopSpec:
    """One shop: position, range, reach, service and the rules it plays."""

    name: str
    quality: float  # standard deviations from the category's average
    price: float  # opening list price level, 1 = usual
    cost: float  # unit cost level, 1 = usual
    novelty: float  # share of the range that is new
    service: float  # standard deviations from average
    fame: float  # rate of being remembered at the start, relative to other shops; 0 = unknown to all
    convenience: float  # added to the channel's, standard deviations
    warmth: float  # of service and looks, 0..1, 0.5 neutral
    brand: float  # standing of the name, standard deviations from average
    solves: tuple[str, ...]  # pains of ``population.pains`` that its promise takes away
    creative: float  # how well its messages catch the eye, multiple of an average one's effect
    min_margin: float | None  # share of the price that promotions leave at least; None: no guard
    clearance: tuple[str, ...]  # categories that the guard lets go
    intel: Mapping[str, float]  # noise and research, see ``sim.market.intel``
    wait: float  # promised days from order to door, before the channel's own
    packing: float  # parcels that its warehouse packs a day per 1000 consumers of the market; 0 = unlimited
    shipping: float  # yuan per parcel
    free_shipping: float  # yuan of goods from which shipping is free
    stock_days: float  # opening stock, days of usual sales
    channels: tuple[str, ...]
    categories: Mapping[str, int]  # products per category
    pricing: Any  # PricingRule
    supply: Any  # SupplyRule, or None for unlimited stock
    media: Any  # MediaRule, or None
    promotions: Mapping[str, Any]  # the shop's own, always on


@dataclass(frozen=True)
class ChannelSpec:
    """Where goods are sold."""

    name: str
    commission: float  # share of the price paid, to the host
    fixed: float  # yuan per day, shop and 1000 consumers of the market, to the host
    host: str  # platform | supplier: who is paid
    convenience: float  # standard deviations
    friction: float  # effort of checkout, 1 = usual
    search: float  # relative chance to find an unknown shop here, 0 = none
    extra_wait: float  # days added to (or, negative, taken off) the shop's promise
    carried: bool  # goods travel with the carrier
    returns: float  # multiplier of returns
    install: Mapping[str, float]  # who has the app, see ``sim.market.installing``
    place: Mapping[str, float]  # where stores are and what can be touched, see ``sim.kernels.stores``
    hours: Sequence[float] | None  # [from, to) hours of the day at which it is open; None all day


@dataclass(frozen=True)
class MediumSpec:
    """Where messages are bought."""

    name: str
    cost: float  # yuan per thousand impressions
    effect: float  # awareness gained per impression by somebody who knows nothing of the shop


@dataclass(frozen=True)
class ServerSpec:
    """The platform's server."""

    capacity: float  # sessions per hour and 1000 consumers of the market; 0 = unlimited
    latency: float  # seconds that it takes for a page when nobody else asks
    patience: float  # seconds of further waiting at which 1 - 1/e of the visitors have left
    full: float  # load from which pages get no slower, because further sessions are refused
    hazard: float  # chance of a breakdown per hour and unit of load above ``overload``
    overload: float  # load from which it may break down
    repair: int  # hours that a breakdown lasts


@dataclass(frozen=True)
class PlatformSpec:
    """The marketplace operator."""

    rating_weight: float  # how strongly search favours well-rated shops
    sales_weight: float  # how strongly search favours shops that sell
    sales_days: int  # days of sales that count for it
    prior_reviews: float  # reviews that the prior rating counts for
    prior_rating: float  # stars
    attention: float  # effective impressions a consumer can take in a day
    combinations: int  # combinations of offers that the till compares for a basket
    claw_back: bool  # a refund is lowered by what the rest of the basket no longer earns
    complexity_weight: (
        float  # log chance lost per unit of complexity of an offer by somebody without literacy; 0 none
    )
    complexity_scale: float  # conditions; complexity is 1 - exp(-conditions / scale)
    tiers: Sequence[
        float
    ]  # yuan of rolling spend from which each membership tier is reached; empty: no membership
    tier_days: float  # days over which spend counts
    server: ServerSpec
    privilege: Mapping[str, float]  # use, excluded: what offers for members do to feelings
    enrolment: Mapping[str, float]  # enabled, base, benefit, orders, loss: how people join the programme


@dataclass(frozen=True)
class CarrierSpec:
    """The parcel carrier."""

    capacity: float  # parcels per day and consumer of the market; 0 = unlimited
    cost: float  # yuan per parcel, paid by the shop
    return_cost: float  # yuan per parcel sent back, paid by the shop
    patience: float  # days beyond the promise after which an order may be cancelled
    cancel: float  # chance that it is; 0 none


@dataclass(frozen=True)
class ServiceSpec:
    """Customer service, alike in all shops."""

    cover: float  # agents kept, as a multiple of what the usual enquiries need; 0 = every question is answered at once
    memory: int  # days of enquiries that make the usual ones
    rate: float  # enquiries that an agent answers in a day
    per_order: float  # enquiries per order line
    per_late: float  # enquiries per parcel that comes late
    patience: float  # days after which a question is given up
    weight: float  # service lost per day of waiting, standard deviations
    skill: float  # work of a temporary agent relative to a usual one
    wage: float  # yuan per agent and day
