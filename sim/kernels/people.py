"""Draw the population: personas, demographics and traits, each from its own key so that no two are correlated by it."""

import math

import numpy as np

from sim.kernels import allocating, equation, kernel
from sim.kernels.draw import about, gamma, mix, normal, personal, pick, uniform64

F = np.float32
U = np.uint64


@equation
def lognormal(key, sigma):
    """Log-normal draw with mean 1.

    =====  ====  ====  ===================================
    name   type  unit  meaning
    =====  ====  ====  ===================================
    key    u64   key   of the person and the trait
    sigma  f64   1     standard deviation of its logarithm
    =====  ====  ====  ===================================

    Source: exp(σz - σ²/2), Johnson, Kotz & Balakrishnan (1994), ch. 14; heterogeneity of tastes as in Train (2009), ch. 6.
    """
    return math.exp(sigma * normal(key) - 0.5 * sigma * sigma)


@allocating
def draw_people(lo, hi, base, keys, table, traits):
    """Fill ``traits`` of consumers ``lo``…``hi`` from the persona ``table``.

    ``keys[t]`` is the name key of trait t in the order of ``sim.world.population.DRAWN``; every trait has its own key.
    """
    n_categories = traits.growth.shape[1]
    n_motives = traits.motives.shape[1]
    tilt = np.empty(n_motives)
    for i in range(lo, hi):
        me = personal(base, i)
        g = pick(table.share, F(uniform64(about(me, keys[0]))))
        traits.persona[i] = g
        traits.female[i] = uniform64(about(me, keys[1])) < table.female[g]
        age = table.age[g] + table.age_sd[g] * normal(about(me, keys[2]))
        traits.age[i] = int(min(max(age, 16.0), 90.0))
        traits.region[i] = pick(table.region, F(uniform64(about(me, keys[3]))))
        relative = lognormal(about(me, keys[4]), table.income_sigma[g])
        traits.income[i] = table.income[g] * relative
        total = 0.0
        for m in range(n_motives):
            tilt[m] = gamma(mix(about(me, keys[5]) + U(m + 1)), table.motives[g, m] * table.concentration)
            total += tilt[m]
        for m in range(n_motives):
            traits.motives[i, m] = tilt[m] / total
            tilt[m] = 1.0 + table.motive_gain * (tilt[m] / total - 1.0 / n_motives)
        sigma = table.sigma
        traits.price[i] = (
            table.price[g]
            * tilt[2]
            * lognormal(about(me, keys[6]), table.price_sigma)
            * relative ** (-table.income_elasticity)
        )
        traits.quality[i] = table.quality[g] * tilt[0] * lognormal(about(me, keys[7]), sigma)
        traits.novelty[i] = table.novelty[g] * tilt[1] * lognormal(about(me, keys[8]), sigma)
        traits.convenience[i] = table.convenience[g] * tilt[3] * lognormal(about(me, keys[9]), sigma)
        traits.service[i] = table.service[g] * lognormal(about(me, keys[10]), sigma)
        traits.wait[i] = table.wait[g] * tilt[3] * lognormal(about(me, keys[11]), sigma)
        traits.opinion[i] = table.opinion[g] * lognormal(about(me, keys[12]), sigma)
        traits.loyal[i] = table.loyal[g] * lognormal(about(me, keys[13]), sigma)
        traits.exposure[i] = table.exposure[g] * lognormal(about(me, keys[14]), sigma)
        traits.gain[i] = table.gain[g] * tilt[2] * lognormal(about(me, keys[15]), sigma)
        traits.aversion[i] = table.aversion[g] * lognormal(about(me, keys[16]), sigma)
        proneness = table.deal[g] * tilt[2] * lognormal(about(me, keys[17]), sigma)
        traits.deal[i] = min(1.0, proneness)
        traits.impulse[i] = min(1.0, table.impulse[g] * lognormal(about(me, keys[18]), sigma))
        extra, limit = 0, uniform64(about(me, keys[19]))
        chance = math.exp(-table.breadth[g])
        reached = chance
        while reached < limit and extra < 31:
            extra += 1
            chance *= table.breadth[g] / extra
            reached += chance
        traits.breadth[i] = 1 + extra
        traits.emotion[i] = table.emotion[g] * lognormal(about(me, keys[21]), sigma)
        traits.brand[i] = table.brand[g] * lognormal(about(me, keys[22]), sigma)
        traits.vfm[i] = table.vfm[g] * lognormal(about(me, keys[23]), sigma)
        traits.pains[i] = 0
        for p in range(len(table.pain)):
            if uniform64(about(about(me, keys[24]), table.pain_key[p])) < table.pain[p]:
                traits.pains[i] |= 1 << p
        rate = 0.0
        for c in range(n_categories):
            shape = table.shape[c]
            draw = (
                gamma(about(about(me, keys[20]), table.category_key[c]), shape) / shape
                if shape > 0.0
                else 1.0
            )
            traits.growth[i, c] = table.rate[g, c] * draw
            rate += table.rate[g, c] * draw
        traits.interval[i] = 1.0 / max(rate, 1e-6)


@allocating
def draw_state(
    lo,
    hi,
    base,
    keys,
    category_key,
    fame,
    shop_key,
    wake,
    waited,
    start_awareness,
    start_trust,
    growth,
    state,
):
    """Starting needs (uniform up to ``wake`` + ``waited`` days of growth) and remembered shops of consumers ``lo``…``hi``.

    Shops are remembered by a race of exponentials with rates ``fame``, keyed by name: a shop without fame is known to
    nobody, and another shop in the market only takes the places it wins.
    """
    n_slots, n_shops = state.shop.shape[1], len(fame)
    for i in range(lo, hi):
        me = personal(base, i)
        for c in range(state.need.shape[1]):
            state.need[i, c] = (wake + waited * growth[i, c]) * uniform64(
                about(about(me, keys[0]), category_key[c])
            )
        taken = 0
        race = about(me, keys[1])
        worst = 0
        times = np.empty(n_slots)
        for s in range(n_shops):
            if fame[s] <= 0.0:
                continue
            time = -math.log(uniform64(about(race, shop_key[s]))) / fame[s]
            if taken < n_slots:
                state.shop[i, taken], times[taken] = s, time
                taken += 1
            else:
                worst = 0
                for k in range(1, n_slots):
                    if times[k] > times[worst]:
                        worst = k
                if time < times[worst]:
                    state.shop[i, worst], times[worst] = s, time
        for k in range(taken):
            state.awareness[i, k] = start_awareness * uniform64(
                about(about(me, keys[2]), shop_key[state.shop[i, k]])
            )
            state.trust[i, k] = start_trust


@kernel
def draw_friends(lo, hi, base, n, rewire, friends):
    """Friends of consumers ``lo``…``hi``: neighbours on a ring, each replaced by anybody with chance ``rewire``.

    Source: Watts & Strogatz (1998), "Collective dynamics of small-world networks", directed.
    """
    degree = friends.shape[1]
    for i in range(lo, hi):
        me = personal(base, i)
        for f in range(degree):
            key = mix(me + U(f + 1))
            if uniform64(key) < rewire:
                step = 1 + np.int64(mix(key) % U(n - 1))
            else:
                step = f // 2 % (n - 1) + 1
                step = step if f % 2 == 0 else -step
            friends[i, f] = (i + step) % n
