"""What happened, kept day by day as compact arrays and given out as tidy tables."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.kernels.lifecycle import STAGES
from sim.kernels.membership import MEMBER
from sim.kernels.settle import (
    CARTS,
    GIVEN_BACK,
    LIST,
    OFF_PLATFORM,
    OFF_SHOP,
    ORDERS,
    PAID,
    REFUNDS,
    RETURNS,
    SHIPPING,
    STOCKOUTS,
    UNITS,
    VIEWS,
)
from sim.market import redemptions
from sim.market.crew import HOURS
from sim.market.slots import FIELDS
from sim.market.surplus import surplus, surplus_table

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]

SALES = {
    "views": VIEWS,
    "carts": CARTS,
    "orders": ORDERS,
    "units": UNITS,
    "list_value": LIST,
    "paid_value": PAID,
    "discount_shop": OFF_SHOP,
    "discount_platform": OFF_PLATFORM,
    "shipping": SHIPPING,
    "returns": RETURNS,
    "refunds": REFUNDS,
    "stockouts": STOCKOUTS,
}
HEARD = ("impressions", "baskets", "reviews", "stars")
OPINIONS = ("awareness", "loyalty", "satisfaction", "trust")
TOP = 10  # highest score of an opinion
UNJUDGED = 0.5  # satisfaction with a shop of which nothing is known yet
FUNNEL = ("visits", "trips", "views", "carts", "checkouts", "orders")


def named(names: list[str], index: Array) -> "pd.Categorical[str]":
    """Names by index, as a categorical column."""
    return pd.Categorical.from_codes(np.asarray(index, np.int64), categories=pd.Index(names, dtype=str))


class Records:
    """The days so far. ``keep_orders`` also keeps who got which coupon, and order lines until ``take_orders``; ``keep_surplus``
    what buyers gained.
    """

    def __init__(self, market: "Market", keep_orders: bool, keep_surplus: bool) -> None:
        self.market = market
        self.keep_orders, self.keep_surplus = keep_orders, keep_surplus
        self._surplus: list[Array] = []
        self._sales: list[tuple[Array, Array, Array]] = []
        self._funnel: list[Array] = []
        self._stages: list[Array] = []
        self._posts: list[tuple[Array, Array, Array]] = []
        self._shops: list[Array] = []
        self._orders: list[tuple[int, Array]] = []
        self._hours: list[tuple[int, Array]] = []
        self._desks: list[Array] = []
        self._media: list[Array] = []
        self._touches: list[tuple[int, str, Array]] = []

    def add_day(self, books: Array, funnel: Array, stages: Array, heard: Array) -> None:
        """Keep one closed day; heard (S, 4): HEARD of each shop."""
        market = self.market
        counted = np.einsum("phf->ph", books)  # counts are not negative: their sum is 0 when all are
        product, channel = np.nonzero(counted)
        self._sales.append((product, channel, books[product, channel]))
        self._funnel.append(funnel.copy())
        self._stages.append(stages)
        self._shops.append(heard)
        offers = market.offers
        self._posts.append((offers["list_price"].copy(), offers["deal_price"].copy(), market.stock.copy()))
        if self.keep_surplus:
            self._surplus.append(surplus(market))
        self._media.append(market.media_spend.copy())
        if self.keep_orders:
            for lines in (*(part.lines[: part.n_lines] for part in market.crew.ranges), *market.aside):
                self._orders.append((market.day, lines[(lines["kept"] == 1) | (lines["lost"] > 0)].copy()))
                redemptions.redeemed_on_items(market, lines)

    def add_hours(self, table: Array) -> None:
        """Keep a launch day by the hour, (24, 7)."""
        self._hours.append((self.market.day, table))

    def add_desks(self, table: Array) -> None:
        """Keep a day of the service desks, (S, 4)."""
        self._desks.append(table)

    def add_touches(self, promotion: str, who: Array) -> None:
        """Keep that these consumers got a coupon today."""
        if self.keep_orders and len(who):
            self._touches.append((self.market.day, promotion, who.copy()))

    def books(self) -> Array:
        """(T, P, H, fields) all counts so far, for checks on small markets."""
        market = self.market
        dense = np.zeros(
            (len(self._sales), len(market.catalog), len(market.channels), GIVEN_BACK + 1), np.int64
        )
        for day, (product, channel, counts) in enumerate(self._sales):
            dense[day, product, channel] = counts
        return dense

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables; see docs/tables.md for columns and units."""
        tables = {
            "sales": self.sales(),
            "ledger": self.market.ledger.frame(self.market.calendar.dates),
            "funnel": self.funnel(),
            "stages": self.stages(),
            "posts": self.posts(),
            "consumers": self.consumers(),
            "intraday": self.intraday(),
            "shops": self.shops(),
            "opinions": self.opinions(),
            "media": self.media(),
        }
        if self._desks:
            tables["service"] = self.service()
        if self.market.playing.games:
            tables["activities"] = self.market.playing.table(self.market)
        if self.keep_surplus:
            tables["surplus"] = surplus_table(self.market, self._surplus)
        if self.keep_orders:
            tables["touches"] = self.touches()
            tables["orders"] = self.orders()
            tables["redemptions"] = redemptions.table(self.market)
        for table in tables.values():
            table.insert(0, "seed", self.market.world_seed)
        return tables

    def sales(self) -> pd.DataFrame:
        """date × shop × product × channel; rows where nothing happened are left out."""
        market = self.market
        days = np.repeat(np.arange(len(self._sales)), [len(p) for p, _, _ in self._sales])
        product = np.concatenate([np.zeros(0, np.int64), *[p for p, _, _ in self._sales]])
        channel = np.concatenate([np.zeros(0, np.int64), *[c for _, c, _ in self._sales]])
        counts = np.concatenate([np.zeros((0, GIVEN_BACK + 1), np.int64), *[b for _, _, b in self._sales]])
        frame = self._product_columns(days, product)
        frame["channel"] = named([c.name for c in market.channels], channel)
        for name, field in SALES.items():
            frame[name] = counts[:, field]
        return frame

    def funnel(self) -> pd.DataFrame:
        """date × persona × channel."""
        market = self.market
        shape = (len(self._funnel), len(market.personas), len(market.channels))
        day, persona, channel = (x.ravel() for x in np.indices(shape))
        counts = np.array(self._funnel).reshape(-1, len(FUNNEL))
        frame = pd.DataFrame(
            {
                "date": market.calendar.dates[day],
                "persona": named(market.personas, persona),
                "channel": named([c.name for c in market.channels], channel),
            }
        )
        return frame.assign(**{name: counts[:, x] for x, name in enumerate(FUNNEL)})

    def stages(self) -> pd.DataFrame:
        """date × lifecycle stage."""
        kept = [(day, counts) for day, counts in enumerate(self._stages) if len(counts)]
        days = np.repeat(np.array([day for day, _ in kept], np.int64), len(STAGES))
        return pd.DataFrame(
            {
                "date": self.market.calendar.dates[days],
                "stage": named(list(STAGES), np.tile(np.arange(len(STAGES)), len(kept))),
                "consumers": np.concatenate([np.zeros(0, np.int64), *[counts for _, counts in kept]]),
            }
        )

    def posts(self) -> pd.DataFrame:
        """date × product: posted prices and evening stock."""
        n = len(self.market.catalog)
        days = np.repeat(np.arange(len(self._posts)), n)
        frame = self._product_columns(days, np.tile(np.arange(n), len(self._posts)))
        for x, name in enumerate(("list_price", "deal_price", "stock")):
            frame[name] = np.concatenate(
                [np.zeros(0, np.int64), *[row[x].astype(np.int64) for row in self._posts]]
            )
        return frame

    def intraday(self) -> pd.DataFrame:
        """date × hour of the launch days."""
        table = np.concatenate([np.zeros((0, len(FIELDS))), *[each for _, each in self._hours]])
        days = np.repeat(np.array([day for day, _ in self._hours], np.int64), HOURS)
        frame = pd.DataFrame({"date": self.market.calendar.dates[days], "hour": np.arange(len(days)) % HOURS})
        counts = {name: table[:, x].astype(np.int64) for x, name in enumerate(FIELDS) if name != "latency"}
        return frame.assign(**counts, latency=table[:, FIELDS.index("latency")])

    def service(self) -> pd.DataFrame:
        """date × shop."""
        n, shops = len(self._desks), self.market.shop_names
        frame = pd.DataFrame(
            {
                "date": self.market.calendar.dates[np.repeat(np.arange(n), len(shops))],
                "shop": named(shops, np.tile(np.arange(len(shops)), n)),
            }
        )
        names = ("enquiries", "agents", "given_up", "wait")
        return frame.assign(**dict(zip(names, np.concatenate(self._desks).T, strict=True)))

    def consumers(self) -> pd.DataFrame:
        """One row per consumer as of now."""
        market = self.market
        traits, state = market.traits, market.state
        known = np.maximum(1, (state.shop >= 0).sum(axis=1))
        means = {
            name: np.where(state.shop >= 0, getattr(state, name), 0).sum(axis=1) / known
            for name in ("loyalty", "satisfaction", "trust")
        }
        frame = pd.DataFrame(
            {
                "date": market.calendar.dates[market.day],
                "consumer": np.arange(market.n),
                "persona": named(market.personas, traits.persona),
                "age": traits.age,
                "female": traits.female,
                "income": traits.income,
                "region": named(market.regions, traits.region),
                "stage": named(list(STAGES), market.stages),
                "orders": state.orders,
                "spent": state.spent,
                "price_sensitivity": traits.price,
                "deal_proneness": traits.deal,
                **means,
                "last_order": state.last_order,
            }
        )
        if market.platform.enrolment["enabled"]:
            frame["member"] = (state.flags & MEMBER) > 0
        return frame

    def shops(self) -> pd.DataFrame:
        """date × shop."""
        names, days = self.market.shop_names, len(self._shops)
        table = {
            "date": self.market.calendar.dates[np.repeat(np.arange(days), len(names))],
            "shop": named(names, np.tile(np.arange(len(names)), days)),
        }
        counts = np.array(self._shops, np.int64).reshape(-1, len(HEARD))
        return pd.DataFrame(table).assign(**{name: counts[:, x] for x, name in enumerate(HEARD)})

    def opinions(self) -> pd.DataFrame:
        """shop × what about × score as of now; a memory counts in all but satisfaction, which asks those who judged."""
        market, state, shops = self.market, self.market.state, len(self.market.shop_names)
        counts = np.zeros((shops, len(OPINIONS), TOP + 1), np.int64)
        for slot in range(state.shop.shape[1]):
            shop = state.shop[:, slot]
            for x, about in enumerate(OPINIONS):
                level = getattr(state, about)[:, slot]
                asked = (shop >= 0) & ((about != "satisfaction") | (level != UNJUDGED))
                score = np.floor(TOP * level[asked] + 0.5).astype(np.int64).clip(0, TOP)
                place = shop[asked] * np.int64(TOP + 1) + score
                counts[:, x] += np.bincount(place, minlength=shops * (TOP + 1)).reshape(shops, -1)
        at, about, score = (x.ravel() for x in np.indices(counts.shape))
        return pd.DataFrame(
            {
                "date": market.calendar.dates[market.day],
                "shop": named(market.shop_names, at),
                "about": named(list(OPINIONS), about),
                "score": score,
                "consumers": counts.ravel(),
            }
        )

    def media(self) -> pd.DataFrame:
        """date × shop × medium: what was spent; rows without spending are left out."""
        market = self.market
        shape = (len(self._media), len(market.shop_names), len(market.media))
        spend = np.array(self._media, np.int64).reshape(shape)
        day, shop, medium = np.nonzero(spend)
        return pd.DataFrame(
            {
                "date": market.calendar.dates[day],
                "shop": named(market.shop_names, shop),
                "medium": named([each.name for each in market.media], medium),
                "cents": spend[day, shop, medium],
            }
        )

    def touches(self) -> pd.DataFrame:
        """Who got which coupon on which day, claimed or sent."""
        names = sorted({name for _, name, _ in self._touches})
        sizes = [len(who) for *_, who in self._touches]
        days = np.repeat(np.array([day for day, _, _ in self._touches], np.int64), sizes)
        promotion = np.repeat(np.array([names.index(name) for _, name, _ in self._touches], np.int64), sizes)
        return pd.DataFrame(
            {
                "date": self.market.calendar.dates[days],
                "consumer": np.concatenate([np.zeros(0, np.int64), *[who for *_, who in self._touches]]),
                "promotion": named(names, promotion),
            }
        )

    def orders(self) -> pd.DataFrame:
        """Every order line that was not taken, and a row with units 0 for every line that stock refused."""
        market = self.market
        days = np.repeat([day for day, _ in self._orders], [len(lines) for _, lines in self._orders])
        lines = np.concatenate([market.no_lines, *[lines for _, lines in self._orders]])
        bought, lost = lines["kept"] == 1, lines["lost"] > 0
        both = np.concatenate([np.flatnonzero(bought), np.flatnonzero(lost)])
        refused = np.r_[np.zeros(bought.sum(), bool), np.ones(lost.sum(), bool)]
        order = np.argsort(both, kind="stable")
        both, refused = both[order], refused[order]
        rows = lines[both]
        frame = self._product_columns(
            days[both].astype(np.int64), np.where(refused, rows["refused"], rows["offer"])
        )
        frame.insert(1, "consumer", rows["consumer"])
        frame["channel"] = named([c.name for c in market.channels], rows["channel"])
        frame["persona"] = named(market.personas, market.traits.persona[rows["consumer"]])
        frame["units"] = np.where(refused, 0, rows["units"])
        frame["lost"] = np.where(refused, rows["lost"], 0)
        frame["list_value"] = np.where(refused, 0, rows["units"].astype(np.int64) * rows["list_price"])
        frame["paid_value"] = np.where(refused, 0, rows["paid"])
        return frame

    @property
    def waiting(self) -> int:
        """Order lines kept since they were last taken."""
        return sum(len(lines) for _, lines in self._orders)

    def take_orders(self) -> pd.DataFrame:
        """The table of the order lines kept since this was last called; they are forgotten, which saves memory."""
        frame = self.orders()
        frame.insert(0, "seed", self.market.world_seed)
        self._orders.clear()
        return frame

    def _product_columns(self, days: Array, product: Array) -> pd.DataFrame:
        """date, shop, product, category of the given rows."""
        market, catalog = self.market, self.market.catalog
        return pd.DataFrame(
            {
                "date": market.calendar.dates[days],
                "shop": named(market.shop_names, catalog.shop[product]),
                "product": named(catalog.name, product),
                "category": named([c.name for c in market.categories], catalog.category[product]),
            }
        )
