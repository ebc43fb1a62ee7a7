"""What is recorded of each shop: impressions, baskets, reviews, and what consumers think of it."""

import pytest
from small_market import FESTIVAL, Tables, market

from sim.market.model import Market
from sim.market.tables import people


@pytest.fixture(scope="module")
def festival() -> tuple[Market, Tables]:
    with market(*FESTIVAL) as built:
        built.run()
        return built, built.tables()


def test_there_are_at_least_as_many_baskets_as_parcels_that_were_paid_for(
    festival: tuple[Market, Tables],
) -> None:
    built, tables = festival
    delivered = (
        tables["ledger"][tables["ledger"]["purpose"] == "delivery"]
        .groupby("shop", observed=True)["cents"]
        .sum()
    )
    parcels = delivered / round(100 * built.carrier.cost)
    baskets = tables["shops"].groupby("shop", observed=True)["baskets"].sum()
    lines = tables["sales"].groupby("shop", observed=True)["orders"].sum()
    assert (parcels > 0).any()
    assert (baskets[parcels.index.astype(str)].to_numpy() >= parcels.to_numpy()).all()
    assert (baskets[lines.index.astype(str)].to_numpy() <= lines.to_numpy()).all()


def test_a_review_has_one_to_five_stars(festival: tuple[Market, Tables]) -> None:
    shops = festival[1]["shops"]
    assert shops["reviews"].sum() > 0
    assert (shops["stars"] >= shops["reviews"]).all()
    assert (shops["stars"] <= 5 * shops["reviews"]).all()


def test_impressions_are_what_media_were_paid_for(festival: tuple[Market, Tables]) -> None:
    built, tables = festival
    spent = tables["ledger"][tables["ledger"]["purpose"] == "media"]["cents"].sum()
    dearest, cheapest = (100 * pick(m.cost for m in built.media) / 1000 for pick in (max, min))
    assert spent / dearest * 0.99 <= tables["shops"]["impressions"].sum() <= spent / cheapest * 1.01


def test_a_medium_reaches_no_more_people_than_there_are_and_is_noticed_by_no_more(
    festival: tuple[Market, Tables],
) -> None:
    built, tables = festival
    media = tables["media"]
    assert (media["reach"] > 0).all()
    assert (media["reach"] <= media["impressions"].clip(upper=built.n) + 0.001).all()
    noticed = media.groupby(["date", "shop"], observed=True)["noticed"].sum()
    assert noticed.between(0, built.n).all()
    assert noticed.max() > 0


def test_messages_by_medium_add_up_to_those_of_the_shop(festival: tuple[Market, Tables]) -> None:
    tables = festival[1]
    cells = ["date", "shop"]
    by_medium = tables["media"].groupby(cells, observed=True)["impressions"].sum()
    shown = tables["shops"].groupby(cells, observed=True)["impressions"].sum()
    assert (shown.reindex(by_medium.index) - by_medium).abs().max() < 1


def test_people_talk_and_nobody_talks_where_word_of_mouth_is_off(festival: tuple[Market, Tables]) -> None:
    assert festival[1]["shops"]["talk"].sum() > 0
    with market("calendar.days=10", "consumer.wom.enabled=0") as built:
        built.run()
        assert built.tables()["shops"]["talk"].sum() == 0


def test_every_memory_has_an_opinion_and_only_those_who_judged_are_satisfied_or_not(
    festival: tuple[Market, Tables],
) -> None:
    built, tables = festival
    counts = tables["opinions"].groupby("about", observed=True)["consumers"].sum()
    remembered = int((built.state.shop >= 0).sum())
    assert counts[["awareness", "loyalty", "trust"]].eq(remembered).all()
    assert 0 < counts["satisfaction"] < remembered


def test_before_the_first_purchase_nobody_has_judged_a_shop() -> None:
    with market() as built:
        opinions = people.opinions(built.records).to_pandas()
    assert opinions.loc[opinions["about"] == "satisfaction", "consumers"].sum() == 0
