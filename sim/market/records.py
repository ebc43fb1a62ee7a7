"""What happened, kept day by day as compact arrays and given out as tidy tables."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.core.rows import narrow, pick
from sim.kernels.settle import GIVEN_BACK, ORDERS
from sim.market import redemptions
from sim.market.clicking import Clicks, clicks_table
from sim.market.feedback import Feedback, feedback_table
from sim.market.judging import judgements, judgements_table
from sim.market.noticing import messages
from sim.market.surplus import Surplus, surplus_table
from sim.market.tables import goods, money, people, shops
from sim.market.tables.names import in_order_of_names

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
VISITS = people.FUNNEL.index("visits")


class Records:
    """The days so far. ``keep_orders`` also keeps who got which coupon and whom the server turned away, and order lines until
    ``take_orders``; ``keep_surplus`` what buyers gained, ``keep_judgements`` what consumers think of each shop in the evening,
    ``keep_clicks`` what looks messages brought, ``keep_feedback`` what buyers liked best and least; every ``snapshot_days`` days,
    unless 0, all consumers as they are in the evening.
    """

    def __init__(
        self,
        market: "Market",
        keep_orders: bool,
        keep_surplus: bool,
        keep_judgements: bool,
        keep_clicks: bool,
        keep_feedback: bool,
        snapshot_days: int,
    ) -> None:
        self.market = market
        self.products, self.channels = in_order_of_names(market)
        self.keep_orders, self.keep_surplus = keep_orders, keep_surplus
        self.surplus = Surplus(len(market.personas))
        self.keep_judgements, self.judgements = keep_judgements, list[Array]()
        self.clicks = Clicks() if keep_clicks else None
        self.feedback = Feedback(len(market.shop_names)) if keep_feedback else None
        self.snapshot_days, self.snapshots = snapshot_days, list[pa.Table]()
        self.sales: list[tuple[Array, ...]] = []
        self.funnel: list[Array] = []
        self.stages: list[Array] = []
        self.posts: list[tuple[Array, Array, Array]] = []
        self.shops: list[Array] = []
        self.orders: list[tuple[int, Array]] = []
        self.hours: list[tuple[int, Array]] = []
        self.desks: list[Array] = []
        self.media: list[tuple[Array, Array]] = []
        self.touches: list[tuple[int, str, Array]] = []
        self.turned_away: list[tuple[int, Array]] = []

    def add_day(self, books: Array, funnel: Array, stages: Array, heard: Array) -> None:
        """Keep one closed day; heard (S, 5): HEARD of each shop."""
        market = self.market
        counted = np.einsum("phf->ph", books)  # counts are not negative: their sum is 0 when all are
        row, column = np.nonzero(counted[np.ix_(self.products, self.channels)])
        product, channel = self.products[row], self.channels[column]
        self.sales.append(tuple(map(narrow, (product, channel, books[product, channel]))))
        self.funnel.append(funnel.copy())
        self.stages.append(stages)
        self.shops.append(heard)
        offers = market.offers
        self.posts.append((offers["list_price"].copy(), offers["deal_price"].copy(), market.stock.copy()))
        if self.keep_surplus:
            self.surplus.close(market)
        if self.keep_judgements:
            self.judgements.append(judgements(market))
        if self.clicks:
            lines = books[:, :, ORDERS].sum(axis=1)
            by_shop = np.bincount(market.catalog.shop, lines, len(market.shop_names))
            self.clicks.close(market, funnel[:, :, VISITS], by_shop)
        if self.feedback:
            self.feedback.close()
        self.media.append((market.media_spend.copy(), messages(market)))
        if self.keep_orders:
            for lines in (*(part.lines[: part.n_lines] for part in market.crew.ranges), *market.aside):
                self.orders.append((market.day, pick(lines, (lines["kept"] == 1) | (lines["lost"] > 0))))

    def add_snapshot(self) -> None:
        """Keep all consumers as they are on the evening of every so many days."""
        if self.snapshot_days and (self.market.day + 1) % self.snapshot_days == 0:
            self.snapshots.append(people.consumers(self))

    def add_hours(self, table: Array) -> None:
        """Keep a launch day by the hour, (24, 7)."""
        self.hours.append((self.market.day, table))

    def add_desks(self, table: Array) -> None:
        """Keep a day of the service desks, (S, 4)."""
        self.desks.append(table)

    def add_touches(self, promotion: str, who: Array) -> None:
        """Keep that these consumers got a coupon today."""
        if self.keep_orders and len(who):
            self.touches.append((self.market.day, promotion, who.copy()))

    def add_turned_away(self, visits: Array) -> None:
        """Keep which visits (VISIT) did not come through to the platform today."""
        if self.keep_orders:
            self.turned_away.append((self.market.day, visits[np.argsort(visits["consumer"])]))

    def books(self) -> Array:
        """(T, P, H, fields) all counts so far, for checks on small markets."""
        market = self.market
        dense = np.zeros(
            (len(self.sales), len(market.catalog), len(market.channels), GIVEN_BACK + 1), np.int64
        )
        for day, (product, channel, counts) in enumerate(self.sales):
            dense[day, product, channel] = counts
        return dense

    def tables(self) -> dict[str, pa.Table]:
        """All tables; see docs/tables.md for columns and units."""
        tables = {
            "sales": goods.sales(self),
            "ledger": money.ledger(self),
            "funnel": people.funnel(self),
            "stages": people.stages(self),
            "posts": goods.posts(self),
            "consumers": people.consumers(self),
            "intraday": shops.intraday(self),
            "shops": shops.shops(self),
            "opinions": people.opinions(self),
            "media": shops.media(self),
        }
        if self.desks:
            tables["service"] = shops.service(self)
        if self.market.playing.games:
            tables["activities"] = self.market.playing.table(self.market)
        if self.keep_surplus:
            tables["surplus"] = surplus_table(self.market, self.surplus.days)
        if self.keep_judgements:
            tables["judgements"] = judgements_table(self.market, self.judgements)
        if self.clicks:
            tables["clicks"] = clicks_table(self.market, self.clicks)
        if self.feedback:
            tables["feedback"] = feedback_table(self.market, self.feedback)
        if self.snapshots:
            tables["snapshots"] = pa.concat_tables(self.snapshots)
        if self.keep_orders:
            tables["touches"] = people.touches(self)
            if self.market.platform.server.capacity > 0:
                tables["turned_away"] = people.turned_away(self)
            tables["orders"] = goods.orders(self)
            tables["redemptions"] = redemptions.table(self.market)
        return {name: self._seeded(table) for name, table in tables.items()}

    @property
    def waiting(self) -> int:
        """Order lines kept since they were last taken."""
        return sum(len(lines) for _, lines in self.orders)

    def take_orders(self) -> pd.DataFrame:
        """The table of the order lines kept since this was last called; they are forgotten, which saves memory."""
        table = self._seeded(goods.orders(self))
        self.orders.clear()
        frame: pd.DataFrame = table.to_pandas()
        return frame

    def _seeded(self, table: pa.Table) -> pa.Table:
        return table.add_column(0, "seed", [np.full(len(table), self.market.world_seed, np.int64)])
