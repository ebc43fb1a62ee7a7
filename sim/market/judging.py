"""What consumers think of each shop in the evening, day by day; kept when it is asked for (EVAL-05)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.market.tables.names import dates, named
from sim.market.tables.people import UNJUDGED

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
POINTS = 1000  # of the greatest satisfaction


def judgements(market: "Market") -> Array:
    """(S, 2) consumers who have judged each shop, by their own parcels or by what friends told, and their points."""
    state, shops = market.state, len(market.shop_names)
    asked = (state.shop >= 0) & (state.satisfaction != UNJUDGED)
    shop = state.shop[asked]
    points = np.rint(POINTS * state.satisfaction[asked].astype(np.float64))
    judged = np.bincount(shop, minlength=shops)
    return np.column_stack([judged, np.bincount(shop, weights=points, minlength=shops).astype(np.int64)])


def judgements_table(market: "Market", days: Sequence[Array]) -> pa.Table:
    """date × shop."""
    day, shop = (index.ravel() for index in np.indices((len(days), len(market.shop_names))))
    counts = np.array(days, np.int64).reshape(-1, 2)
    return pa.table(
        {
            "date": dates(market, day),
            "shop": named(market.shop_names, shop),
            "judged": counts[:, 0],
            "points": counts[:, 1],
        }
    )
