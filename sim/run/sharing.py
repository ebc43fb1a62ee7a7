"""People who were drawn once are shared by the markets of a process that ask for the same."""

import pickle
from functools import lru_cache

from sim.world.consumers import State
from sim.world.population import Array, PersonaTable, Population, draw_population
from sim.world.weights import Weights

KEPT = 8  # populations that stay in memory for the arms and jobs after
MOST = 50_000  # consumers of a population that is kept


def shared_population(
    seed: int, n: int, table: PersonaTable, slots: int, w: Weights, shop_names: list[str], fame: Array
) -> Population:
    """As `draw_population`: traits, which no market changes, are shared, and the state is the market's own copy."""
    if n > MOST:
        return draw_population(seed, n, table, slots, w, shop_names, fame)
    traits, state = _drawn(pickle.dumps((seed, n, table, slots, w, shop_names, fame)))
    return Population(traits, State(*(column.copy() for column in state)))


@lru_cache(maxsize=KEPT)
def _drawn(terms: bytes) -> Population:
    return draw_population(*pickle.loads(terms))
