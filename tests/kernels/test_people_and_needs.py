"""Properties of the equations of needs, visits, traits and the stages of a customer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core import rng
from sim.kernels.attention import look_chance
from sim.kernels.draw import pick, pick_near
from sim.kernels.lifecycle import CART, CHURNED, DORMANT, FIRST, REPEAT, STAGES, stage_of
from sim.kernels.need import grown
from sim.kernels.people import lognormal
from sim.kernels.play import appeal

F = np.float32
share = st.floats(0, 1, width=32)
weight = st.floats(0, 8, width=32)
need = st.floats(-4, 2, width=32)
rate = st.floats(0, 1, width=32)
days = st.floats(0, 400, width=32)
CAP = F(2)


@given(need, rate, rate, weight)
def test_a_need_grows_by_the_day_up_to_its_cap(
    before: float, growth: float, season: float, flexible: float
) -> None:
    after = grown(F(before), F(growth), F(season), CAP, F(flexible))
    assert F(before) <= after <= CAP


@given(need, rate, rate, rate, weight)
def test_a_higher_rate_or_season_never_makes_less_need(
    before: float, growth: float, season: float, more: float, flexible: float
) -> None:
    after = grown(F(before), F(growth), F(season), CAP, F(flexible))
    assert grown(F(before), F(growth) + F(more), F(season), CAP, F(flexible)) >= after
    assert grown(F(before), F(growth), F(season) + F(more), CAP, F(flexible)) >= after


@given(rate, st.floats(0.125, 4, width=32), st.floats(0.125, 4, width=32), weight)
def test_the_fuller_the_pantry_the_faster_it_is_used_up(
    growth: float, stock: float, more: float, flexible: float
) -> None:
    def used(full: float) -> float:
        return float(grown(F(-full), F(growth), F(1), F(100), F(flexible))) + full

    assert used(stock) == pytest.approx(growth * (1 + flexible * stock), abs=1e-4)
    assert used(stock + more) >= used(stock) - 1e-5
    assert grown(F(-stock), F(growth), F(1), F(100), F(0)) == F(-stock) + F(growth)


@given(weight, share, weight, share, weight, share, weight, share, share)
def test_what_is_better_known_or_liked_is_never_looked_at_less(
    breadth: float, base: float, a: float, aware: float, b: float, loyal: float, c: float, liked: float, more: float
) -> None:  # fmt: skip
    def chance(*state: float) -> float:
        known, tied, pleased = map(F, state)
        return float(look_chance(F(breadth), F(base), F(a), known, F(b), tied, F(c), pleased))

    least = chance(aware, loyal, liked)
    assert least >= 0
    for scale, state in (
        (a, (aware + more, loyal, liked)),
        (b, (aware, loyal + more, liked)),
        (c, (aware, loyal, liked + more)),
    ):
        assert chance(*state) == pytest.approx(least + breadth * scale * more, abs=1e-3)


@given(weight, weight, share, share, share, share)
def test_looks_go_with_the_taste_for_searching(
    breadth: float, other: float, base: float, aware: float, loyal: float, liked: float
) -> None:
    def chance(taste: float) -> float:
        return float(look_chance(F(taste), F(base), F(1), F(aware), F(1), F(loyal), F(1), F(liked)))

    assert chance(0) == 0
    assert chance(breadth) + chance(other) == pytest.approx(chance(breadth + other), abs=1e-4)


@given(st.integers(0, 7), days, days, st.floats(1, 4), st.floats(0, 4))
def test_whoever_has_bought_is_a_buyer_and_whoever_has_not_is_none(
    flags: int, gap: float, usual: float, dormant: float, further: float
) -> None:
    before = stage_of(flags, 0, F(gap), F(usual), F(dormant), F(dormant + further))
    once, again = (stage_of(flags, n, F(gap), F(usual), F(dormant), F(dormant + further)) for n in (1, 5))
    assert 0 < before <= CART < FIRST <= min(once, again) <= max(once, again) <= CHURNED < len(STAGES)
    assert (once in (DORMANT, CHURNED)) == (again in (DORMANT, CHURNED))
    assert once == again or (once, again) == (FIRST, REPEAT)


@given(days, days, days, st.floats(1, 4), st.floats(0, 4))
def test_a_longer_gap_never_brings_a_buyer_back(
    gap: float, more: float, usual: float, dormant: float, further: float
) -> None:
    order = {REPEAT: 0, DORMANT: 1, CHURNED: 2}
    found = [
        order[stage_of(0, 3, F(each), F(usual), F(dormant), F(dormant + further))]
        for each in (gap, gap + more)
    ]
    assert found[1] >= found[0]
    assert stage_of(0, 3, F(0), F(usual), F(dormant), F(dormant + further)) == REPEAT


def test_each_step_before_the_first_order_counts_and_the_furthest_wins() -> None:
    reached = [STAGES[stage_of(flags, 0, F(0), F(7), F(2), F(4))] for flags in range(8)]
    assert reached == ["aware", "visitor", "cart", "cart", "registered", "registered", "cart", "cart"]


@given(st.floats(0, 1.5))
def test_a_log_normal_has_mean_one_whatever_its_spread(sigma: float) -> None:
    keys = rng.mix(rng.personal_key(rng.base_key(3, "lognormal"), np.arange(4000)))
    found = np.array([lognormal(key, sigma) for key in keys])
    assert (found > 0).all()
    assert np.log(found).std() == pytest.approx(sigma, rel=0.06, abs=1e-9)
    assert np.log(found).mean() == pytest.approx(-(sigma**2) / 2, abs=5 * sigma / np.sqrt(len(keys)) + 1e-9)


USUAL = {
    "base": -1,
    "fun": 1,
    "novelty": 0.25,
    "reward": 1,
    "deal": 0.5,
    "effort": 1,
    "age": 40,
    "skill": 0.5,
    "ability": 0.5,
}
WORN = {"wear": 0.5, "tired": 1, "fit": 0.25}


def played(**changes: float) -> float:
    return float(appeal(*(F(value) for value in {**USUAL, **WORN, **changes}.values())))


@pytest.mark.parametrize("name", ["fun", "novelty", "reward", "deal", "skill", "ability", "fit", "base"])
@given(more=st.floats(0.125, 2, width=32))
def test_what_draws_players_makes_them_play_more(name: str, more: float) -> None:
    assert played(**{name: 1 + more}) > played(**{name: 1})


@pytest.mark.parametrize("name", ["effort", "wear", "tired"])
@given(more=st.floats(0.125, 2, width=32))
def test_what_tires_players_makes_them_play_less(name: str, more: float) -> None:
    assert played(**{name: 1 + more}) < played(**{name: 1})


@given(share, share, st.integers(16, 90), share, st.floats(0, 9, width=32))
def test_a_weight_of_zero_leaves_the_base_alone(
    novelty: float, deal: float, age: int, ability: float, tired: float
) -> None:
    weights = {"fun": 0, "reward": 0, "effort": 0, "skill": 0, "wear": 0, "fit": 0}
    state = {"novelty": novelty, "deal": deal, "age": age, "ability": ability, "tired": tired}
    assert played(base=0.75, **weights, **state) == 0.75


@given(share, st.floats(0, 4, width=32))
def test_rules_are_no_effort_to_those_who_have_all_of_the_ease(fun: float, effort: float) -> None:
    assert played(fun=fun, effort=effort, age=0) == played(fun=fun, effort=0, age=0)
    assert played(fun=fun, effort=effort, age=100) == pytest.approx(
        played(fun=fun, effort=0) - effort, abs=1e-5
    )


@given(
    st.lists(st.floats(0, 5, width=32), min_size=1, max_size=40), st.floats(0, 1, exclude_max=True, width=32)
)
def test_the_guide_leads_to_the_entry_that_a_search_finds(rates: list[float], u: float) -> None:
    total = np.cumsum(np.array(rates, F) + F(0.01), dtype=F)
    cumulative = total / total[-1]
    guide = np.array([pick(cumulative, F(q / 16)) for q in range(16)], np.uint16)
    for luck in (F(u), *cumulative[:-1]):
        assert pick_near(cumulative, guide, luck) == pick(cumulative, luck)
