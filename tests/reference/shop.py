"""A shop with its products: prices, shelf, orders of goods, reviews and cash."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import nan
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.strategies.base import CustomerBooks, MediaBooks, View

from .draws import key_of
from .promotions import deepest

if TYPE_CHECKING:
    from sim.world.actors import ShopSpec

    from .market import Market

HISTORY = 28
NO_CUSTOMERS = CustomerBooks((), np.zeros(0, np.int64), np.zeros(0, np.int64))
NO_MEDIA = MediaBooks((), np.zeros((0, 0), np.int64), np.zeros((0, 0)), np.zeros((0, 0)))


@dataclass(eq=False)
class Product:
    """One product of one shop, and today's offer of it."""

    number: int
    name: str
    shop: Shop
    category: str
    quality: float
    cost: int  # cents
    base_price: int  # cents
    age: float  # days
    stock: int
    list_price: int = 0
    usual_price: float = 0.0  # cents that people are used to
    deal_price: int = 0
    flash_price: int = 0
    item_platform: float = 0.0
    flash_platform: float = 0.0
    flash_open: bool = False
    flash_hours: tuple[int, int] = (0, 0)
    flash_left: float = 0
    open: bool = True
    novelty: float = 0.0
    saving: float = 0.0
    coupon_saving: dict[str, float] = field(default_factory=dict)
    sold: list[int] = field(default_factory=list)  # units by day
    sold_today: int = 0
    back_today: int = 0
    incoming: dict[int, int] = field(default_factory=dict)  # units by day of arrival

    @property
    def key(self) -> int:
        return key_of(self.name)


def reduced(price: int, share: float) -> int:
    """A price less a share of it, at least a cent; the share is a float32, which decides what becomes of half a cent."""
    return max(1, round(price * float(np.float32(1) - np.float32(share))))


class Shop(mesa.Agent):
    """A seller who plays the rules of its specification."""

    def __init__(self, model: Market, spec: ShopSpec, shelf: list[dict[str, Any]]) -> None:
        super().__init__(model)
        self.spec, self.name, self.key = spec, spec.name, key_of(spec.name)
        self.products = [Product(shop=self, **facts) for facts in shelf]
        self.service, self.channels, self.memory = spec.service, spec.channels, {}
        self.convenience = {c.name: c.convenience + spec.convenience for c in model.channels.values()}
        self.wait = {c.name: max(0.0, spec.wait + c.extra_wait) for c in model.channels.values()}
        self.shipping = {c.name: round(100 * spec.shipping) * c.carried for c in model.channels.values()}
        self.free_shipping = round(100 * spec.free_shipping)
        self.stars = self.reviews = 0
        self.cash = model.capital
        self.media: dict[str, int] = {}
        self.subsidy = 0
        for product in self.products:
            product.list_price = product.deal_price = product.base_price
            product.usual_price = float(product.base_price)

    def in_category(self, category: str) -> list[Product]:
        return [product for product in self.products if product.category == category]

    @property
    def sells(self) -> bool:
        return bool(self.channels and self.products)

    @property
    def rating(self) -> float:
        """Mean of the stars, the platform's prior counting for some reviews."""
        platform = self.model.platform
        prior = platform.prior_rating * platform.prior_reviews
        return (self.stars + prior) / (self.reviews + platform.prior_reviews)

    def receive_goods(self) -> None:
        for product in self.products:
            product.stock += product.incoming.pop(self.model.day, 0)

    def rival_prices(self) -> np.ndarray:
        """Per rival and own product, yesterday's deal price of the rival's product of the nearest usual price."""
        rows = []
        for rival in self.model.shops:
            if rival is self or not rival.channels:
                continue
            row = []
            for own in self.products:
                similar = rival.in_category(own.category)
                if similar and self.model.day > 0:
                    nearest = min(similar, key=lambda other: abs(other.base_price - own.base_price))
                    row.append(float(nearest.deal_price))
                else:
                    row.append(nan)
            rows.append(row)
        return np.array(rows).reshape(len(rows), len(self.products))

    def view(self) -> View:
        """What the shop knows this morning, in the form that the rules of ``sim.strategies`` read."""
        model, own = self.model, self.products
        names = list(model.categories)
        numbers = lambda name: np.array([getattr(p, name) for p in own], np.int64)  # noqa: E731
        return View(
            day=model.day,
            date=model.date,
            weekday=model.date.weekday(),
            phase=model.phase if self.name in model.participants else "",
            season=np.array([model.season[p.category] for p in own]),
            product=numbers("number"),
            category=np.array([names.index(p.category) for p in own], np.int64),
            cost=numbers("cost"),
            list_price=numbers("list_price"),
            deal_price=numbers("deal_price"),
            base_price=numbers("base_price"),
            units=np.array([p.sold[-HISTORY:] for p in own], np.int64).T,
            stock=numbers("stock"),
            incoming=np.array([sum(p.incoming.values()) for p in own], np.int64),
            deposits=np.zeros(len(own), np.int64),
            rival_prices=self.rival_prices(),
            rival_ratings=np.array([s.rating for s in model.shops if s is not self and s.channels]),
            wanting=np.zeros((0, len(names))),
            rating=self.rating,
            cash=self.cash,
            media=NO_MEDIA,
            customers=NO_CUSTOMERS,
            memory=self.memory,
        )

    def plan(self) -> None:
        """List prices, orders of goods and media budgets; the rules themselves are those of the configuration."""
        view, spec, day = self.view(), self.spec, self.model.day
        self.orders = []
        self.asked = [max(1, round(float(price))) for price in spec.pricing(view)]
        if spec.supply is not None:
            for product, units in zip(self.products, spec.supply(view), strict=True):
                self.orders.append((product, day + max(1, spec.supply.lead), int(units)))
        self.media = dict(spec.media(view)) if spec.media is not None else {}

    def post(self) -> None:
        """Put today's prices on the products."""
        for product, asked in zip(self.products, self.asked, strict=True):
            product.list_price = asked
            self.offer(product)
        for product, day, units in self.orders:
            product.incoming[day] = product.incoming.get(day, 0) + units

    def offer(self, product: Product) -> None:
        """Today's prices of one product, and what shoppers expect beyond them."""
        model = self.model
        today = model.promotions, model.phase, product, model.participants
        item = deepest(today[0], "item", *today[1:])
        flash = deepest(today[0], "flash", *today[1:])
        listed = product.list_price
        product.deal_price = reduced(listed, item.percent) if item else listed
        product.flash_price = reduced(listed, flash.percent) if flash else listed
        product.item_platform = item.platform_share if item else 0.0
        product.flash_platform = flash.platform_share if flash else 0.0
        product.flash_open = flash is not None and product.flash_price < product.deal_price
        product.flash_hours = tuple(round(60 * hour) for hour in flash.hours) if flash else (0, 0)
        product.flash_left = flash.quota if flash and flash.quota else float("inf")
        product.open = product.stock > 0
        product.novelty = 0.5 ** ((product.age + model.day) / model.new_half_life)
        expected = {"shop": 0.0, "cross_shop": 0.0}
        product.coupon_saving = {}
        for rule in model.rules:
            if product.number in rule.products:
                share = rule.expected(product.deal_price, model.w["checkout_rest"])
                if rule.level == "coupon":
                    product.coupon_saving[rule.name] = share
                else:
                    expected[rule.level] = max(expected[rule.level], share)
        product.saving = min(0.9, sum(expected.values()))

    def close(self) -> None:
        """Evening: the day's sales are history, goods sent back return to the shelf."""
        for product in self.products:
            product.stock += product.back_today
            self.cash += product.cost * (product.back_today - product.sold_today)
            product.sold.append(product.sold_today)
            product.sold_today = product.back_today = 0
