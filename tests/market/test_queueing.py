"""What is ordered in a rush waits for the carrier itself, and not only what is ordered after it."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_market import market

from sim.kernels.need import ALL_DAY
from sim.kernels.parcels import count_parcels
from sim.market import queueing, settling
from sim.market.queueing import _places

NARROW = ("calendar.days=10", "carrier.capacity=0.1", "consumer.delivery.late=0")


@given(
    st.floats(0, 1000),
    st.lists(st.integers(0, 40), min_size=1, max_size=50),
    st.floats(1, 500),
    st.floats(1, 3),
)
def test_who_orders_later_or_of_a_slower_carrier_never_waits_less(
    before: float, ordered: list[int], able: float, factor: float
) -> None:
    days = _places(before, np.array(ordered), able)
    assert (np.diff(days) >= 0).all() and (_places(before, np.array(ordered), able * factor) <= days).all()


def test_the_days_that_parcels_wait_are_the_evenings_that_parcels_are_left_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Little's law: every parcel left over in an evening waits one day more."""
    waited: list[int] = []

    def noted(built: Any, lines_of: Any) -> Any:
        days = queueing.days_waiting(built, lines_of)
        ordered = np.zeros((len(built.specs), ALL_DAY), np.int32)
        for part in built.crew.ranges:
            count_parcels(lines_of(part), built.places.carried, ordered)
        waited.append(int((days * ordered).sum()))
        return days

    monkeypatch.setattr(settling, "days_waiting", noted)
    with market(*NARROW) as built:
        left = [0.0]
        while built.steps < built.calendar.days:
            built.step()
            left.append(built.backlog)
        able = queueing.carrier_capacity(built)
    still = (
        left[-1] * (left[-1] / able - 1) / 2
    )  # what those left over at the end have to wait beyond tomorrow
    assert left[-1] > able and sum(waited) == pytest.approx(sum(left) + still, rel=0.1)


def test_a_carrier_that_keeps_up_lets_nothing_wait() -> None:
    with market("calendar.days=3", "carrier.capacity=50") as built:
        built.run()
        assert not queueing.days_waiting(built, lambda part: part.lines[: part.n_lines]).any()
