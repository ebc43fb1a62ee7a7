"""Columns that several tables share: dates, and names in place of numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def named(names: Sequence[str], index: Array) -> pa.DictionaryArray:
    """Names by index; the column knows all of them."""
    codes = np.asarray(index, np.int32)
    return pa.DictionaryArray.from_arrays(codes, pa.array(names, pa.large_string()))


def occurring(names: Sequence[str], index: Array) -> pa.DictionaryArray:
    """Names by index; the column knows those that occur, and two equal names are one."""
    used = np.flatnonzero(np.bincount(index, minlength=len(names))).tolist()
    place = {name: code for code, name in enumerate(sorted({names[i] for i in used}))}
    codes = np.zeros(len(names), np.int32)
    codes[used] = [place[names[i]] for i in used]
    return named(list(place), codes[index])


def in_order_of_names(market: "Market") -> tuple[Array, Array]:
    """Products by shop and name, and channels by name, as indices; rows kept in this order need not be sorted later."""
    catalog = market.catalog
    products = sorted(range(len(catalog)), key=lambda j: (catalog.shop[j], catalog.name[j]))
    channels = sorted(range(len(market.channels)), key=lambda h: market.channels[h].name)
    return np.array(products, np.int64), np.array(channels, np.int64)


def dates(market: "Market", days: Array) -> Array:
    """Dates of days of the run, to the microsecond."""
    return market.calendar.dates[np.asarray(days, np.int64)].astype("datetime64[us]")


def product_columns(market: "Market", days: Array, product: Array) -> dict[str, Any]:
    """date, shop, product, category of the given rows."""
    catalog = market.catalog
    return {
        "date": dates(market, days),
        "shop": named(market.shop_names, catalog.shop[product]),
        "product": named(catalog.name, product),
        "category": named([c.name for c in market.categories], catalog.category[product]),
    }
