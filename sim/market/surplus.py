"""What consumers gained by the purchases of a day, in money (kernels write it down when it is asked for)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.market.crew import Range

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def surplus(market: "Market") -> Array:
    """(G,) cents gained by the consumers of each persona with what they bought today, before returns.

    What stock or the till refused counts nothing, and so does what was added to reach a threshold or beside a promoted thing: of
    the lines of a consumer in a category the first counts, with all its units.
    """

    def job(part: Range) -> Array:
        lines = part.lines[: part.n_lines]
        lines = lines[lines["kept"] == 1]
        place = lines["consumer"].astype(np.int64) * len(market.categories) + lines["category"]
        lines = lines[np.unique(place, return_index=True)[1]]
        gain = part.scratch.gain[lines["consumer"], lines["category"]].astype(float) * lines["units"]
        persona = market.traits.persona[lines["consumer"]]
        return np.bincount(persona, weights=np.rint(gain), minlength=len(market.personas)).astype(np.int64)

    return np.asarray(np.sum(market.crew.each(job), axis=0))


def surplus_table(market: "Market", days: Sequence[Array]) -> pd.DataFrame:
    """date × persona: cents."""
    shape = (len(days), len(market.personas))
    day, persona = (index.ravel() for index in np.indices(shape))
    return pd.DataFrame(
        {
            "date": market.calendar.dates[day],
            "persona": pd.Categorical.from_codes(persona, categories=pd.Index(market.personas)),
            "surplus": np.array(days, np.int64).ravel(),
        }
    )
