from typing import Any

import numpy as np

from sim.core.rng import base_key, name_key
from sim.kernels.coupons import Circle, Wallet, claim_coupons, climb, entitle
from sim.kernels.only import only
from sim.world.consumers import empty_state, empty_traits
from sim.world.offers import RIGHT

N = 4000
EVERY = 2**64 - 1
LASTING, TODAY = base_key(1, "understand"), base_key(1, "claim", 3)


def crowd() -> tuple[Circle, Wallet]:
    traits, state = empty_traits(N, 1), empty_state(N, 1, 1, 1)
    traits.persona[:], traits.region[:] = np.arange(N) % 3, np.arange(N) % 2
    traits.age[:], traits.deal[:] = 20 + np.arange(N) % 60, 1
    state.orders[:], state.tier[:] = np.arange(N) % 5 == 0, np.arange(N) % 4
    return only(Circle, traits), only(Wallet, state)


def right(name: str, **terms: Any) -> np.ndarray:
    made = np.zeros(1, RIGHT)
    made["key"], made["personas"], made["regions"], made["open"] = name_key(name), EVERY, EVERY, 1
    for key, value in terms.items():
        made[key] = value
    return made


def held(traits: Circle, state: Wallet, *rights: np.ndarray) -> np.ndarray:
    """(N, offers) who may use what."""
    some = np.arange(len(rights))
    entitle(0, N, np.uint64(0), some, np.concatenate(rights), LASTING, traits, state)
    return (state.coupons[:, None] >> np.arange(len(rights), dtype=np.uint64)) & np.uint64(1) > 0


def test_each_circle_of_people_is_exactly_who_belongs_to_it() -> None:
    traits, state = crowd()
    state.dealt[::7] = 1 << 4
    may = held(
        traits,
        state,
        right("a", personas=0b101),
        right("b", regions=0b10),
        right("c", customers=1),
        right("d", tier=2),
        right("e", customers=2),
    )
    wanted = [traits.persona != 1, traits.region == 1, state.orders == 0, state.tier >= 2, state.dealt == 0]
    assert (may == np.array(wanted).T).all()


def test_a_coupon_must_be_claimed_and_nothing_used_up_is_held() -> None:
    traits, state = crowd()
    state.claimed[::2], state.used[::3] = 0b01, 0b11
    may = held(traits, state, right("coupon", claimed=1), right("other"))
    even, third = np.arange(N) % 2 == 0, np.arange(N) % 3 == 0
    assert (may[:, 0] == (even & ~third)).all() and (may[:, 1] == ~third).all()
    entitle(0, N, np.uint64(1), np.arange(0), right("coupon", claimed=1), LASTING, traits, state)
    assert (state.coupons == (even & ~third)).all(), "a coupon for all is the same in one step"


def test_understanding_lasts_is_keyed_by_name_and_fails_the_old_most() -> None:
    traits, state = crowd()
    hard = right("hard", load=2)
    first = held(traits, state, hard)[:, 0]
    among_others = held(traits, state, right("another", load=1), hard)
    assert (among_others[:, 1] == first).all(), "its place in the wallet does not matter"
    assert (among_others[:, 0] != first).any()
    young, old = traits.age < 40, traits.age >= 60
    assert first[old].mean() < first[young].mean() < 1
    easier = held(traits, state, right("hard", load=1))[:, 0]
    assert (easier >= first).all(), "who understands a hard offer understands an easier one of that name"


def test_only_those_claim_a_coupon_for_whom_it_is() -> None:
    traits, state = crowd()
    rights = np.concatenate([right("x"), right("y", personas=0b1, claimed=1)])
    who, order = claim_coupons(0, N, 1, rights, np.float32(1), TODAY, LASTING, traits, state)
    assert (traits.persona[who] == 0).all() and len(who) == (traits.persona == 0).sum()
    assert len(np.unique(order)) == len(order)
    state.claimed[who] |= np.uint64(0b10)
    assert len(claim_coupons(0, N, 1, rights, np.float32(1), TODAY, LASTING, traits, state)[0]) == 0


def test_a_tier_is_reached_at_its_threshold_and_lost_when_spend_fades() -> None:
    _, state = crowd()
    thresholds = np.array([0, 100, 400], np.float32)
    for spent, tier in ((0, 1), (99.9, 1), (100, 2), (399, 2), (4000, 3)):
        state.recent[:] = spent
        climb(0, N, thresholds, np.float32(1), state)
        assert (state.tier == tier).all()
    climb(0, N, thresholds, np.float32(0.05), state)
    assert (state.tier == 2).all()
