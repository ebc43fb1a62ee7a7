"""Parcels that are too late: some orders are cancelled before they arrive (LOGI-08)."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, mix, personal_key, uniform
from sim.core.rows import pick

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def cancel(market: "Market") -> None:
    """Cancel orders that are ``carrier.patience`` days later than promised today, each with chance ``carrier.cancel``.

    The parcel turns round and is with its shop tomorrow, when the money goes back as for any return; the customer thinks of the
    shop as after an empty shelf.
    """
    if market.carrier.cancel <= 0:
        return
    turned: list[Array] = []
    for due, parcels in market.parcels.later(market.day):
        gone = given_up(market, parcels)
        if gone.any():
            turned.append(pick(parcels, gone))
            market.parcels.replace(due, pick(parcels, ~gone))
    for batch in turned:
        disappoint(market, batch)
        market.returning.file(market.day + 1, batch)


def given_up(market: "Market", batch: Array) -> Array:
    """(parcels,) which orders are given up today."""
    promised = market.shelf.wait[batch["channel"], batch["shop"]]
    last = batch["ordered"] + np.ceil(promised + market.carrier.patience).astype(np.int64)
    key = personal_key(base_key(market.world_seed, "cancel"), batch["consumer"])
    key = mix((key ^ market.offers["key"][batch["offer"]]) + batch["ordered"].astype(np.uint64))
    return np.asarray((last == market.day) & (uniform(key) < market.carrier.cancel))


def disappoint(market: "Market", batch: Array) -> None:
    """Take a share of the satisfaction with the shop from those who remember it."""
    state, keep = market.state, 1 - market.w.satisfaction_stockout
    row, slot = np.nonzero(state.shop[batch["consumer"]] == batch["shop"][:, None])
    np.multiply.at(state.satisfaction, (batch["consumer"][row], slot), keep)
