"""The population: personas in, arrays out."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.rng import base_key, name_key
from sim.world.consumers import State, Traits, empty_state, empty_traits
from sim.world.weights import Weights

Array = NDArray[Any]

DRAWN = ("persona", "female", "age", "region", "income", "motives", "price", "quality", "novelty", "convenience",
         "service", "wait", "opinion", "loyal", "exposure", "gain", "aversion", "deal", "impulse", "breadth",
         "growth", "emotion", "brand", "vfm", "pains")  # fmt: skip
MOTIVES = ("practical", "novelty", "bargain", "convenience")
BLOCK = 65_536


class PersonaTable(NamedTuple):
    """Persona parameters as arrays for the kernel. G personas, C categories, R regions."""

    share: Array  # (G,) f4 cumulative
    female: Array  # (G,) share of women
    age: Array
    age_sd: Array
    income: Array  # yuan/month, mean
    income_sigma: Array  # sigma of its logarithm
    motives: Array  # (G, 4) mean shares
    price: Array
    quality: Array
    novelty: Array
    convenience: Array
    service: Array
    wait: Array
    opinion: Array
    loyal: Array
    exposure: Array
    gain: Array
    aversion: Array
    deal: Array
    impulse: Array
    breadth: Array  # mean of the breadth of search beyond 1
    emotion: Array
    brand: Array
    vfm: Array
    rate: Array  # (G, C) purchases/day
    shape: Array  # (C,) gamma shape of purchase rates
    category_key: Array  # (C,) u8
    region: Array  # (R,) f4 cumulative
    pain: Array  # (Q,) share of people who feel each pain
    pain_key: Array  # (Q,) u8
    concentration: float
    motive_gain: float
    price_sigma: float
    sigma: float
    income_elasticity: float


_SCALARS = tuple(f for f in PersonaTable._fields[1:24] if f != "motives")


def persona_table(
    personas: Mapping[str, Mapping[str, Any]],
    spread: Mapping[str, float],
    regions: Mapping[str, float],
    orders_per_year: Mapping[str, float],
    shapes: Mapping[str, float],
    pains: Mapping[str, float],
) -> PersonaTable:
    """Arrays from ``conf/population`` and the categories' order rates.

    ``personas.<name>.category_index`` (1 = average) and ``spend_index`` scale the rates, renormalised so that the population's
    mean rate per category stays the catalog's.
    """
    rows = list(personas.values())
    share = np.array([row["share"] for row in rows], float)
    share /= share.sum()
    names = list(orders_per_year)
    index = np.array(
        [[row["spend_index"] * row["category_index"].get(c, 1.0) for c in names] for row in rows]
    )
    index /= share @ index
    rate = index * np.array([orders_per_year[c] for c in names]) / 365.0
    weights = np.array([list(regions.values())], float).ravel()
    return PersonaTable(
        share=np.cumsum(share).astype(np.float32),
        motives=np.array([[row["motives"][m] for m in MOTIVES] for row in rows], float),
        rate=rate,
        shape=np.array([shapes[c] for c in names], float),
        category_key=np.array([name_key(c) for c in names], np.uint64),
        region=np.cumsum(weights / weights.sum()).astype(np.float32),
        pain=np.array(list(pains.values()), float),
        pain_key=np.array([name_key(name) for name in pains], np.uint64),
        **{name: np.array([row[name] for row in rows], float) for name in _SCALARS},
        concentration=float(spread["motives"]),
        motive_gain=float(spread["motive_gain"]),
        price_sigma=float(spread["price"]),
        sigma=float(spread["traits"]),
        income_elasticity=float(spread["income_elasticity"]),
    )


class Population(NamedTuple):
    """Everybody who may buy."""

    traits: Traits
    state: State


Draw = Callable[[int, int, PersonaTable, int, Weights, list[str], Array], Population]


def draw_population(
    seed: int, n: int, table: PersonaTable, slots: int, w: Weights, shop_names: list[str], fame: Array
) -> Population:
    """Draw ``n`` consumers; ``fame`` (S,) is the rate at which each shop is remembered at the start, 0 = by nobody."""
    from sim.kernels.people import draw_friends, draw_people, draw_state

    categories = table.rate.shape[1]
    traits = empty_traits(n, categories)
    friends = int(w.wom_friends) if w.wom_enabled else 1
    state = empty_state(n, categories, slots, max(1, friends))
    keys = np.array([name_key(name) for name in DRAWN], np.uint64)
    start = np.array([name_key(name) for name in ("need", "memory", "awareness")], np.uint64)
    shop_key = np.array([name_key(name) for name in shop_names], np.uint64)
    people, opening, network = (base_key(seed, stream) for stream in ("people", "opening", "network"))
    for lo in range(0, n, BLOCK):
        hi = min(n, lo + BLOCK)
        draw_people(lo, hi, people, keys, table, traits)
        draw_state(lo, hi, opening, start, table.category_key, np.asarray(fame, float), shop_key, float(w.needs_wake),
                   float(w.needs_start), float(w.awareness_start), float(w.trust_start), traits.growth, state)  # fmt: skip
        if w.wom_enabled and n > 1:
            draw_friends(lo, hi, network, n, float(w.wom_rewire), state.friends)
    return Population(traits, state)
