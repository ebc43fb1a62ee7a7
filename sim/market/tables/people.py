"""Who came, who they are, and what they think."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.kernels.lifecycle import STAGES
from sim.kernels.membership import MEMBER
from sim.market.tables.names import named
from sim.world.lines import VISIT

if TYPE_CHECKING:
    from sim.market.records import Records

Array = NDArray[Any]
OPINIONS = ("awareness", "loyalty", "satisfaction", "trust")
TOP = 10  # highest score of an opinion
UNJUDGED = 0.5  # satisfaction with a shop of which nothing is known yet
FUNNEL = ("visits", "trips", "views", "carts", "checkouts", "orders")


def funnel(records: "Records") -> pd.DataFrame:
    """date × persona × channel."""
    market = records.market
    shape = (len(records.funnel), len(market.personas), len(market.channels))
    day, persona, channel = (x.ravel() for x in np.indices(shape))
    counts = np.array(records.funnel).reshape(-1, len(FUNNEL))
    frame = pd.DataFrame(
        {
            "date": market.calendar.dates[day],
            "persona": named(market.personas, persona),
            "channel": named([c.name for c in market.channels], channel),
        }
    )
    return frame.assign(**{name: counts[:, x] for x, name in enumerate(FUNNEL)})


def stages(records: "Records") -> pd.DataFrame:
    """date × lifecycle stage."""
    kept = [(day, counts) for day, counts in enumerate(records.stages) if len(counts)]
    days = np.repeat(np.array([day for day, _ in kept], np.int64), len(STAGES))
    return pd.DataFrame(
        {
            "date": records.market.calendar.dates[days],
            "stage": named(list(STAGES), np.tile(np.arange(len(STAGES)), len(kept))),
            "consumers": np.concatenate([np.zeros(0, np.int64), *[counts for _, counts in kept]]),
        }
    )


def consumers(records: "Records") -> pd.DataFrame:
    """One row per consumer as of now."""
    market = records.market
    traits, state = market.traits, market.state
    known = np.maximum(1, (state.shop >= 0).sum(axis=1))
    means = {
        name: np.where(state.shop >= 0, getattr(state, name), 0).sum(axis=1) / known
        for name in ("loyalty", "satisfaction", "trust")
    }
    frame = pd.DataFrame(
        {
            "date": market.calendar.dates[market.day],
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
    )
    if market.platform.enrolment["enabled"]:
        frame["member"] = (state.flags & MEMBER) > 0
    return frame


def opinions(records: "Records") -> pd.DataFrame:
    """shop × what about × score as of now; a memory counts in all but satisfaction, which asks those who judged."""
    market, state, shops = records.market, records.market.state, len(records.market.shop_names)
    counts = np.zeros((shops, len(OPINIONS), TOP + 1), np.int64)
    for slot in range(state.shop.shape[1]):
        shop = state.shop[:, slot]
        for x, about in enumerate(OPINIONS):
            level = getattr(state, about)[:, slot]
            asked = (shop >= 0) & ((about != "satisfaction") | (level != UNJUDGED))
            score = np.floor(TOP * level[asked] + 0.5).astype(np.int64).clip(0, TOP)
            place = shop[asked] * np.int64(TOP + 1) + score
            counts[:, x] += np.bincount(place, minlength=shops * (TOP + 1)).reshape(shops, -1)
    at, about, score = (x.ravel() for x in np.indices(counts.shape))
    return pd.DataFrame(
        {
            "date": market.calendar.dates[market.day],
            "shop": named(market.shop_names, at),
            "about": named(list(OPINIONS), about),
            "score": score,
            "consumers": counts.ravel(),
        }
    )


def touches(records: "Records") -> pd.DataFrame:
    """Who got which coupon on which day, claimed or sent."""
    names = sorted({name for _, name, _ in records.touches})
    sizes = [len(who) for *_, who in records.touches]
    days = np.repeat(np.array([day for day, _, _ in records.touches], np.int64), sizes)
    promotion = np.repeat(np.array([names.index(name) for _, name, _ in records.touches], np.int64), sizes)
    return pd.DataFrame(
        {
            "date": records.market.calendar.dates[days],
            "consumer": np.concatenate([np.zeros(0, np.int64), *[who for *_, who in records.touches]]),
            "promotion": named(names, promotion),
        }
    )


def turned_away(records: "Records") -> pd.DataFrame:
    """Whose visit the platform's server refused or lost to impatience, and when."""
    market = records.market
    days = np.repeat([day for day, _ in records.turned_away], [len(who) for _, who in records.turned_away])
    visits = np.concatenate([np.zeros(0, VISIT), *[who for _, who in records.turned_away]])
    return pd.DataFrame(
        {
            "date": market.calendar.dates[days.astype(np.int64)],
            "hour": visits["minute"].astype(np.int64) // 60,
            "consumer": visits["consumer"].astype(np.int64),
            "channel": named([channel.name for channel in market.channels], visits["channel"]),
        }
    )
