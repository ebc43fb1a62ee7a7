"""Halo: whoever takes a promoted offer is shown other goods of the shop that go with it (PROMO-17)."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, mix, personal_key, uniform
from sim.core.rows import roomier
from sim.kernels.top_up import insert
from sim.market.considering import taken, valued
from sim.market.crew import Range
from sim.world.lines import LINE

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]


def accompany(market: "Market", part: Range) -> None:
    """Add to the baskets of one range what is bought beside promoted goods; new lines go to the end of their basket.

    In every category one product is bought at most, by EQ-CHOICE with a bonus for what goes together. What the visitor came
    for, a category with need, was chosen before and is not shown again.
    """
    lines = part.lines[: part.n_lines]
    key = base_key(market.world_seed, "halo", market.day + 1)
    leading = exposed(market, lines, key)
    at, product = shown(market, leading, key)
    cents, flash = asked(market, leading[at], product)
    pairs = valued(
        market,
        leading["consumer"][at],
        product,
        leading["channel"][at],
        cents,
        np.zeros(len(at), np.float32),
    )
    category = market.catalog.category[product]
    pairs["value"] += market.w.halo_affinity * market.affinity[leading["category"][at], category]
    group = pairs["consumer"].astype(np.int64) * len(market.categories) + category
    best = np.sort(taken(market, pairs, group, key ^ market.shelf.category_key[category]))
    added = written(market, leading[at[best]], product[best], cents[best], flash[best])
    count(market, part, pairs, group, added)
    put(part, added)


def exposed(market: "Market", lines: Array, key: np.uint64) -> Array:
    """The lines on promoted offers whose buyers are shown other goods."""
    promoted = (market.offers["on_deal"][lines["offer"]] > 0) | (lines["flash"] > 0)
    luck = uniform(mix(personal_key(key, lines["consumer"]) ^ ~market.catalog.key[lines["offer"]]))
    return np.asarray(lines[promoted & (luck < market.w.halo_exposure)])


def shown(market: "Market", leading: Array, key: np.uint64) -> tuple[Array, Array]:
    """Index of the leading line and product of all that is shown: ``halo.products`` of the shop each, by lot.

    The lot is weighted by affinity (Efraimidis & Spirakis 2006, keyed by the product's name).
    """
    catalog, most = market.catalog, int(market.w.halo_products)
    idle = market.state.need[leading["consumer"]] < wanted(market, leading["consumer"])[:, None]
    fit = np.where(idle, market.affinity[leading["category"]], 0)
    own = mix(personal_key(key, leading["consumer"]) ^ catalog.key[leading["offer"]])
    at, product = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for shop in np.unique(leading["shop"]).tolist():
        rows = np.flatnonzero(leading["shop"] == shop)
        range_ = np.flatnonzero((catalog.shop == shop) & (market.offers["open"] > 0))
        weight = fit[rows[:, None], catalog.category[range_]]
        luck = -np.log(uniform(mix(own[rows, None] ^ catalog.key[range_])).astype(float))
        time = np.where(weight > 0, luck / np.maximum(weight, 1e-9), np.inf)
        order = np.argsort(time, axis=1, kind="stable")[:, :most]
        row, place = np.nonzero(np.take_along_axis(weight, order, axis=1) > 0)
        at.append(rows[row])
        product.append(range_[order[row, place]])
    return np.concatenate(at), np.concatenate(product)


def wanted(market: "Market", who: Array) -> Array:
    """(n,) need from which each of ``who`` took a category on today."""
    return np.asarray(market.w.needs_wake - market.today.cue * market.traits.deal[who])


def asked(market: "Market", leading: Array, product: Array) -> tuple[Array, Array]:
    """(n,) cents asked for each product at the minute of the leading line, and whether that is its flash price."""
    offer, minute = market.offers[product], leading["minute"]
    flash = (offer["flash_open"] > 0) & (offer["flash_from"] <= minute) & (minute < offer["flash_to"])
    return np.where(flash, offer["flash_price"], offer["deal_price"]), flash


def written(market: "Market", leading: Array, product: Array, cents: Array, flash: Array) -> Array:
    """LINE of one unit of each product on the visit of its leading line, sorted by consumer and category."""
    lines = np.zeros(len(product), LINE)
    for name in ("consumer", "channel", "minute", "shop"):
        lines[name] = leading[name]
    lines["offer"], lines["category"], lines["flash"] = product, market.catalog.category[product], flash
    lines["price"], lines["list_price"] = cents, market.offers["list_price"][product]
    lines["units"] = lines["kept"] = 1
    return lines[np.lexsort((lines["category"], lines["consumer"]))]


def count(market: "Market", part: Range, pairs: Array, group: Array, added: Array) -> None:
    """Count trips, looks and carts; shops see what was shown."""
    np.add.at(part.scratch.views, (pairs["offer"], pairs["channel"]), 1)
    trips = pairs[np.unique(group, return_index=True)[1]]
    for stage, rows in enumerate((trips, pairs, added), start=1):
        persona = market.traits.persona[rows["consumer"]]
        np.add.at(part.scratch.funnel[:, :, stage], (persona, rows["channel"]), 1)


def put(part: Range, added: Array) -> None:
    """Insert lines sorted by consumer behind the others of their baskets."""
    after = np.searchsorted(part.lines["consumer"][: part.n_lines], added["consumer"], "right") - 1
    if part.n_lines + len(added) > len(part.lines):
        part.lines = roomier(part.lines, part.n_lines)
    part.n_lines = insert(part.n_lines, len(added), added, after, part.lines)
