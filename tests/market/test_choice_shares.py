"""With every mechanism off but quality and price, the market is a logit that can be worked out by hand."""

import itertools

import numpy as np
import pandas as pd
import pytest
from omegaconf import DictConfig
from small_market import Edit, market, plain, run

CATEGORY = "household_fmcg"
QUALITY = {"ann": -0.5, "bob": 0.0, "cyd": 0.8}
PRICE_WEIGHT, QUALITY_WEIGHT, V0 = 1.3, 0.7, -0.9
OFF = {
    "needs": {"visit_base": 30, "visit_need": 0, "wake": -100},
    "search": {"base": 1, "awareness": 0, "loyalty": 0, "satisfaction": 0, "explore": 0, "products": 1},
    "choice": {"kappa": 0, "v0": V0},
    "weights": {"exposure": 0, "satisfaction": 0, "deal": 0},
    "taste": {"shop": 0, "category": 0, "product": 0},
    "reference": {"alpha": 0},
    "quantity": {"stockpile": 0},
    "checkout": {"enabled": 0, "fill": 0},
    "budget": {"share": 0},
    "impulse": {"gain": 0, "value": 0, "relief": 0},
    "delivery": {"enabled": 0},
    "returns": {"enabled": 0},
    "wom": {"enabled": 0},
}
WEIGHTS = (
    "novelty",
    "convenience",
    "service",
    "wait",
    "opinion",
    "loyal",
    "exposure",
    "gain",
    "deal",
    "impulse",
)


def only_quality_and_price(nest: float, markups: dict[str, float]) -> Edit:
    """Three shops with one product each, always in everybody's sight; a shop's markup on cost sets its price."""

    def edit(cfg: DictConfig) -> None:
        for group, keys in OFF.items():
            cfg.consumer[group].update(keys)
        cfg.consumer.choice.nest = nest
        cfg.consumer.search.switch = 1  # there is one channel only, and everybody uses it
        cfg.population.spread.update({"price": 0, "traits": 0, "motive_gain": 0, "income_elasticity": 0})
        for persona in cfg.population.personas.values():
            persona.update({**dict.fromkeys(WEIGHTS, 0), "price": PRICE_WEIGHT, "quality": QUALITY_WEIGHT})
        cfg.catalog.categories[CATEGORY].update({"risk": 0, "returns": 0})
        cfg.catalog.quality_spread = 0
        same = {**cfg.shops.everyday, "copies": 1, "supply": None, "media": None, "categories": {CATEGORY: 1}}
        cfg.shops = {name: {**same, "quality": QUALITY[name]} for name in markups}
        for name, markup in markups.items():
            cfg.shops[name].pricing.markup = markup

    return edit


def sold(nest: float, days: int, size: int, **markups: float) -> tuple[pd.DataFrame, np.ndarray]:
    """The table of orders, and the value of each shop's product."""
    overrides = ("calendar=flat", f"calendar.days={days}", f"population.size={size}")
    with market(*overrides, edit=only_quality_and_price(nest, markups)) as built:
        built.run()
        usual = next(100 * c.price for c in built.categories if c.name == CATEGORY)
        value = QUALITY_WEIGHT * built.offers["quality"] - PRICE_WEIGHT * built.offers["deal_price"] / usual
        return plain(built.tables()["orders"]), value.astype(float)


@pytest.mark.parametrize("nest", [1.0, 0.5])
def test_shares_are_those_of_the_nested_logit(nest: float) -> None:
    """s_j = exp(V_j / n - I) / (1 + exp(v0 - n I)), I = log sum exp(V / n); n = 1 is the multinomial logit."""
    days, size = 4, 20_000
    orders, value = sold(nest, days, size, ann=0.2, bob=0.4, cyd=0.7)
    inclusive = np.log(np.exp(value / nest).sum())
    expected = np.exp(value / nest - inclusive) / (1 + np.exp(V0 - nest * inclusive))
    found = orders["shop"].value_counts().reindex(QUALITY).to_numpy() / (days * size)
    error = np.sqrt(expected * (1 - expected) / (days * size))
    assert (np.abs(found - expected) < 4 * error).all(), f"found {found}, expected {expected}"


def test_a_dearer_offer_never_sells_more_and_its_rivals_never_less_to_anybody() -> None:
    buyers = []
    for markup in (0.3, 0.5, 0.9):
        orders, _ = sold(0.6, 5, 3000, ann=0.2, bob=markup, cyd=0.7)
        assert not orders.duplicated(["date", "consumer"]).any()
        buyers.append(
            {
                shop: set(zip(*rows[["date", "consumer"]].to_numpy().T, strict=True))
                for shop, rows in orders.groupby("shop")
            }
        )
    for cheap, dear in itertools.pairwise(buyers):
        assert dear["bob"] < cheap["bob"]
        assert set.union(*dear.values()) < set.union(*cheap.values()), (
            "nobody begins to buy because of a higher price"
        )
        for rival in ("ann", "cyd"):
            stayed = cheap[rival] & set.union(*dear.values())
            assert stayed <= dear[rival], "nobody leaves a rival for the shop that became dearer"


def test_a_better_offer_sells_more() -> None:
    orders, _ = sold(0.6, 5, 3000, ann=0.4, bob=0.4, cyd=0.4)
    count = orders["shop"].value_counts()
    assert count["cyd"] > count["bob"] > count["ann"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_dearer_shop_sells_less_in_the_whole_market(seed: int) -> None:
    sales = [
        plain(run("population.size=1500", f"shops.everyday.pricing.markup={markup}", seed=seed)["sales"])
        for markup in (0.3, 0.6)
    ]
    units = [table.loc[table["shop"].str.startswith("everyday"), "units"].sum() for table in sales]
    assert units[1] < units[0]
