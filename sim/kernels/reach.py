"""Messages reach consumers: advertising, forgetting, discovery, and what friends tell (EQ-AWARE, WOM-01)."""

import numpy as np

from sim.kernels import batch, kernel
from sim.kernels.draw import about, personal, pick, uniform
from sim.kernels.memory import aware_after, remember, slot_of, smoothed
from sim.kernels.value import FORMS

F = np.float32
N = np.uintp  # an unsigned index spares the question whether it counts from the end


@kernel
def reach(lo, hi, block, traits, state, today, w, keys, luck):
    """One day of advertising and forgetting for consumers ``lo``…``hi``, block by block; ``luck`` is working space.

    ``today.noticed[g, s + 1]`` is the share of the gap to full awareness that today's messages of shop s close for persona g
    (column 0 stands for an empty slot); ``today.found[g]`` is the chance to notice one shop that is not remembered,
    ``today.finder[g]`` the cumulative distribution of which.
    """
    while lo < hi:
        end = min(hi, lo + block)
        if today.advertised:
            learn(lo, end, traits, state, today, luck)
        forget(lo, end, state, w)
        if today.advertised:
            discover(lo, end, traits, state, today, w, keys.discover, luck)
        lo = end


@batch
def learn(lo, hi, traits, state, today, luck):
    """Messages close a share of the gap to full awareness of each remembered shop."""
    slots = state.shop.shape[1]
    awareness = state.awareness.reshape(state.shop.size)[lo * slots : hi * slots]
    shop = state.shop.reshape(state.shop.size)[lo * slots : hi * slots]
    own = traits.persona[lo:hi]
    for x in range(N(hi - lo)):
        share = today.noticed[own[x]]
        for k in range(x * N(slots), (x + N(1)) * N(slots)):
            luck[k] = share[np.uint16(shop[k] + 1)]
    for x in range((hi - lo) * slots):
        awareness[x] += (F(1) - awareness[x]) * luck[x]


@batch
def forget(lo, hi, state, w):
    """Awareness, loyalty, arousal and the memory of promotions fade by a day."""
    slots = state.shop.shape[1]
    awareness = state.awareness.reshape(state.awareness.size)[lo * slots : hi * slots]
    loyalty = state.loyalty.reshape(state.loyalty.size)[lo * slots : hi * slots]
    arousal = state.arousal[lo:hi]
    keep, stay, calm = F(1) - w.awareness_decay, F(1) - w.loyalty_decay, w.impulse_decay
    for x in range((hi - lo) * slots):
        awareness[x] *= keep
    for x in range((hi - lo) * slots):
        loyalty[x] *= stay
    for x in range(hi - lo):
        arousal[x] *= calm
    if w.wearout_strength > 0:
        tired, fades = (
            state.tired.reshape(state.tired.size)[lo * FORMS : hi * FORMS],
            F(0.5) ** (F(1) / w.wearout_half_life),
        )
        for x in range((hi - lo) * FORMS):
            tired[x] *= fades


@batch
def discover(lo, hi, traits, state, today, w, base, luck):
    """Now and then a message of a shop that is not remembered is noticed."""
    for x in range(hi - lo):
        luck[x] = uniform(personal(base, lo + x))
    for i in range(lo, hi):
        if luck[i - lo] < today.found[traits.persona[i]]:
            s = pick(today.finder[traits.persona[i]], uniform(about(personal(base, i), base)))
            if slot_of(state.shop, i, s) < 0:
                remember(
                    state.shop,
                    state.awareness,
                    state.loyalty,
                    state.satisfaction,
                    state.trust,
                    i,
                    s,
                    w.awareness_discovery,
                    w.trust_unknown,
                )


@kernel
def hear(lo, hi, tells, n_tells, state, w):
    """Consumers ``lo``…``hi`` hear what friends told: (friend, shop, satisfaction). Bad news weighs ``negative`` times."""
    for x in range(n_tells):
        i = tells[x].friend
        if not lo <= i < hi:
            continue
        told = tells[x].satisfaction
        k = slot_of(state.shop, i, tells[x].shop)
        known = k >= 0
        if not known:
            if told > F(0.5):
                k = remember(
                    state.shop,
                    state.awareness,
                    state.loyalty,
                    state.satisfaction,
                    state.trust,
                    i,
                    tells[x].shop,
                    w.awareness_discovery,
                    w.trust_unknown,
                )
            if k < 0:
                continue
        weight = w.wom_weight * (w.wom_negative if told < F(0.5) else F(1))
        state.satisfaction[i, k] = smoothed(state.satisfaction[i, k], told, min(F(1), weight))
        if known:
            state.awareness[i, k] = aware_after(state.awareness[i, k], w.wom_awareness)
