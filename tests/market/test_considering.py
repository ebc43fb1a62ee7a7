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


TOLD_APART = (
    "population.size=400",
    "consumer.inertia={tenure: 1.0, points: 0.5}",
    "consumer.weights.pain=0.5",
    "shops.flagship={warmth: 0.9, brand: 1.0, solves: [fake_goods]}",
    "channels.marketplace.place.touch=0.5",
)


def test_outside_a_trip_shops_are_felt_about_as_on_a_trip() -> None:
    """Warmth, name, pains, habit, points and touch, term by term in numpy, against the same offers in a market without them."""
    with market(*TOLD_APART) as made:
        for _ in range(6):
            made.step()
        made.state.points[:] = np.arange(made.n) * 7
        made.shelf.redeems[:] = 1
        one_each = np.unique(made.catalog.shop, return_index=True)[1]
        who, product = np.repeat(np.arange(made.n), len(one_each)), np.tile(one_each, made.n)
        channel, cents = (
            usual_channel(made, who, product),
            made.offers["deal_price"][product].astype(np.int64),
        )
        told = valued(made, who, product, channel, cents, np.zeros(len(who), np.float32))["value"].copy()
        traits, state, shelf, shop, w = (
            made.traits,
            made.state,
            made.shelf,
            made.catalog.shop[product],
            made.w,
        )
        pains = [int(x).bit_count() for x in traits.pains[who] & shelf.solves[shop]]
        felt = (
            traits.emotion[who] * shelf.warmth[shop]
            + traits.brand[who] * shelf.brand[shop]
            + w.weights_pain * np.array(pains)
        )
        at = state.shop[who] == shop[:, None]
        slot, known = at.argmax(axis=1), at.any(axis=1)
        tie = state.ties[who, slot]
        orders = (
            tie["orders"] * 0.5 ** ((made.day - tie["day"]) / w.inertia_half_life) * (tie["shop"] == shop)
        )
        points = np.minimum(1, state.points[who] / (100 * w.inertia_full)) * shelf.redeems[shop]
        felt += known * (w.inertia_tenure * orders / (orders + w.inertia_half) + w.inertia_points * points)
        doubt = np.where(known, 1 - state.trust[who, slot], 1 - w.trust_unknown)
        level = cents / made.ground.usual[product]
        felt += doubt * (1 - made.places.touch[channel]) * shelf.risk[made.catalog.category[product]] * level
        assert (
            (known & (orders > 0)).any()
            and (np.array(pains) > 0).any()
            and (made.places.touch[channel] < 1).any()
        )
        state.points[:], state.ties["orders"] = 0, 0
        for column in (traits.emotion, traits.brand, traits.pains):
            column[:] = 0
        made.places.touch[:] = 1
        plain = valued(made, who, product, channel, cents, np.zeros(len(who), np.float32))["value"]
    np.testing.assert_allclose(told - plain, felt, atol=2e-5)
