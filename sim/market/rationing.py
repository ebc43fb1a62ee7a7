"""Scarce goods go by arrival: whoever came too late takes the next best offer, or leaves."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import mix
from sim.core.rows import join, pick, ranked
from sim.kernels.need import ALL_DAY
from sim.kernels.parcels import scarce
from sim.kernels.serve import beyond as beyond_stock
from sim.kernels.settle import STOCKOUTS, claim
from sim.kernels.shopping import shop as choose_again
from sim.market.crew import Range

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def ration(market: "Market") -> None:
    """Give stock and flash quotas to the kept lines by minute of arrival, round after round until all are served or gone.

    The result depends on neither thread count nor array order: ties in a minute are broken by a keyed number.
    """
    left = market.stock.copy()
    flash_left = market.flash_left
    pending: list[Array] | None = None
    for part in market.crew.ranges:
        part.refused = part.refused[:0]
    while True:
        units, flashed = asked(market, pending)
        short, flash_short = units > left, flashed > flash_left
        if not (short.any() or flash_short.any()):
            break
        refused = refuse(market, pending, left, flash_left, short, flash_short)
        lost, lost_flash = given_up(market, refused)
        left -= units - lost
        flash_left -= flashed - lost_flash
        market.offers["open"][short] = 0
        market.offers["flash_open"][flash_short] = 0
        pending = refused
        for part, which in zip(market.crew.ranges, refused, strict=True):
            part.refused = np.union1d(part.refused, which)
            again(market, part, which)
    left -= units
    flash_left -= flashed
    market.stock = left


def asked(market: "Market", pending: list[Array] | None) -> tuple[Array, Array]:
    """(P,) units asked by pending lines (all lines when None), and those of them at the flash price."""
    units, flashed = np.zeros_like(market.stock), np.zeros_like(market.stock)
    for r, part in enumerate(market.crew.ranges):
        if pending is None:
            claim(part.n_lines, market.offers, part.lines, units, flashed)
        else:
            some = pick(part.lines, pending[r])
            claim(len(some), market.offers, some, units, flashed)
    return units, flashed


def given_up(market: "Market", refused: list[Array]) -> tuple[Array, Array]:
    """(P,) units asked by refused lines, and those of them at the flash price."""
    units, flashed = np.zeros_like(market.stock), np.zeros_like(market.stock)
    for part, which in zip(market.crew.ranges, refused, strict=True):
        lines = pick(part.lines, which)
        offer, gone = lines["offer"], lines["units"]
        for count, amount in ((units, gone), (flashed, gone * lines["flash"])):
            count += np.bincount(offer, amount, len(count)).astype(np.int64)
    return units, flashed


def refuse(
    market: "Market",
    pending: list[Array] | None,
    left: Array,
    flash_left: Array,
    short: Array,
    flash_short: Array,
) -> list[Array]:
    """Mark the lines that came too late (kept = 0); returns their indices per range.

    Those that met an empty shelf count as stock-outs (lost = their units), not those that only missed a flash price.
    """
    where, rows = [], []
    for r, part in enumerate(market.crew.ranges):
        index = np.arange(part.n_lines) if pending is None else pending[r]
        hit = np.empty(len(index), np.int64)
        hit = hit[: scarce(part.lines, index, short, flash_short, hit)]
        where.append(hit)
        rows.append(pick(part.lines, hit))
    claims = join(rows)
    order = by_arrival(market, claims)
    late = np.zeros(len(claims), bool)
    late[order] |= beyond(claims, order, left, short)
    empty = late.copy()
    flash_only = order[(claims["flash"][order] == 1) & ~late[order]]
    late[flash_only] |= beyond(claims, flash_only, flash_left, flash_short)
    refused, at = [], 0
    for r, part in enumerate(market.crew.ranges):
        mine = slice(at, at + len(where[r]))
        at = mine.stop
        gone, lost = where[r][late[mine]], where[r][empty[mine]]
        part.lines["kept"][gone] = 0
        part.lines["lost"][lost] = part.lines["units"][lost]
        part.lines["refused"][lost] = part.lines["offer"][lost]
        lines = pick(part.lines, lost)
        np.add.at(part.books[:, :, STOCKOUTS], (lines["offer"], lines["channel"]), lines["units"])
        refused.append(gone)
    return refused


def by_arrival(market: "Market", claims: Array) -> Array:
    """Order of claims by offer, minute of arrival, and a keyed number."""
    lot = np.argsort(mix(market.keys.minute ^ claims["consumer"].astype(np.uint64)))
    slot = claims["offer"].astype(np.int64) * ALL_DAY + claims["minute"]
    return np.asarray(lot[ranked(slot[lot])])


def beyond(claims: Array, order: Array, left: Array, short: Array) -> Array:
    """Of claims in ``order``, by offer and arrival: which a short offer cannot serve; those behind may still want little."""
    late = np.empty(len(order), np.bool_)
    beyond_stock(claims["offer"][order], claims["units"][order], left, short, late)
    return late


def again(market: "Market", part: Range, which: Array) -> None:
    """Let the refused lines of one range choose anew."""
    if len(which):
        choose_again(
            0, 0, 0, part.n_lines, which, part.visits, market.traits, market.state, market.offers, market.shelf,
            market.places, market.today, market.weights, market.keys, part.scratch, part.lines,
        )  # fmt: skip
