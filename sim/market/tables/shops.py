"""What shops spent and met: messages, parcels, reviews, questions, and the day by the hour."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.market.crew import HOURS
from sim.market.noticing import NOTICE
from sim.market.slots import FIELDS
from sim.market.tables.names import dates, named

if TYPE_CHECKING:
    from sim.market.records import Records

Array = NDArray[Any]
HEARD = ("impressions", "baskets", "reviews", "stars", "talk")


def shops(records: "Records") -> pa.Table:
    """date × shop."""
    names, days = records.market.shop_names, len(records.shops)
    columns = {
        "date": dates(records.market, np.repeat(np.arange(days), len(names))),
        "shop": named(names, np.tile(np.arange(len(names)), days)),
    }
    counts = np.array(records.shops, np.int64).reshape(-1, len(HEARD))
    return pa.table(columns | {name: counts[:, x] for x, name in enumerate(HEARD)})


def media(records: "Records") -> pa.Table:
    """date × shop × medium: what was spent and what the messages did; rows without spending are left out."""
    market = records.market
    shape = (len(records.media), len(market.shop_names), len(market.media))
    spend = np.array([cents for cents, _ in records.media], np.int64).reshape(shape)
    day, shop, medium = np.nonzero(spend)
    did = np.array([notice for _, notice in records.media]).reshape(len(spend), len(NOTICE), *shape[1:])
    return pa.table(
        {
            "date": dates(market, day),
            "shop": named(market.shop_names, shop),
            "medium": named([each.name for each in market.media], medium),
            "cents": spend[day, shop, medium],
        }
        | {name: did[day, x, shop, medium].round(3) for x, name in enumerate(NOTICE)}
    )


def service(records: "Records") -> pa.Table:
    """date × shop."""
    n, shops = len(records.desks), records.market.shop_names
    names = ("enquiries", "agents", "given_up", "wait")
    return pa.table(
        {
            "date": dates(records.market, np.repeat(np.arange(n), len(shops))),
            "shop": named(shops, np.tile(np.arange(len(shops)), n)),
        }
        | dict(zip(names, np.concatenate(records.desks).T, strict=True))
    )


def intraday(records: "Records") -> pa.Table:
    """date × hour of the launch days."""
    table = np.concatenate([np.zeros((0, len(FIELDS))), *[each for _, each in records.hours]])
    days = np.repeat(np.array([day for day, _ in records.hours], np.int64), HOURS)
    columns = {"date": dates(records.market, days), "hour": np.arange(len(days)) % HOURS}
    columns |= {name: table[:, x].astype(np.int64) for x, name in enumerate(FIELDS) if name != "latency"}
    return pa.table(columns | {"latency": table[:, FIELDS.index("latency")]})
