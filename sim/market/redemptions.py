"""Who paid for which offer: a row for every day, offer and payer (PROMO-31)."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.market.tables.names import dates
from sim.strategies.promotion import Promotion

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


class Redemption(NamedTuple):
    """What one payer gave by an offer on a day."""

    date: int  # day of the run
    promotion: str
    benefit: str
    payer: str  # shop, platform, brand
    uses: int  # uses of the offer that cost the payer something
    cents: int


def redeemed(market: "Market", offer: Promotion, cents: Array, of_platform: Array, of_brand: Array) -> None:
    """Note uses of an offer: (n,) cents each gave, and those that the platform and a partner brand bear; shops bear the rest."""
    for payer, paid in (
        ("shop", cents - of_platform - of_brand),
        ("platform", of_platform),
        ("brand", of_brand),
    ):
        uses = int(np.count_nonzero(paid))
        if uses:
            row = Redemption(market.day, offer.name, offer.benefit, payer, uses, int(paid.sum()))
            market.promotions.redemptions.append(row)


def redeemed_on_items(market: "Market", lines: Array) -> None:
    """Note what item and flash offers gave on the lines that were bought today."""
    posted, offers = market.posted, market.offers
    if posted is None or not (posted.items or posted.flashes):
        return
    lines = lines[lines["kept"] == 1]
    j = lines["offer"]
    for flash, by, some, kind in (
        (0, posted.item_by, posted.items, "item"), (1, posted.flash_by, posted.flashes, "flash"),
    ):  # fmt: skip
        cut = (lines["list_price"].astype(np.int64) - lines["price"]) * lines["units"]
        platform, brand = (offers[f"{kind}_{payer}"][j].astype(float) for payer in ("platform", "brand"))
        others = nearest((platform + brand) * cut)
        brands = np.minimum(others, nearest(brand * cut))
        for number, offer in enumerate(some):
            mine = (lines["flash"] == flash) & (by[j] == number) & (cut > 0)
            redeemed(market, offer, cut[mine], (others - brands)[mine], brands[mine])


def nearest(cents: Array) -> Array:
    """Whole cents, halves up, as in the bill."""
    return np.floor(cents + 0.5).astype(np.int64)


def table(market: "Market") -> pa.Table:
    """Tidy table date, promotion, benefit, payer, uses, cents."""
    frame = pd.DataFrame(market.promotions.redemptions, columns=list(Redemption._fields))
    keys = ["date", "promotion", "benefit", "payer"]
    frame = frame.groupby(keys, as_index=False).sum().astype({"uses": np.int64, "cents": np.int64})
    frame = frame.assign(date=dates(market, frame["date"].to_numpy()))
    return pa.Table.from_pandas(frame, preserve_index=False)
