"""Who came, who they are, and what they think."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.kernels.lifecycle import STAGES
from sim.kernels.membership import MEMBER
from sim.market.tables.names import dates, named
from sim.world.lines import VISIT

if TYPE_CHECKING:
    from sim.market.records import Records

Array = NDArray[Any]
OPINIONS = ("awareness", "loyalty", "satisfaction", "trust")
JUDGED = OPINIONS.index("satisfaction")
TOP = 10  # highest score of an opinion
UNJUDGED = 0.5  # satisfaction with a shop of which nothing is known yet
FUNNEL = ("visits", "trips", "views", "carts", "checkouts", "orders")


def funnel(records: "Records") -> pa.Table:
    """date × persona × channel."""
    market = records.market
    shape = (len(records.funnel), len(market.personas), len(market.channels))
    day, persona, channel = (x.ravel() for x in np.indices(shape))
    counts = np.array(records.funnel).reshape(-1, len(FUNNEL))
    return pa.table(
        {
            "date": dates(market, day),
            "persona": named(market.personas, persona),
            "channel": named([c.name for c in market.channels], channel),
        }
        | {name: counts[:, x] for x, name in enumerate(FUNNEL)}
    )


def stages(records: "Records") -> pa.Table:
    """date × lifecycle stage."""
    kept = [(day, counts) for day, counts in enumerate(records.stages) if len(counts)]
    days = np.repeat(np.array([day for day, _ in kept], np.int64), len(STAGES))
    return pa.table(
        {
            "date": dates(records.market, days),
            "stage": named(list(STAGES), np.tile(np.arange(len(STAGES)), len(kept))),
            "consumers": np.concatenate([np.zeros(0, np.int64), *[counts for _, counts in kept]]),
        }
    )


def consumers(records: "Records") -> pa.Table:
    """One row per consumer as of now."""
    market = records.market
    traits, state = market.traits, market.state
    known = np.maximum(1, (state.shop >= 0).sum(axis=1))
    means = {
        name: np.where(state.shop >= 0, getattr(state, name), 0).sum(axis=1) / known
        for name in ("loyalty", "satisfaction", "trust")
    }
    columns = {
        "date": dates(market, np.full(market.n, market.day)),
        "consumer": np.arange(market.n),
        "persona": named(market.personas, traits.persona),
        "age": traits.age,
        "female": traits.female,
        "income": traits.income,
        "region": named(market.regions, traits.region),
        "stage": named(list(STAGES), market.stages),
        "orders": state.orders,
        "spent": state.spent,
        "price_sensitivity": traits.price,
        "deal_proneness": traits.deal,
        **means,
        "last_order": state.last_order,
    }
    if market.platform.enrolment["enabled"]:
        columns["member"] = (state.flags & MEMBER) > 0
    return pa.table(columns)


def opinions(records: "Records") -> pa.Table:
    """shop × what about × score as of now; a memory counts in all but satisfaction, which asks those who judged."""
    market, state, shops = records.market, records.market.state, len(records.market.shop_names)
    counts = np.zeros((shops, len(OPINIONS), TOP + 1), np.int64)
    held = [getattr(state, about) for about in OPINIONS]
    for slot in range(state.shop.shape[1]):
        shop = state.shop[:, slot].astype(np.int64)
        level = np.stack([each[:, slot] for each in held])
        asked = np.tile(shop >= 0, (len(OPINIONS), 1))
        asked[JUDGED] &= level[JUDGED] != UNJUDGED
        score = np.floor(TOP * level + 0.5).astype(np.int64).clip(0, TOP)
        place = (shop * len(OPINIONS) + np.arange(len(OPINIONS))[:, None]) * (TOP + 1) + score
        counts += np.bincount(place[asked], minlength=counts.size).reshape(counts.shape)
    at, about, score = (x.ravel() for x in np.indices(counts.shape))
    return pa.table(
        {
            "date": dates(market, np.full(counts.size, market.day)),
            "shop": named(market.shop_names, at),
            "about": named(list(OPINIONS), about),
            "score": score,
            "consumers": counts.ravel(),
        }
    )


def touches(records: "Records") -> pa.Table:
    """Who got which coupon on which day, claimed or sent."""
    names = sorted({name for _, name, _ in records.touches})
    sizes = [len(who) for *_, who in records.touches]
    days = np.repeat(np.array([day for day, _, _ in records.touches], np.int64), sizes)
    promotion = np.repeat(np.array([names.index(name) for _, name, _ in records.touches], np.int64), sizes)
    return pa.table(
        {
            "date": dates(records.market, days),
            "consumer": np.concatenate([np.zeros(0, np.int64), *[who for *_, who in records.touches]]),
            "promotion": named(names, promotion),
        }
    )


def turned_away(records: "Records") -> pa.Table:
    """Whose visit the platform's server refused or lost to impatience, and when."""
    market = records.market
    days = np.repeat([day for day, _ in records.turned_away], [len(who) for _, who in records.turned_away])
    visits = np.concatenate([np.zeros(0, VISIT), *[who for _, who in records.turned_away]])
    return pa.table(
        {
            "date": dates(market, days),
            "hour": visits["minute"].astype(np.int64) // 60,
            "consumer": visits["consumer"].astype(np.int64),
            "channel": named([channel.name for channel in market.channels], visits["channel"]),
        }
    )
