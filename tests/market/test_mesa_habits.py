from collections.abc import Iterator

import mesa
import numpy as np
import pytest
from small_market import market

from sim.market.model import Market
from sim.market.shop import Shop


@pytest.fixture
def built() -> Iterator[Market]:
    with market("calendar.days=4") as one:
        yield one


def test_a_market_is_a_mesa_model_whose_agents_are_its_shops(built: Market) -> None:
    assert isinstance(built, mesa.Model)
    assert all(isinstance(shop, Shop) for shop in built.agents)
    assert built.agents.get("name") == built.shop_names == sorted(built.shop_names)
    built.step()
    assert built.steps == 1


def test_agents_can_be_selected_and_added_up_as_in_mesa(built: Market) -> None:
    built.step()
    livestream = built.agents.select(lambda shop: "live" in shop.spec.channels)
    assert 0 < len(livestream) < len(built.agents)
    assert built.agents.agg("index", max) == len(built.shops) - 1


def test_a_data_collector_collects_from_market_and_shops(built: Market) -> None:
    collector = mesa.DataCollector(
        model_reporters={
            "units": lambda m: int(m.sold[m.day].sum()),
            "spent": lambda m: m.consumers.agg("spent", np.sum),
        },
        agent_reporters={"cash": lambda shop: int(shop.model.ledger.cash[shop.index])},
    )
    for _ in range(4):
        built.step()
        collector.collect(built)
    frame = collector.get_model_vars_dataframe()
    sales = built.tables()["sales"].groupby("date")["units"].sum()
    assert frame["units"].tolist() == sales.tolist()
    assert frame["spent"].iloc[-1] == built.state.spent.sum()
    assert len(collector.get_agent_vars_dataframe()) == 4 * len(built.shops)


def test_consumers_are_counted_and_walked_through(built: Market) -> None:
    assert len(built.consumers) == built.n == 500
    assert [consumer.unique_id for consumer in built.consumers][:3] == [0, 1, 2]


def test_a_consumer_shows_one_row_and_writes_to_it(built: Market) -> None:
    consumer = built.consumers[17]
    assert consumer.income == built.traits.income[17]
    assert consumer.shop.tolist() == built.state.shop[17].tolist()
    consumer.arousal = 0.25
    assert built.state.arousal[17] == 0.25
    assert repr(consumer) == "<Consumer 17>"


def test_select_get_set_and_agg_work_on_those_selected(built: Market) -> None:
    women = built.consumers.select(lambda crowd: crowd.get("female"))
    young = women.select(women.get("age") < 25)
    assert 0 < len(young) < len(women) < len(built.consumers)
    assert (young.get("age") < 25).all() and young.get("female").all()
    assert young.agg("income", np.mean) == pytest.approx(
        built.traits.income[built.traits.female & (built.traits.age < 25)].mean()
    )
    assert young.set("arousal", 0.5) is young
    assert (built.state.arousal == 0.5).sum() == len(young)
    assert young[0].female and young[0].age < 25


def test_a_name_that_does_not_exist_is_answered_with_those_that_do(built: Market) -> None:
    with pytest.raises(AttributeError, match=r"no 'incom'; there is persona, .*income"):
        built.consumers.get("incom")
    with pytest.raises(AttributeError, match="no 'incom'"):
        _ = built.consumers[0].incom


def test_what_is_set_by_hand_changes_what_happens() -> None:
    with market("calendar.days=4") as ordinary, market("calendar.days=4") as poor:
        poor.step()
        ordinary.step()
        poor.consumers.set("purse", 0)
        ordinary.run()
        poor.run()
        assert poor.tables()["sales"]["units"].sum() < ordinary.tables()["sales"]["units"].sum()


def test_the_calendar_ends_the_run(built: Market) -> None:
    built.run()
    assert built.steps == 4
    with pytest.raises(RuntimeError, match="the calendar ends after 4 days"):
        built.step()


def test_run_model_stops_after_the_last_day(built: Market) -> None:
    built.run_model()
    assert built.steps == 4 and not built.running


def test_the_random_numbers_that_mesa_hands_out_follow_the_seed() -> None:
    with market(seed=3) as one, market(seed=3) as two, market(seed=4) as other:
        drawn = [(m.random.random(), m.rng.random()) for m in (one, two, other)]
    assert drawn[0] == drawn[1] != drawn[2]
