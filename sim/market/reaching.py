"""Messages go out: paid media raise awareness, coupons are claimed, and the day as consumers meet it is set."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, name_key
from sim.kernels.coupons import Circle, Wallet, claim_coupons, entitle
from sim.kernels.only import only
from sim.kernels.reach import reach as reach_consumers
from sim.market import clicking, installing, joint, leaning, resonating
from sim.market.crew import BLOCK, Range
from sim.market.expecting import awaited
from sim.market.joining import climb_today
from sim.market.opening import asleep
from sim.market.playing import play
from sim.market.promoting import expire_points
from sim.market.sending import note, send, still
from sim.world.shelf import Keys, Today

if TYPE_CHECKING:
    from sim.market.model import Market

Array = NDArray[Any]
EVERY = np.uint64(2**64 - 1)
LASTING = (
    "taste",
    "range",
    "experience",
    "near",
    "returning",
    "review",
    "talk",
)  # streams that ignore the day
DAILY = tuple(stream for stream in Keys._fields if stream not in LASTING)


def lasting_keys(seed: int) -> dict[str, np.uint64]:
    """Base keys of the streams that are the same on every day."""
    return {stream: base_key(seed, stream) for stream in LASTING}


def keys_of(market: "Market") -> Keys:
    """Base keys of today's streams."""
    seed, day = market.world_seed, market.day + 1
    return Keys(**market.lasting, **{stream: base_key(seed, stream, day) for stream in DAILY})


class Audience(NamedTuple):
    """What never changes about who can be reached, and at what price. G personas, M media, S shops."""

    people: Array  # (G,) consumers of each persona
    use: Array  # (G, M) a persona's use of the medium relative to everybody's
    cost: Array  # (M,) cents per impression
    effect: Array  # (M,) effective impressions per impression
    creative: Array  # (S, 1) multiple of it by the shop's messages
    sellers: Array  # (S,) shops that sell something on some channel; messages of others reach nobody


def audience(market: "Market") -> Audience:
    """Look once at media, personas and shops."""
    shelf = market.shelf
    people = np.bincount(market.traits.persona, minlength=len(market.personas))
    return Audience(
        people=people,
        use=market.media_use / np.maximum(people / market.n @ market.media_use, 1e-9),
        cost=np.array([medium.cost for medium in market.media]) * 100 / 1000,
        effect=np.array([medium.effect for medium in market.media]),
        creative=np.array([[spec.creative] for spec in market.specs]),
        sellers=np.asarray(shelf.listed.any(axis=0) & (shelf.stop > shelf.start).any(axis=1)),
    )


def impressions(market: "Market") -> Array:
    """(G, S) effective impressions per consumer: bought impressions spread by media use, less when attention is full.

    spend / cost per impression = impressions; a persona's share follows its use of the medium; ``platform.attention`` bounds
    the sum over shops (EQ-ATT: attention is scarce). A campaign's lift is added to the spend; its theme tells what those that are
    taken in do.
    """
    to = market.audience
    if not market.media_spend.any():
        return np.zeros((len(to.use), len(to.sellers)))
    if market.participants:
        market.media_spend[:] = np.rint(market.media_spend * media_lift(market)[:, None])
    each = market.media_spend / to.cost / market.n * to.effect * to.creative
    reached = to.use @ each.T * to.sellers
    total = reached.sum(axis=1, keepdims=True)
    taken_in = reached * np.minimum(1.0, market.platform.attention / np.maximum(total, 1e-12))
    return np.asarray(taken_in * resonating.attention(market, each))


def media_lift(market: "Market") -> Array:
    """(S,) multiple of its usual media spend that each shop spends today: the campaign's lift, played with the shop's effort."""
    lift = np.ones(len(market.specs))
    if market.campaign and market.participants:
        own = list(market.participants)
        extra = market.campaign.media_lift.get(market.phase, 1.0) - 1.0
        lift[own] = np.maximum(0.0, 1.0 + extra * market.effort[own])
    return lift


def today(market: "Market") -> Today:
    """The day as consumers meet it."""
    f4 = np.float32
    campaign, phase = market.campaign, market.phase
    pull, reminder, cue = (
        (campaign.pull, campaign.reminder, campaign.cue) if campaign and market.participants else ({}, {}, {})
    )
    hope, days_left = awaited(market)
    reached = impressions(market)
    total = reached.sum(axis=1, keepdims=True)
    return Today(
        day=f4(market.day),
        season=market.calendar.season[market.day],
        visit=market.calendar.visit[market.day],
        pull=f4(pull.get(phase, 0.0) * resonating.resonance(market)),
        reminder=f4(reminder.get(phase, 0.0)),
        cue=f4(cue.get(phase, 0.0)),
        hope=hope,
        days_left=f4(days_left),
        advertised=bool(reached.any()),
        lively=bool(market.offers["on_deal"].any() or market.offers["flash_open"].any()),
        flashing=bool(market.offers["flash_open"].any()),
        couponed=bool(market.offers["coupon_bits"].any()),
        pushing=bool(market.places.push.any()),
        distant=bool(market.places.distance.any()),
        leaning=leaning.drawn(market),
        appraising=market.frugal,
        noticed=np.insert(reached / (1 + reached), 0, 0.0, axis=1).astype(f4),
        found=(1 - np.exp(-float(market.w.awareness_notice) * total[:, 0])).astype(f4),
        finder=np.cumsum(reached / np.where(total > 0, total, 1), axis=1).astype(f4),
    )


def reach(market: "Market") -> None:
    """Set the day, let advertising and forgetting work, let consumers install apps, play and claim coupons."""
    market.keys, market.today = keys_of(market), today(market)
    w, clicks = market.w, market.records.clicks
    before = clicking.known(market) if clicks else None
    if (
        market.today.advertised
        or w.awareness_decay > 0
        or w.loyalty_decay > 0
        or w.impulse_gain + w.wearout_strength > 0
    ):

        def job(part: Range) -> None:
            reach_consumers(
                part.lo,
                part.hi,
                BLOCK,
                market.traits,
                market.state,
                market.today,
                market.weights,
                market.keys,
                part.scratch.luck,
            )

        market.crew.each(job)
    if clicks and before:
        clicks.notice(market, before)
    joint.publicise(market)
    installing.install(market)
    if market.playing.games:
        play(market)
    fill_wallets(market)


def fill_wallets(market: "Market") -> None:
    """Membership tiers, coupons claimed, points expired, and which offers each consumer may use today."""
    posted, state, traits = market.posted, only(Wallet, market.state), only(Circle, market.traits)
    expire_points(market)
    if len(market.promotions.thresholds):
        climb_today(market)
    if posted is None or not posted.wallet:
        return
    others = asleep(market)
    for bit, coupon in enumerate(posted.wallet):
        if coupon.claimable(market.phase) and coupon.name not in others and not coupon.granted_by:
            if coupon.sent and coupon.name not in market.claimed:
                note(market, coupon.name, send(market, bit, coupon))
            claim(market, bit, coupon.name, coupon.claim_rate * resonating.ease(market), coupon.quota)
    rights, lasting = posted.rights, base_key(market.world_seed, "understand")
    everybody = (rights["personas"] == EVERY) & (rights["regions"] == EVERY) & (rights["load"] <= 0)
    plain = everybody & (rights["claimed"] > 0) & (rights["customers"] == 0) & (rights["tier"] == 0)
    coupons = np.uint64(sum(1 << int(bit) for bit in np.flatnonzero(plain & (rights["open"] > 0))))
    some = np.flatnonzero(~plain & (rights["open"] > 0))
    market.crew.each(lambda part: entitle(part.lo, part.hi, coupons, some, rights, lasting, traits, state))


def claim(market: "Market", bit: int, name: str, rate: float, quota: int) -> None:
    """Let consumers claim one coupon; a quota goes to the first by a keyed order, never beyond."""
    left = still(market, name, quota)
    if left <= 0 or rate <= 0:
        return
    assert market.posted is not None
    state, traits = only(Wallet, market.state), only(Circle, market.traits)
    key, lasting, rights = (
        market.keys.claim ^ name_key(name),
        base_key(market.world_seed, "understand"),
        market.posted.rights,
    )
    parts = market.crew.each(
        lambda part: claim_coupons(
            part.lo, part.hi, bit, rights, np.float32(rate), key, lasting, traits, state
        )
    )
    who, order = (np.concatenate([p[x] for p in parts]) for x in (0, 1))
    if len(who) > left:
        who = who[np.argsort(order, kind="stable")[:left]]
    market.state.claimed[who] |= np.uint64(1) << np.uint64(bit)
    note(market, name, who)
