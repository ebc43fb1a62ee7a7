"""What people take of offers outside a shopping trip, against a plain reading of the rule in numpy."""

from collections.abc import Iterator

import numpy as np
import pytest
from small_market import market

from sim.core.rng import base_key, mix, personal_key, uniform
from sim.market.considering import taken, tempted, usual_channel, valued
from sim.market.model import Market

CHANCE, DAYS = 0.9, 20


@pytest.fixture(scope="module")
def built() -> Iterator[Market]:
    with market("population.size=400", "results.surplus=true") as made:
        made.step()
        yield made


@pytest.mark.parametrize("together", [False, True], ids=["one of each category", "one of all"])
def test_of_what_people_see_they_take_the_best(built: Market, together: bool) -> None:
    key, categories = base_key(1, "test"), len(built.categories)
    shown = mix(built.catalog.key) % np.uint64(3) > 0
    price = np.rint(0.8 * built.offers["deal_price"]).astype(np.int64)
    barred = uniform(personal_key(key, np.arange(built.n * categories))).reshape(built.n, categories) < 0.3
    group = np.zeros(categories, np.intp) if together else np.arange(categories)
    found = tempted(built, CHANCE, shown, price, DAYS, group, barred, key)
    state, traits, catalog = built.state, built.traits, built.catalog
    ahead = traits.growth * np.float32(DAYS)
    needed = np.minimum(built.w.needs_cap, state.need + ahead) >= built.w.needs_wake
    looks = uniform(personal_key(key, np.arange(built.n))) < np.float32(CHANCE) * traits.deal
    seen = []
    for i in np.flatnonzero(looks).tolist():
        for shop in sorted(set(state.shop[i].tolist()) - {-1}):
            for c in np.flatnonzero(needed[i] & ~barred[i]).tolist():
                own = np.flatnonzero(shown & (catalog.shop == shop) & (catalog.category == c))
                if len(own):
                    lot = mix(personal_key(key, np.array([i])) ^ catalog.key[own])
                    seen.append((i, own[lot.argmax()], ahead[i, c]))
    who, product, more = (np.array(column) for column in zip(*seen, strict=True))
    pairs = valued(built, who, product, usual_channel(built, who, product), price[product], more)
    best = taken(built, pairs, who * categories + group[catalog.category[product]], key)
    assert 20 < len(best) < len(pairs) / 3
    assert found.tolist() == pairs[best].tolist()
