from itertools import combinations

import numpy as np
import pytest
from omegaconf import DictConfig, open_dict
from scipy import stats

import sim
from sim.market.model import Market

SIZE = 24_000
NOT_LINKED = (
    *(
        "age",
        "female",
        "region",
        "income",
        "price",
        "quality",
        "novelty",
        "convenience",
        "service",
        "wait",
        "opinion",
    ),
    *("loyal", "exposure", "gain", "aversion", "deal", "impulse", "breadth"),
)


def built(*overrides: str, seed: int = 5, size: int = SIZE) -> Market:
    cfg = sim.compose("baseline", f"population.size={size}", "calendar.days=2", *overrides)
    market = sim.build(cfg, seed)
    market.close()
    return market


@pytest.fixture(scope="module")
def people() -> Market:
    return built()


@pytest.fixture(scope="module")
def unlinked() -> Market:
    """Motives and income do not move the other traits."""
    return built("population.spread.motive_gain=0", "population.spread.income_elasticity=0")


def persona(market: Market, number: int) -> np.ndarray:
    return np.flatnonzero(market.traits.persona == number)


def waited(market: Market, category: int) -> np.ndarray:
    """Opening need as a share of the highest that the consumer's own growth allows."""
    growth = market.traits.growth[:, category].astype(float)
    return market.state.need[:, category] / (market.w.needs_wake + market.w.needs_start * growth)


def columns(market: Market) -> dict[str, np.ndarray]:
    """Everything that is drawn for a consumer, each from a key of its own."""
    found = {name: getattr(market.traits, name).astype(float) for name in NOT_LINKED}
    for c, category in enumerate(market.categories):
        found[f"growth {category.name}"] = market.traits.growth[:, c]
        found[f"need {category.name}"] = waited(market, c)
    found["awareness"] = market.state.awareness.sum(axis=1)
    return found


@pytest.mark.parametrize("number", range(4))
def test_no_two_traits_of_a_persona_are_correlated_by_a_reused_key(unlinked: Market, number: int) -> None:
    who = persona(unlinked, number)
    ranks = {name: stats.rankdata(values[who]) for name, values in columns(unlinked).items()}
    ranks = {name: values for name, values in ranks.items() if values.std() > 0}
    table = np.corrcoef(np.array(list(ranks.values())))
    names = list(ranks)
    pairs = list(combinations(range(len(names)), 2))
    limit = 4 / np.sqrt(len(who))
    linked = [(names[a], names[b], round(table[a, b], 3)) for a, b in pairs if abs(table[a, b]) >= limit]
    assert linked == []


def test_opening_needs_are_uniform(people: Market) -> None:
    for c in range(len(people.categories)):
        assert stats.kstest(waited(people, c), "uniform").pvalue > 1e-4


def test_motives_that_are_drawn_apart_add_up_to_one(people: Market) -> None:
    motives = people.traits.motives
    assert motives.sum(axis=1) == pytest.approx(np.ones(people.n), abs=1e-5)
    assert (motives >= 0).all()
    first = motives[persona(people, 0)].mean(axis=0)
    assert first == pytest.approx([0.15, 0.45, 0.25, 0.15], abs=0.01)


def test_designed_links_have_their_sign(people: Market) -> None:
    who = persona(people, 1)
    traits = people.traits

    def link(one: np.ndarray, other: np.ndarray) -> float:
        return float(stats.spearmanr(one[who], other[who]).statistic)

    bargain, convenience = traits.motives[:, 2], traits.motives[:, 3]
    assert link(traits.price, bargain) > 0.05 and link(traits.deal, bargain) > 0.05
    assert link(traits.convenience, convenience) > 0.05
    assert link(traits.price, traits.income) < -0.05


def test_personas_have_their_shares(people: Market) -> None:
    found = np.bincount(people.traits.persona) / people.n
    shares = [0.27, 0.27, 0.26, 0.20]
    assert found == pytest.approx(shares, abs=4 * 0.5 / np.sqrt(people.n))


def test_needs_grow_at_gamma_rates_with_the_mean_and_dispersion_of_the_category(unlinked: Market) -> None:
    for c, category in enumerate(unlinked.categories):
        rate = unlinked.traits.growth[:, c].astype(float)
        spread = rate.std() / np.sqrt(unlinked.n)
        kept = category.orders_per_year * (1 - category.returns) / 365  # what is sent back is bought again
        assert abs(rate.mean() - kept) < 4 * spread
        for number in range(4):
            mine = rate[persona(unlinked, number)]
            k = category.gamma_shape
            assert mine.var() / mine.mean() ** 2 == pytest.approx(1 / k, rel=0.2)
            assert stats.kstest(mine / mine.mean() * k, "gamma", args=(k,)).pvalue > 1e-4


def test_without_dispersion_everybody_of_a_persona_needs_alike() -> None:
    market = built("catalog.categories.apparel_shoes.gamma_shape=0", size=500)
    rate = market.traits.growth[:, 0]
    assert len({float(r) for r in rate[persona(market, 2)]}) == 1


def test_price_sensitivity_is_log_normal_about_the_personas_mean(unlinked: Market) -> None:
    spec = sim.compose("baseline").population
    for number, name in enumerate(unlinked.personas):
        mine = unlinked.traits.price[persona(unlinked, number)].astype(float)
        assert mine.mean() == pytest.approx(spec.personas[name].price, rel=0.02)
        logs = np.log(mine)
        assert logs.std() == pytest.approx(spec.spread.price, rel=0.04)
        assert stats.kstest((logs - logs.mean()) / logs.std(), "norm").pvalue > 1e-4


def test_a_consumer_is_the_same_whoever_else_lives_there(people: Market) -> None:
    few = built(size=100)
    for name in few.traits._fields:
        assert (getattr(few.traits, name) == getattr(people.traits, name)[:100]).all(), name
    for name in ("need", "shop", "awareness", "trust"):
        assert (getattr(few.state, name) == getattr(people.state, name)[:100]).all(), name


def test_another_seed_is_another_population_and_another_range_of_products(people: Market) -> None:
    other = built(seed=6)
    limit = 4 / np.sqrt(people.n)
    for name in ("income", "price", "quality", "deal"):
        who = people.traits.persona == other.traits.persona
        one, two = (stats.rankdata(getattr(market.traits, name)[who]) for market in (people, other))
        within = [
            np.corrcoef(one[g], two[g])[0, 1] for g in (people.traits.persona[who] == p for p in range(4))
        ]
        assert max(abs(r) for r in within) < 2 * limit * np.sqrt(
            people.n / min(np.bincount(people.traits.persona))
        )
    assert (people.catalog.base_price != other.catalog.base_price).mean() > 0.9
    assert (people.catalog.quality != other.catalog.quality).all()


def test_the_range_of_a_shop_does_not_depend_on_who_else_sells(people: Market) -> None:
    def alone(cfg: DictConfig) -> DictConfig:
        with open_dict(cfg):
            cfg.shops = {"niche": cfg.shops.niche}
        return cfg

    small = sim.build(alone(sim.compose("baseline", "population.size=10")), 5)
    small.close()
    index = [people.catalog.name.index(name) for name in small.catalog.name]
    for column in ("key", "quality", "cost", "base_price", "age"):
        assert (getattr(people.catalog, column)[index] == getattr(small.catalog, column)).all(), column


def test_famous_shops_are_remembered_more_often_and_unknown_ones_by_nobody() -> None:
    market = built("shops.niche.fame=0", size=4000)
    remembered = np.bincount(market.state.shop[market.state.shop >= 0], minlength=len(market.specs))
    by_name = dict(zip(market.shop_names, remembered, strict=True))
    assert by_name["niche_1"] == by_name["niche_2"] == 0
    assert min(by_name["flagship_1"], by_name["flagship_2"]) > max(
        by_name["discounter_1"], by_name["discounter_2"]
    )
    slots = np.sort(market.state.shop, axis=1)
    assert not ((slots[:, 1:] == slots[:, :-1]) & (slots[:, 1:] >= 0)).any(), "a shop is remembered once"


def test_friends_live_in_the_market_and_nobody_is_their_own_friend() -> None:
    for size, seed in ((12, 1), (12, 2), (300, 3)):
        friends = built(size=size, seed=seed).state.friends
        assert (friends >= 0).all() and (friends < size).all()
        assert not (friends == np.arange(size)[:, None]).any()
