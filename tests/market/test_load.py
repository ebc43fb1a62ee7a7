"""The day by the hour: the rush, the platform's server, and channels that are open for some hours."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from omegaconf import DictConfig
from small_market import FESTIVAL, Edit, Tables, different, market, run

from sim.market.closing import check
from sim.market.load import set_out, strain
from sim.world.actors import ServerSpec

SHORTER = (*FESTIVAL, "calendar.start=2025-11-08", "calendar.days=10", "campaign.double11.end=2025-11-18",
    "campaign.double11.phases.prepare=2025-11-09", "campaign.double11.phases.warm_up=2025-11-10")  # fmt: skip
RUSH = (*SHORTER, "campaign.double11.opening.weight=0.379")
SERVER = ServerSpec(capacity=40, latency=0.8, patience=4, full=0.99, hazard=0.5, overload=1.2, repair=1)
hours = st.lists(st.integers(0, 500), min_size=24, max_size=24).map(np.array)
luck = st.lists(st.floats(0, 1), min_size=24, max_size=24).map(np.array)


def server(capacity: float) -> str:
    return f"platform.server.capacity={capacity}"


@given(hours, luck, st.floats(1, 400), st.floats(1, 4), st.integers(0, 3))
def test_more_capacity_never_refuses_or_delays_more(
    sessions: np.ndarray, luck: np.ndarray, able: float, factor: float, repair: int
) -> None:
    machine = replace(SERVER, repair=repair)
    small, large = (strain(sessions, np.full(24, size), machine, luck) for size in (able, able * factor))
    for less, more in zip(large, small, strict=True):
        assert (less <= more + 1e-12).all()


@given(hours, luck)
def test_a_server_that_is_asked_for_less_than_it_can_do_refuses_nobody(
    sessions: np.ndarray, luck: np.ndarray
) -> None:
    felt = strain(sessions, np.full(24, 501.0), SERVER, luck)
    assert not felt.refused.any() and (felt.latency >= SERVER.latency).all()


def test_beyond_its_capacity_a_server_serves_its_capacity() -> None:
    felt = strain(np.full(24, 80), np.full(24, 50.0), SERVER, np.ones(24))
    assert 80 * (1 - felt.refused) == pytest.approx(50)


@pytest.fixture(scope="module")
def rush() -> Tables:
    return run(*RUSH)


def test_a_server_without_end_is_no_server_bit_by_bit(rush: Tables) -> None:
    served = run(*RUSH, server(1e12))
    assert served.pop("turned_away").empty and different(rush, served) == []


def test_the_number_of_threads_changes_nothing_under_load() -> None:
    tight = (*RUSH, server(20), "population.size=1500")
    one, two = run(*tight), run(*tight, "threads=2")
    assert different(one, two) == [] and one["intraday"]["dropped"].sum() > 0
    lost = one["intraday"].set_index(["date", "hour"])[["dropped", "bounced"]].sum(axis=1)
    named = one["turned_away"].groupby(["date", "hour"]).size().reindex(lost.index, fill_value=0)
    assert (named == lost).all()


def test_the_rush_comes_in_the_first_hour_of_the_first_day_only(rush: Tables) -> None:
    calm = run(*SHORTER)["intraday"]
    shares = {}
    for name, table in (("calm", calm), ("rush", rush["intraday"])):
        day = table.pivot(index="date", columns="hour", values="sessions")
        shares[name] = (day[0] / day.sum(axis=1)).to_numpy()
    assert 0.3 < shares["rush"][0] < 0.45 and shares["calm"].max() < 0.06
    assert shares["rush"][1] < 0.06


def test_an_hour_tells_what_the_day_sold(rush: Tables) -> None:
    daily = rush["intraday"].groupby("date")[["sessions", "orders", "units", "paid_value"]].sum()
    sales = rush["sales"].groupby("date")[["orders", "units", "paid_value"]].sum().loc[daily.index]
    assert (daily[["orders", "units", "paid_value"]] == sales).all(axis=None)
    visits = rush["funnel"].groupby("date")["visits"].sum().loc[daily.index]
    assert (daily["sessions"] == visits).all()


def test_less_capacity_loses_more_visits_and_what_is_left_is_conserved() -> None:
    lost, visits = [], []
    for capacity in (10, 60):
        with market(*RUSH, server(capacity)) as built:
            for _ in range(7):
                built.step()
            check(built)
            first = built.tables()["intraday"].iloc[:24]
        assert (first["sessions"] >= first["dropped"] + first["bounced"]).all()
        lost.append(first["dropped"].sum())
        visits.append(first["orders"].sum())
    assert lost[0] > lost[1] and visits[0] < visits[1]


def test_whoever_is_refused_still_needs_what_was_wanted() -> None:
    with market(server(0)) as free, market(server(0.001)) as shut:
        for built in (free, shut):
            built.step()
        online = [c.host == "platform" for c in shut.channels]
        funnel = shut.tables()["funnel"].groupby("channel", observed=False)["orders"].sum()
        names = [c.name for c in shut.channels]
        assert all(funnel[name] == 0 for name, hosted in zip(names, online, strict=True) if hosted)
        assert (shut.state.need >= free.state.need).all() and (shut.state.need > free.state.need).any()


def open_from(since: float, until: float) -> Edit:
    def edit(cfg: DictConfig) -> None:
        cfg.channels.live.hours = [since, until]

    return edit


def live_minutes(since: float, until: float) -> np.ndarray:
    """Minutes at which people set out for the live room."""
    with market("population.size=3000", edit=open_from(since, until)) as built:
        built.step()
        (part,) = built.crew.ranges
        set_out(built, part)
        live = [c.name for c in built.channels].index("live")
        return part.visits["minute"][part.visits["channel"] == live]


def test_nobody_visits_a_live_room_outside_its_hours() -> None:
    visits = []
    for since, until in ((0, 24), (19, 23), (21, 23)):
        minute = live_minutes(since, until)
        assert ((minute >= 60 * since) & (minute < 60 * until)).all()
        visits.append(len(minute))
    assert visits[0] > visits[1] > visits[2] > 0


def test_a_channel_that_is_closed_moves_or_loses_only_those_who_wanted_it() -> None:
    days = []
    for span in ((0, 24), (23, 24)):
        with market("population.size=3000", edit=open_from(*span)) as built:
            built.step()
            days.append(built.tables()["funnel"].groupby("channel", observed=True)["visits"].sum())
    moved = days[1] - days[0]
    assert moved["live"] < 0 and (moved.drop("live") >= 0).all() and moved.drop("live").sum() > 0
    assert moved.sum() < 0
