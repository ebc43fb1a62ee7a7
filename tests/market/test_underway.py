"""Parcels on their way lose nothing, arrive on their day, and are handed over consumer by consumer."""

import pickle

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.market.underway import Underway
from sim.world.lines import PARCEL

BATCHES = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.integers(0, 5), max_size=6).map(sorted)), max_size=8
)


def filed(batches: list[tuple[int, list[int]]]) -> tuple[Underway, dict[int, np.ndarray]]:
    """Parcels of these consumers for these days, numbered by ``units`` in the order of filing, and what each day must hold."""
    underway, days, number = Underway(), {day: np.zeros(0, PARCEL) for day in range(5)}, 0
    for day, consumers in batches:
        parcels = np.zeros(len(consumers), PARCEL)
        parcels["consumer"], parcels["units"] = consumers, number + np.arange(len(consumers))
        number += len(consumers)
        underway.file(day, parcels)
        days[day] = np.concatenate([days[day], parcels])
        parcels["units"] = -1  # what was filed is no longer the caller's
    return underway, days


def same(a: np.ndarray, b: np.ndarray) -> bool:
    return len(a) == len(b) and bool((a == b).all())


@given(BATCHES, BATCHES)
def test_every_parcel_is_handed_over_once_on_its_day_by_consumer_and_as_filed(first, second):
    underway, days = filed(first)
    for day, rows in days.items():
        assert same(underway.due(day), rows)
        assert same(underway.take(day), rows[np.argsort(rows["consumer"], kind="stable")])
        assert len(underway.take(day)) == 0
    for day, consumers in second:  # into the space of those handed over
        parcels = np.zeros(len(consumers), PARCEL)
        parcels["consumer"] = consumers
        held = underway.due(day).copy()
        underway.file(day, parcels)
        assert same(underway.due(day), np.concatenate([held, parcels]))


@given(BATCHES, st.integers(0, 3))
def test_what_is_later_can_be_thinned_out(batches, today):
    underway, days = filed(batches)
    for day, rows in list(underway.later(today)):
        assert day > today and same(rows, days[day])
        underway.replace(day, rows[rows["units"] % 2 == 0].copy())
    for day, rows in days.items():
        kept = rows if day <= today else rows[rows["units"] % 2 == 0]
        assert same(underway.due(day), kept)


@given(BATCHES)
def test_a_copy_holds_the_same_and_goes_its_own_way(batches):
    underway, days = filed(batches)
    twin = pickle.loads(pickle.dumps(underway))
    for day in days:
        underway.take(day)
    assert all(same(twin.due(day), rows) for day, rows in days.items())
