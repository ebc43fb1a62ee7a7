"""The figures that runs are judged by: one definition each (docs/metrics.md), always from sums.

A metric is called as `METRICS[name](results, by)` and gives a Series indexed by seed and the columns in `by`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from sim.results.tables import COLUMNS

if TYPE_CHECKING:
    from sim.results.results import Results

By = str | Sequence[str] | None
"""One column, several columns, or None for the total."""


class Metric(Protocol):
    """Unit and value of one figure; `additive` says that absent means zero and parts add up to the total."""

    @property
    def unit(self) -> str: ...
    @property
    def additive(self) -> bool: ...
    def __call__(self, results: "Results", by: By = None) -> pd.Series: ...


def keys_of(by: By) -> list[str]:
    """The columns in `by` as a list."""
    return [] if by is None else [by] if isinstance(by, str) else list(by)


@dataclass(frozen=True)
class Sum:
    """Sum of the columns `plus` less the columns `minus` of the first table that can be split as asked."""

    tables: tuple[str, ...]
    plus: tuple[str, ...]
    unit: str
    minus: tuple[str, ...] = ()
    additive: bool = True

    def __call__(self, results: "Results", by: By = None) -> pd.Series:
        keys = keys_of(by)
        frame = results.table(_table_with(results, self.tables, keys))
        columns = [*self.plus, *self.minus]
        sums = _grouped(frame[["seed", *keys, *columns]], results.seeds, keys)
        plus = sums[list(self.plus)].sum(axis=1)
        return plus - sums[list(self.minus)].sum(axis=1) if self.minus else plus


@dataclass(frozen=True)
class Flow:
    """Cents that shops received less cents that they paid, for some purposes (none named: for all)."""

    purposes: tuple[str, ...] = ()
    sign: int = 1
    unit: str = "cents"
    additive: bool = True

    def __call__(self, results: "Results", by: By = None) -> pd.Series:
        keys = keys_of(by)
        _table_with(results, ("ledger",), keys)
        ledger = results.ledger[results.ledger["shop"] != ""]
        counted = ledger["purpose"].isin(self.purposes) if self.purposes else True
        inward = (ledger["payee"] == "shop").astype("int64") - (ledger["payer"] == "shop").astype("int64")
        frame = ledger[["seed", *keys]].assign(net=self.sign * inward * ledger["cents"] * counted)
        return _grouped(frame, results.seeds, keys)["net"]


@dataclass(frozen=True)
class Ratio:
    """One sum over another; nan where there is nothing to divide by."""

    top: Metric
    bottom: Metric
    unit: str
    additive: bool = False

    def __call__(self, results: "Results", by: By = None) -> pd.Series:
        bottom = self.bottom(results, by)
        return self.top(results, by).reindex(bottom.index) / bottom.where(bottom != 0)


@dataclass(frozen=True)
class Missing:
    """One less a ratio: the share that fell away."""

    kept: Ratio
    unit: str = "share"
    additive: bool = False

    def __call__(self, results: "Results", by: By = None) -> pd.Series:
        return 1 - self.kept(results, by)


@dataclass(frozen=True)
class Added:
    """The sum of two metrics."""

    one: Metric
    other: Metric
    unit: str
    additive: bool = True

    def __call__(self, results: "Results", by: By = None) -> pd.Series:
        return self.one(results, by).add(self.other(results, by), fill_value=0)


@dataclass(frozen=True)
class Share:
    """Part of the last column in `by` in the total of its seed (and of the columns before it); sums to one."""

    of: Metric
    unit: str = "share"
    additive: bool = True

    def __call__(self, results: "Results", by: By = "shop") -> pd.Series:
        values = self.of(results, by)
        within = ["seed", *keys_of(by)[:-1]]
        whole = values.groupby(level=within, observed=True).transform("sum")
        return values / whole.where(whole != 0)


@dataclass(frozen=True)
class Concentration:
    """Herfindahl-Hirschman index: sum of the shops' squared shares, 1/S (equal shops) to 1 (one shop)."""

    share: Share
    unit: str = "index"
    additive: bool = False

    def __call__(self, results: "Results", by: By = None) -> pd.Series:
        keys = keys_of(by)
        if "shop" in keys:
            raise ValueError("concentration is measured over shops and cannot be split by shop")
        shares = self.share(results, [*keys, "shop"])
        return (shares**2).groupby(level=["seed", *keys], observed=True).sum(min_count=1)


def _table_with(results: "Results", tables: tuple[str, ...], keys: list[str]) -> str:
    for name in tables:
        columns = results.table(name).columns if name in results else COLUMNS[name]
        if all(key in columns for key in keys):
            return name
    possible = {column for name in tables for column in COLUMNS[name]} & SPLITS
    raise ValueError(f"cannot be split by {', '.join(keys)}; possible here: {', '.join(sorted(possible))}")


def _grouped(frame: pd.DataFrame, seeds: list[int], keys: list[str]) -> pd.DataFrame:
    """Sums by seed and keys; a group that some seed never met stands there with zero."""
    sums = frame.groupby(["seed", *keys], observed=True, sort=True).sum()
    if not keys:
        return sums.reindex(pd.Index(seeds, name="seed"), fill_value=0)
    groups = frame[keys].drop_duplicates().sort_values(keys)
    cells = groups.merge(pd.DataFrame({"seed": seeds}), how="cross")[["seed", *keys]]
    return sums.reindex(pd.MultiIndex.from_frame(cells), fill_value=0).sort_index()


SPLITS = {"date", "shop", "product", "category", "channel", "persona", "stage", "region", "medium", "topic"}

_SOLD = ("sales", "orders")
_gmv = Sum(_SOLD, ("paid_value",), "cents")
_list_value = Sum(_SOLD, ("list_value",), "cents")
_revenue = Sum(("sales",), ("paid_value",), "cents", minus=("refunds",))
_orders = Sum(("sales", "funnel"), ("orders",), "order lines")
_units = Sum(_SOLD, ("units",), "units")
_views = Sum(("sales", "funnel"), ("views",), "views")
_sessions = Sum(("sales",), ("sessions",), "sessions")
_stockouts = Sum(("sales",), ("stockouts",), "units")
_demand = Sum(("sales",), ("units", "stockouts"), "units")
_returns = Sum(("sales",), ("returns",), "units")
_discount = Sum(("sales",), ("discount_shop", "discount_platform"), "cents")
_visits = Sum(("funnel",), ("visits",), "visits")
_checkouts = Sum(("funnel",), ("checkouts",), "checkouts")
_carts = Sum(("funnel",), ("carts",), "order lines")
_lines = Sum(("funnel",), ("orders",), "order lines")
_baskets = Sum(("shops",), ("baskets",), "baskets")
_reviews = Sum(("shops",), ("reviews",), "reviews")
_impressions = Sum(("shops", "media"), ("impressions",), "impressions")
_reach = Sum(("media",), ("reach",), "consumers")
_noticed = Sum(("media",), ("noticed",), "consumers")
_clicks = Sum(("clicks",), ("clicks",), "looks")
_complaints = Sum(("feedback",), ("complaints",), "answers")
_media = Flow(("media",), sign=-1)
_discount_shop = Sum(("sales",), ("discount_shop",), "cents")
_giveaways = Flow(("gift", "cash_back", "activity", "prize", "partner", "preparation"), sign=-1)
_profit = Flow()
_share = Share(_revenue)

METRICS: dict[str, Metric] = {
    "gmv": _gmv,
    "list_value": _list_value,
    "revenue": _revenue,
    "orders": _orders,
    "units": _units,
    "sessions": _sessions,
    "views": _views,
    "visits": _visits,
    "checkouts": _checkouts,
    "returns": _returns,
    "refunds": Sum(("sales",), ("refunds",), "cents"),
    "stockouts": _stockouts,
    "discount": _discount,
    "discount_shop": _discount_shop,
    "subsidy": Sum(("sales",), ("discount_platform",), "cents"),
    "media": _media,
    "giveaways": _giveaways,
    "commission": Flow(("commission",), sign=-1),
    "profit": _profit,
    "carts": _carts,
    "baskets": _baskets,
    "impressions": _impressions,
    "reach": _reach,
    "noticed": _noticed,
    "clicks": _clicks,
    "drawn": Sum(("clicks",), ("drawn",), "looks"),
    "click_orders": Sum(("clicks",), ("orders",), "order lines"),
    "talk": Sum(("shops",), ("talk",), "tellings"),
    "reviews": _reviews,
    "aov": Ratio(_gmv, _orders, "cents per order line"),
    "basket_value": Ratio(_gmv, _checkouts, "cents per checkout"),
    "units_per_order": Ratio(_units, _orders, "units per order line"),
    "price_paid": Ratio(_gmv, _units, "cents per unit"),
    "conversion": Ratio(_lines, _visits, "order lines per visit"),
    "checkout_rate": Ratio(_checkouts, _visits, "share"),
    "session_conversion": Ratio(_orders, _sessions, "order lines per session"),
    "view_conversion": Ratio(_orders, _views, "share"),
    "order_value": Ratio(_gmv, _baskets, "cents per basket"),
    "cost_per_order": Ratio(Added(_media, _discount_shop, "cents"), _orders, "cents per order line"),
    "cart_abandonment": Missing(Ratio(_lines, _carts, "share")),
    "till_abandonment": Missing(Ratio(_orders, Sum(("sales",), ("carts",), "order lines"), "share")),
    "notice_rate": Ratio(
        _noticed, Sum(("media",), ("impressions",), "impressions"), "consumers per impression"
    ),
    "participation_rate": Ratio(
        Sum(("activities",), ("played",), "players"), Sum(("activities",), ("invited",), "consumers"), "share"
    ),
    "click_rate": Ratio(_clicks, Sum(("media",), ("impressions",), "impressions"), "looks per impression"),
    "cost_per_click": Ratio(Sum(("media",), ("cents",), "cents"), _clicks, "cents per look"),
    "invitations": Sum(("activities",), ("shared",), "players"),
    "bounce_rate": Ratio(
        Sum(("intraday",), ("bounced",), "sessions"),
        Sum(("intraday",), ("sessions",), "sessions", minus=("dropped",)),
        "share",
    ),
    "rating": Ratio(Sum(("shops",), ("stars",), "stars"), _reviews, "stars"),
    "judgement": Ratio(
        Sum(("judgements",), ("points",), "thousandths"),
        Sum(("judgements",), ("judged",), "consumers"),
        "thousandths",
    ),
    "complaints": _complaints,
    "complaint_rate": Ratio(_complaints, Sum(("feedback",), ("praise", "complaints"), "answers"), "share"),
    "return_rate": Ratio(_returns, _units, "share"),
    "stockout_rate": Ratio(_stockouts, _demand, "share"),
    "depth": Ratio(_discount, _list_value, "share"),
    "margin": Ratio(_profit, _revenue, "share"),
    "share": _share,
    "unit_share": Share(_units),
    "hhi": Concentration(_share),
}


def metric(name: str) -> Metric:
    """The metric called `name`. Raises ValueError naming the metrics that exist."""
    if name not in METRICS:
        raise ValueError(f"metric {name!r} is unknown; metrics are {', '.join(METRICS)}")
    return METRICS[name]
