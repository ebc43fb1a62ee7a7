"""The market: ``step`` is one day, and its order is the model."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import mesa
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.core.calendar import Calendar
from sim.market import (
    closing,
    delivering,
    founding,
    group_buying,
    guarding,
    installing,
    load,
    opening,
    posting,
    presale,
    rationing,
    reaching,
    settling,
    shopping,
    slots,
    turning,
    urging,
)
from sim.market.answering import Desks
from sim.market.board import draw_up
from sim.market.clawing import Receipts
from sim.market.consumers import Consumers
from sim.market.crediting import Account
from sim.market.crew import Crew
from sim.market.formats import Formats
from sim.market.group_buying import Groups
from sim.market.packing import Warehouses
from sim.market.playing import Playing
from sim.market.presale import Presales
from sim.market.promoting import Promotions
from sim.market.records import Records
from sim.market.regulars import Index
from sim.market.shop import Shop
from sim.market.underway import Underway
from sim.strategies.base import View
from sim.strategies.campaign import Campaign
from sim.strategies.lessons import Plan
from sim.strategies.promotion import Day, Posted
from sim.world.actors import CarrierSpec, ChannelSpec, MediumSpec, PlatformSpec, ServiceSpec, ShopSpec
from sim.world.catalog import Catalog, Category
from sim.world.consumers import no_ties
from sim.world.ledger import Ledger
from sim.world.lines import LINE
from sim.world.offers import OFFER, RULE
from sim.world.population import Population
from sim.world.shelf import Places, Shelf
from sim.world.weights import Weights


class Market(mesa.Model):
    """Consumers as arrays, shops as agents, one day per step.

    All parameters come from a config through ``sim.build``; ``shops`` and ``catalog`` are sorted by name. The state of
    consumers is ``traits`` and ``state``; ``consumers`` shows it in the manner of an AgentSet.
    """

    def __init__(
        self,
        *,
        seed: int,
        threads: int,
        calendar: Calendar,
        categories: Sequence[Category],
        catalog: Catalog,
        personas: Sequence[str],
        regions: Sequence[str],
        habits: NDArray[np.float32],
        media_use: NDArray[np.float32],
        hours: Sequence[float],
        pains: Sequence[str],
        population: Population,
        weights: Weights,
        shops: Sequence[ShopSpec],
        channels: Sequence[ChannelSpec],
        media: Sequence[MediumSpec],
        platform: PlatformSpec,
        carrier: CarrierSpec,
        service: ServiceSpec,
        campaigns: Sequence[Campaign],
        new_half_life: float,
        affinity: NDArray[np.float32],
        capital: float,
        keep_orders: bool,
        keep_surplus: bool,
        keep_judgements: bool,
        keep_clicks: bool,
        keep_feedback: bool,
        snapshot_days: int,
    ) -> None:
        super().__init__(rng=seed)
        self.world_seed, self.w, self.weights = seed, weights, weights.record()
        self.calendar, self.catalog, self.categories = calendar, catalog, list(categories)
        self.personas, self.regions = list(personas), list(regions)
        self.habits, self.media_use = habits, media_use
        self.pains = list(pains)
        self.traits, self.state = population
        self.n = len(self.traits.persona)
        self.frugal = bool(self.traits.vfm.any())
        self.tying = weights.inertia_tenure > 0 or weights.fairness_weight > 0
        self.channels, self.media = list(channels), list(media)
        self.platform, self.carrier, self.service = platform, carrier, service
        self.campaigns = turning.in_order(campaigns)
        self.campaign = opening.campaign_of(self)
        self.new_half_life, self.affinity = new_half_life, affinity
        self.capital = round(100 * capital * self.n)
        self.shop_names = [shop.name for shop in shops]
        self.specs = list(shops)
        n_shops, n_products, n_channels = len(shops), len(catalog), len(channels)

        self.shelf: Shelf = founding.empty_shelf(self)
        self.arrived = slots.ordinary(hours)
        self.clock = slots.clock(self.arrived)
        self.places: Places = founding.places(self)
        self.load = load.idle(platform.server)
        self.desks = Desks(n_shops, calendar.days)
        self.ground = founding.survey(self)
        self.lasting = reaching.lasting_keys(seed)
        self.audience = reaching.audience(self)
        self.tariff = closing.tariff(self)
        self.floor = guarding.floors(self)
        self.offers = np.zeros(n_products, OFFER)
        self.rules = np.zeros(0, RULE)
        self.list_price = catalog.base_price.copy()
        self.usual_price = catalog.base_price.astype(float)  # (P,) cents that people are used to
        self.dearest = founding.dearest(self)  # cents/unit, the most that a shop may ask
        self.rival_product = founding.rivals(self)
        self.stock = founding.opening_stock(self)
        self.opening, self.received = self.stock.copy(), np.zeros(n_products, np.int64)
        self.incoming = np.zeros(n_products, np.int64)
        self.arriving: dict[int, NDArray[np.int64]] = {}
        self.sold = np.zeros((calendar.days, n_products), np.int64)
        self.rating = np.full(n_shops, platform.prior_rating)
        self.stars = np.zeros((n_shops, 2), np.int64)
        self.media_spend = np.zeros((n_shops, len(media)), np.int64)
        self.told = np.zeros(n_shops, np.int64)  # what friends were told of each shop today
        self.subsidy_spent = np.zeros(n_shops, np.int64)  # in this campaign
        self.platform_spent = 0
        self.effort = np.ones(n_shops)
        self.credits: dict[int, Account] = {}  # by shop, of those that ask
        self.regulars: dict[int, Index] = {}  # the same
        self.backlog = 0.0  # parcels that wait at the carrier
        self.warehouses = Warehouses(shops, self.n)
        self.parcels, self.returning = Underway(), Underway()  # to customers, back to shops
        self.coming_back = np.zeros(n_shops, np.int64)
        self.receipts: dict[int, Receipts] = {}
        self.presales = Presales(self.n, len(categories), n_products)
        self.groups = Groups()
        self.aside: list[NDArray[Any]] = []  # lines bought today outside visits
        self.no_lines = np.empty(0, LINE)
        self.stages = np.zeros(self.n, np.uint8)
        self.payday = founding.paydays(self)
        self.phase = ""
        self.participants: frozenset[int] = frozenset()
        self.learning: Callable[[View], Plan] | None = None
        self.promotions = Promotions(self, turning.all_offers(self))
        self.playing = Playing(self)
        self.formats = Formats(n_shops)
        self.state = self.state._replace(
            uses=np.zeros((self.n, self.promotions.counters), np.uint8),
            ties=no_ties(self.n, self.state.shop.shape[1] if self.tying else 0),
        )
        installing.open_doors(self)
        self.posted_for: Day | None = None
        self.posted: Posted | None = None
        self.claimed: dict[str, int] = {}
        self.ledger = Ledger(self.shop_names)
        self.records = Records(
            self, keep_orders, keep_surplus, keep_judgements, keep_clicks, keep_feedback, snapshot_days
        )
        self.crew = Crew(
            self.n, threads, (len(categories), len(personas), n_channels, n_products), self.state.shop.shape[1],
            int(weights.search_products), n_shops, keep_surplus,
        )  # fmt: skip
        self.consumers = Consumers(self)
        self.shops = [Shop(self, spec, index) for index, spec in enumerate(shops)]
        founding.describe_products(self)

    @property
    def day(self) -> int:
        """Index of the current day; 0 is the first."""
        return max(0, int(self.steps) - 1)

    @property
    def date(self) -> Any:
        """Current date."""
        return self.calendar.dates[self.day].item()

    def phase_of(self, shop: int) -> str:
        """Phase of the campaign for one shop, "" when it takes no part or its budget is spent."""
        return self.phase if shop in self.participants else ""

    def step(self) -> None:
        """One day. Raises RuntimeError after the last day of the calendar."""
        if self.day >= self.calendar.days:
            raise RuntimeError(f"the calendar ends after {self.calendar.days} days; set calendar.days higher")
        opening.open_day(self)
        board = draw_up(self)
        for shop in self.shops:
            shop.plan(board)
        posting.post(self)
        urging.hurry(self)
        reaching.reach(self)
        presale.fall_due(self)
        shopping.shop(self)
        rationing.ration(self)
        settling.settle(self)
        presale.settle_tonight(self)
        group_buying.gather(self)
        presale.reserve(self)
        delivering.deliver(self)
        closing.close(self)
        self.running = self.steps < self.calendar.days

    def run(self) -> None:
        """All remaining days."""
        while self.steps < self.calendar.days:
            self.step()

    def order_goods(self, own: slice, units: NDArray[np.int64], lead: int) -> None:
        """Order ``units`` (k,) of the products ``own`` of a shop; they arrive on the morning after ``lead`` days."""
        morning = self.day + max(1, lead)
        if morning not in self.arriving:
            self.arriving[morning] = np.zeros(len(self.catalog), np.int64)
        for goods in (self.arriving[morning][own], self.incoming[own]):
            goods += units

    def buy_media(self, shop: int, cents: Mapping[str, int]) -> None:
        """Plan today's media spend of one shop, cents by medium."""
        self.media_spend[shop] = [cents.get(medium.name, 0) for medium in self.media]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Tidy tables of the days so far; docs/tables.md says which, and when they are kept.

        Order lines that ``records.take_orders`` gave away are not among them.
        """
        return {name: table.to_pandas() for name, table in self.records.tables().items()}

    def close(self) -> None:
        """Stop threads and let go of the agents, which mesa would keep alive."""
        self.crew.close()
        for shop in self.shops:
            shop.remove()
        self.shops = []
        ids = mesa.Agent._ids
        ids.pop(self, None)
