"""Messages reach consumers: advertising, forgetting, discovery, and what friends tell (EQ-AWARE, WOM-01)."""

import numpy as np

from sim.kernels import kernel
from sim.kernels.draw import about, personal, pick, uniform
from sim.kernels.memory import aware_after, remember, slot_of, smoothed

F = np.float32


@kernel
def reach(lo, hi, traits, state, shelf, today, w, keys):
    """One day of advertising and forgetting for consumers ``lo``…``hi``.

    ``today.impressions[g, s]`` are effective impressions per consumer of persona g from shop s; ``today.found[g]`` is the
    chance to notice one shop that is not remembered, ``today.finder[g]`` the cumulative distribution of which.
    """
    n_slots = state.shop.shape[1]
    slot_shop, awareness, loyalty, arousal = state.shop, state.awareness, state.loyalty, state.arousal
    satisfaction, trust = state.satisfaction, state.trust
    persona, impressions, finder, found = traits.persona, today.impressions, today.finder, today.found
    keep, stay, calm = F(1) - w.awareness_decay, F(1) - w.loyalty_decay, w.impulse_decay
    advertised = today.advertised
    for i in range(lo, hi):
        g = persona[i]
        for k in range(n_slots):
            s = slot_shop[i, k]
            if s < 0:
                continue
            known = awareness[i, k]
            if advertised:
                known = aware_after(known, impressions[g, s])
            awareness[i, k] = known * keep
            loyalty[i, k] *= stay
        arousal[i] *= calm
        if advertised:
            key = personal(keys.discover, i)
            if uniform(key) < found[g]:
                s = pick(finder[g], uniform(about(key, keys.discover)))
                if slot_of(slot_shop, i, s) < 0:
                    remember(
                        slot_shop,
                        awareness,
                        loyalty,
                        satisfaction,
                        trust,
                        i,
                        s,
                        w.awareness_discovery,
                        w.trust_unknown,
                    )


@kernel
def hear(lo, hi, tells, n_tells, state, w):
    """Consumers ``lo``…``hi`` hear what friends told: (friend, shop, satisfaction). Bad news weighs ``negative`` times."""
    slot_shop, awareness, loyalty = state.shop, state.awareness, state.loyalty
    satisfaction, trust = state.satisfaction, state.trust
    for x in range(n_tells):
        i = tells[x].friend
        if not lo <= i < hi:
            continue
        told = tells[x].satisfaction
        k = slot_of(slot_shop, i, tells[x].shop)
        if k < 0:
            if told > F(0.5):
                k = remember(
                    slot_shop,
                    awareness,
                    loyalty,
                    satisfaction,
                    trust,
                    i,
                    tells[x].shop,
                    w.wom_awareness,
                    w.trust_unknown,
                )
            if k < 0:
                continue
        weight = w.wom_weight * (w.wom_negative if told < F(0.5) else F(1))
        satisfaction[i, k] = smoothed(satisfaction[i, k], told, min(F(1), weight))
        awareness[i, k] = aware_after(awareness[i, k], w.wom_awareness)
