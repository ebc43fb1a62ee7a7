"""Who takes part in an activity today, and what it leaves behind (CONS-25, PROMO-16, -18, -19, -20, -32)."""

from typing import NamedTuple

import numpy as np

from sim.kernels import allocating, batch, equation, part
from sim.kernels.coupons import literacy
from sim.kernels.draw import about, bell, mix, personal, uniform
from sim.kernels.maths import logistic
from sim.kernels.memory import aware_after, loyalty_after, remember, slot_of, smoothed
from sim.kernels.only import Array

F = np.float32
U = np.uint64
N = np.uintp  # an unsigned index spares the question whether it counts from the end
ENGAGE, HOST, WIN, TICKET, SHARE, FRIEND = (U(n) for n in range(1, 7))

GAME = np.dtype(
    [
        ("personas", "u8"),  # bit g: persona g
        ("regions", "u8"),  # bit d: region d
        ("tier", "u1"),  # lowest membership tier
        ("sample", "u1"),  # 1: a play tries a product
        ("per_person", "u2"),  # plays per consumer; 0 no limit
        ("streak", "u2"),  # days in a row that earn the bonus; 0 none
        ("reach", "f4"),  # chance to see it on a day
        ("base", "f4"),  # log-odds of playing, without what follows
        ("fun", "f4"),  # log-odds for somebody with an even mix of motives
        ("reward", "f4"),  # log-odds for somebody of medium deal proneness
        ("progress", "f4"),  # log-odds added when a play completes the streak, less in proportion before it
        ("effort", "f4"),  # log-odds lost by somebody without literacy
        ("social", "f4"),  # log-odds added when a friend asks
        ("skill", "f4"),  # log-odds per standard deviation of skill; above 0 prizes go by score
        ("wear", "f4"),  # log-odds lost per play that is not forgotten
        ("chance", "f4"),  # of winning with one ticket
        ("share", "f4"),  # chance to ask a friend
        ("awareness", "f4"),  # effective impressions of the host
        ("trust", "f4"),  # share of the gap to full trust that is closed
        ("loyalty", "f4"),  # the same of loyalty
        ("arousal", "f4"),  # the same of arousal
        ("points", "i4"),  # cents of points
        ("bonus", "i4"),  # cents of points for a full streak
    ],
    align=True,
)

PLAY = np.dtype(
    [
        ("order", "u8"),  # keyed order in which prizes are given out; the smaller the earlier
        ("consumer", "i4"),
        ("friend", "i4"),  # who is asked to play tomorrow; -1 nobody
        ("points", "i4"),  # cents of points earned
        ("rank", "f4"),  # prizes go to the lowest first; 0 when they go by luck
        ("won", "u1"),  # 1: has won if there is a prize left
    ],
    align=True,
)


class Player(NamedTuple):
    """Traits that decide who plays."""

    persona: Array
    region: Array
    age: Array
    deal: Array
    motives: Array


class Mind(NamedTuple):
    """Columns of the state that a play reads or changes."""

    shop: Array
    awareness: Array
    loyalty: Array
    satisfaction: Array
    trust: Array
    expectation: Array
    arousal: Array
    tier: Array
    points: Array
    friends: Array


class Diary(NamedTuple):
    """What each consumer has done with one activity, and how tired of its form."""

    target: Array  # (N,) u1, 1: it is for this consumer
    asked: Array  # (N,) u1, 1: a friend has asked
    plays: Array  # (N,) u2
    streak: Array  # (N,) u2, days in a row
    tired: Array  # (N,) f4, plays of this form not yet forgotten


@equation
def appeal(base, fun, novelty, reward, deal, effort, age, skill, ability, wear, tired, fit):
    """Log-odds of playing: base + fun × novelty seeking + reward × deal proneness + fit + skill − effort − wear-out.

    =======  ====  =============  ====================================================
    name     type  unit           meaning
    =======  ====  =============  ====================================================
    base     f32   log-odds       of playing what offers nothing
    fun      f32   log-odds       fun of the game
    novelty  f32   share          of the novelty motive, an even mix has ¼
    reward   f32   log-odds       what may be won
    deal     f32   0…1            proneness to deals
    effort   f32   log-odds       cost of the rules to those who have none of the ease
    age      u8    years          age, from which ease with rules follows
    skill    f32   log-odds       pull of a game of ability
    ability  f32   sd             ability of the consumer
    wear     f32   log-odds/play  wear-out by plays of the form
    tired    f32   plays          of this form not yet forgotten
    fit      f32   log-odds       liking of the persona for the form
    =======  ====  =============  ====================================================

    Source: EQ-PLAY of the model card; linear by assumption.
    """
    return (
        base
        + fun * F(4) * novelty
        + reward * F(2) * deal
        + fit
        + skill * ability
        - effort * (F(1) - literacy(age))
        - wear * tired
    )


@part
def first_drawn(key, names):
    """Place of one of ``names`` (keys of names), each as likely as the others whatever their order."""
    h, least = 0, about(key, names[0])
    for x in range(1, len(names)):
        luck = about(key, names[x])
        if luck < least:
            h, least = x, luck
    return h


@part
def noticed(slot_shop, awareness, loyalty, satisfaction, trust, i, shop, impressions, stranger):
    """Memory slot of a shop after ``impressions`` effective impressions of it on consumer ``i``; -1 when there is none for it."""
    k = slot_of(slot_shop, i, shop)
    if k >= 0:
        awareness[i, k] = aware_after(awareness[i, k], impressions)
        return k
    known = aware_after(F(0), impressions)
    return remember(slot_shop, awareness, loyalty, satisfaction, trust, i, shop, known, stranger)


@batch
def meet(lo, hi, game, today, traits, state, diary, who, run, friendly, luck):
    """List who of the consumers ``lo``…``hi`` sees an activity today (``who``); returns how many.

    run, friendly: days in a row up to yesterday, and 1 for those whom a friend has asked; both begin anew in the diary of all
    whom the activity is for. Without branches: nobody can guess who sees it. ``luck`` is working space.
    """
    persona, region, tier = traits.persona, traits.region, state.tier
    target, asked, plays, streak = diary.target, diary.asked, diary.plays, diary.streak
    personas, regions, lowest, reach = game.personas, game.regions, game.tier, game.reach
    unlimited, most = game.per_person == 0, game.per_person
    for x in range(hi - lo):
        luck[x] = uniform(personal(today, lo + x))
    n = 0
    for i in range(N(lo), N(hi)):
        meant = (personas >> U(persona[i])) & (regions >> U(region[i])) & U(target[i])
        meant = (meant > 0) & (tier[i] >= lowest) & (unlimited | (plays[i] < most))
        who[N(n)], run[N(n)], friendly[N(n)] = i, streak[i], asked[i]
        n += meant & ((asked[i] > 0) | (luck[i - N(lo)] < reach))
        streak[i] = 0 if meant else streak[i]
        asked[i] = 0
    return n


@batch
def weigh(n, game, fit, lasting, traits, tired, who, run, friendly, invited, chance):
    """Set the ``chance`` that each of the ``n`` who see an activity takes part, and count them by persona (``invited``)."""
    persona, age, deal, motives = traits.persona, traits.age, traits.deal, traits.motives
    base, fun, reward, progress, effort, social, skilful, wear = (
        game.base, game.fun, game.reward, game.progress, game.effort, game.social, game.skill, game.wear,
    )  # fmt: skip
    days = game.streak
    for x in range(N(n)):
        i = N(who[x])
        g = persona[i]
        invited[g] += 1
        ability = bell(personal(lasting, i)) if skilful > 0 else F(0)
        odds = appeal(
            base + social * F(friendly[x]), fun, motives[i, 1], reward, deal[i], effort, age[i], skilful, ability, wear,
            tired[i], fit[g],
        )  # fmt: skip
        if days > 0:
            odds += progress * F(2) * deal[i] * F(run[x] % days + 1) / F(days)
        chance[x] = odds
    for x in range(n):
        chance[x] = logistic(chance[x])


@allocating
def play(lo, hi, game, fit, hosts, names, quality, today, lasting, traits, state, diary, w, invited, out):
    """Let consumers ``lo``…``hi`` meet one activity; those who take part are written to ``out`` (PLAY). Returns their number.

    game: one GAME. fit (G,): log-odds by persona. hosts, names, quality (H,): what a play may be about, as index of the shop,
    key of its name, quality of a sample. today, lasting: base keys. invited (G,) counts those who see it. The caller gives out
    the prizes.
    """
    slot_shop, awareness, loyalty, satisfaction = (
        state.shop, state.awareness, state.loyalty, state.satisfaction,
    )  # fmt: skip
    trust, expectation, arousal = state.trust, state.expectation, state.arousal
    points, friends = state.points, state.friends
    plays, streak, tired = diary.plays, diary.streak, diary.tired
    stranger, alpha, gain, weight = (
        w.trust_unknown, w.satisfaction_alpha, w.satisfaction_gain, w.satisfaction_quality,
    )  # fmt: skip
    up, down, days = w.trust_up, w.trust_down, game.streak
    skilful, size = game.skill, hi - lo
    who, run, friendly, chance = (
        np.empty(size, np.int32),
        np.empty(size, np.uint16),
        np.empty(size, np.uint8),
        np.empty(size, np.float32),
    )
    seen = meet(lo, hi, game, today, traits, state, diary, who, run, friendly, chance)
    weigh(seen, game, fit, lasting, traits, tired, who, run, friendly, invited, chance)
    n = 0
    for x in range(seen):
        i = np.intp(who[x])
        key = personal(today, i)
        if uniform(about(key, ENGAGE)) >= chance[x]:
            continue
        ability = bell(personal(lasting, i)) if skilful > 0 else F(0)
        streak[i] = run[x] + 1
        plays[i] += 1
        tired[i] += F(1)
        arousal[i] += game.arousal * (F(1) - arousal[i])
        earned = game.points + (game.bonus if days > 0 and streak[i] % days == 0 else 0)
        points[i] += earned
        h = first_drawn(about(key, HOST), names)
        k = noticed(slot_shop, awareness, loyalty, satisfaction, trust, i, hosts[h], game.awareness, stranger)
        if k >= 0:
            trust[i, k] += game.trust * (F(1) - trust[i, k])
            loyalty[i, k] += game.loyalty * (F(1) - loyalty[i, k])
            if game.sample:
                liked = logistic(gain * weight * (quality[h] - expectation[i]))
                satisfaction[i, k] = smoothed(satisfaction[i, k], liked, alpha)
                trust[i, k] = loyalty_after(trust[i, k], liked, up, down)
        shared = uniform(about(key, SHARE)) < game.share
        won = uniform(about(key, WIN)) < game.chance or (shared and uniform(about(key, TICKET)) < game.chance)
        out[n].consumer, out[n].points, out[n].won = i, earned, won
        out[n].friend = friends[i, about(key, FRIEND) % U(friends.shape[1])] if shared else -1
        out[n].rank = -(ability + bell(about(key, WIN))) if skilful > 0 else F(0)
        out[n].order = mix(key)
        n += 1
    return n
