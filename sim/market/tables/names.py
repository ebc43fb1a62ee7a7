"""Names in place of numbers: columns that several tables share."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def named(names: list[str], index: Array) -> "pd.Categorical[str]":
    """Names by index, as a categorical column."""
    return pd.Categorical.from_codes(np.asarray(index, np.int64), categories=pd.Index(names, dtype=str))


def product_columns(market: "Market", days: Array, product: Array) -> pd.DataFrame:
    """date, shop, product, category of the given rows."""
    catalog = market.catalog
    return pd.DataFrame(
        {
            "date": market.calendar.dates[days],
            "shop": named(market.shop_names, catalog.shop[product]),
            "product": named(catalog.name, product),
            "category": named([c.name for c in market.categories], catalog.category[product]),
        }
    )
