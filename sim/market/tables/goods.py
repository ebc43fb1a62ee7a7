"""What was posted and what was bought."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.core.rows import join, pick
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
    SESSIONS,
    SHIPPING,
    STOCKOUTS,
    UNITS,
    VIEWS,
)
from sim.market.tables.names import named, product_columns

if TYPE_CHECKING:
    from sim.market.records import Records

Array = NDArray[Any]
SALES = {
    "sessions": SESSIONS,
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


def sales(records: "Records") -> pa.Table:
    """date × shop × product × channel; rows where nothing happened are left out."""
    market = records.market
    days = np.repeat(np.arange(len(records.sales)), [len(p) for p, _, _ in records.sales])
    product = np.concatenate([np.zeros(0, np.int64), *[p for p, _, _ in records.sales]])
    channel = np.concatenate([np.zeros(0, np.int64), *[c for _, c, _ in records.sales]])
    counts = np.concatenate([np.zeros((0, GIVEN_BACK + 1), np.int64), *[b for _, _, b in records.sales]])
    return pa.table(
        product_columns(market, days, product)
        | {"channel": named([c.name for c in market.channels], channel)}
        | {name: counts[:, field] for name, field in SALES.items()}
    )


def posts(records: "Records") -> pa.Table:
    """date × product: posted prices and evening stock."""
    order = records.products
    days = np.repeat(np.arange(len(records.posts)), len(order))
    columns = product_columns(records.market, days, np.tile(order, len(records.posts)))
    for x, name in enumerate(("list_price", "deal_price", "stock")):
        columns[name] = np.concatenate(
            [np.zeros(0, np.int64), *[row[x][order].astype(np.int64) for row in records.posts]]
        )
    return pa.table(columns)


def orders(records: "Records") -> pa.Table:
    """Every order line that was not taken, and a row with units 0 for every line that stock refused."""
    market = records.market
    days = np.repeat([day for day, _ in records.orders], [len(lines) for _, lines in records.orders])
    lines = join([market.no_lines, *[lines for _, lines in records.orders]])
    bought, lost = lines["kept"] == 1, lines["lost"] > 0
    both = np.concatenate([np.flatnonzero(bought), np.flatnonzero(lost)])
    refused = np.r_[np.zeros(bought.sum(), bool), np.ones(lost.sum(), bool)]
    order = np.argsort(both, kind="stable")
    both, refused = both[order], refused[order]
    rows = pick(lines, both)
    bought = product_columns(market, days[both], np.where(refused, rows["refused"], rows["offer"]))
    return pa.table(
        {"date": bought.pop("date"), "consumer": rows["consumer"]}
        | bought
        | {
            "channel": named([c.name for c in market.channels], rows["channel"]),
            "persona": named(market.personas, market.traits.persona[rows["consumer"]]),
            "units": np.where(refused, 0, rows["units"].astype(np.int32)),
            "lost": np.where(refused, rows["lost"].astype(np.int32), 0),
            "list_value": np.where(refused, 0, rows["units"].astype(np.int64) * rows["list_price"]),
            "paid_value": np.where(refused, 0, rows["paid"]),
        }
    )
