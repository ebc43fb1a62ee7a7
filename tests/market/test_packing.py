"""A warehouse packs so many parcels a day; what is more waits, and comes late."""

from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from small_market import different, market, run

from sim.market.packing import Warehouses

SHORT = ("calendar.days=8",)
SLOW = (*SHORT, "shops.flagship.packing=5")
rates = st.floats(0.1, 50)
orders = st.lists(st.integers(0, 300), min_size=1, max_size=12)


def warehouse(rate: float) -> Warehouses:
    return Warehouses([SimpleNamespace(packing=rate)], 1000)  # type: ignore[list-item]


@given(rates, orders)
def test_every_parcel_is_packed_or_waits_and_no_day_packs_more_than_it_can(
    rate: float, ordered: list[int]
) -> None:
    house = warehouse(rate)
    packed = [house.pack(np.array([parcels])) for parcels in ordered]
    assert max(packed) <= rate and np.isclose(sum(packed) + house.backlog[0], sum(ordered))


@given(rates, st.floats(1, 5), orders)
def test_who_packs_faster_never_lets_a_parcel_wait_longer(
    rate: float, factor: float, ordered: list[int]
) -> None:
    slow, fast = warehouse(rate), warehouse(rate * factor)
    for parcels in ordered:
        slow.pack(np.array([parcels]))
        fast.pack(np.array([parcels]))
        assert fast.backlog[0] / fast.able[0] <= slow.backlog[0] / slow.able[0] * (1 + 1e-6)


def test_a_warehouse_that_keeps_up_is_no_warehouse_bit_by_bit() -> None:
    assert different(run(*SHORT), run(*SHORT, "shops.flagship.packing=1e6", "shops.niche.packing=1e6")) == []


def lateness(*overrides: str) -> dict[str, float]:
    """Longest delay beyond the promise of the parcels under way: of those carried for the flagship, and of the other shops."""
    with market(*overrides, "consumer.delivery.late=0") as built:
        built.run()
        days, piles = zip(*built.parcels.later(built.day), strict=True)
        due, arrival = np.concatenate(piles), np.repeat(days, [len(pile) for pile in piles])
        late = arrival - due["ordered"] - built.shelf.wait[due["channel"], due["shop"]]
        flagship = due["shop"] == built.shop_names.index("flagship")
        carried = built.places.carried[due["channel"]] == 1
        groups = {"carried": flagship & carried, "others": ~flagship}
        return {name: float(late[of].max(initial=0)) for name, of in groups.items()}


def test_only_the_parcels_of_a_slow_warehouse_are_late() -> None:
    slow, usual = lateness(*SLOW), lateness(*SHORT)
    assert slow["carried"] >= 2 > usual["carried"]
    assert slow["others"] == usual["others"] < 1


def test_the_number_of_threads_changes_nothing_in_a_slow_warehouse() -> None:
    many = (*SLOW, "population.size=1200")
    assert different(run(*many), run(*many, "threads=2")) == []
