import gc
import resource
import threading
import weakref

import mesa
import pytest
from small_market import config, market, run

import sim


def peak() -> int:
    """Largest memory of this process so far, kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_twelve_markets_in_one_process_are_let_go_and_memory_does_not_grow() -> None:
    cfg = config("population.size=4000", "threads=2")
    alive, peaks, objects = [], [], []
    for seed in range(12):
        built = sim.build(cfg, seed)
        built.step()
        built.close()
        alive.append(weakref.ref(built))
        del built
        gc.collect()
        peaks.append(peak())
        objects.append(len(gc.get_objects()))
    assert [number for number, market in enumerate(alive) if market() is not None] == []
    assert objects[-1] < objects[4] + 250
    assert peaks[-1] < peaks[4] + 10_000


def test_closing_twice_does_no_harm_and_tables_stay_readable() -> None:
    with market("calendar.days=3", "threads=2") as built:
        built.run()
        before = built.tables()
        built.close()
        assert built.tables()["sales"].equals(before["sales"])
    assert built not in mesa.Agent._ids


def test_a_market_that_was_run_and_dropped_leaves_no_threads() -> None:
    before = threading.active_count()
    run("calendar.days=2", "threads=3")
    assert threading.active_count() == before


@pytest.mark.parametrize("shops", [1, 9])
def test_a_consumer_takes_less_than_a_kilobyte_however_many_shops_there_are(shops: int) -> None:
    with market(
        "population.size=5000", *(f"shops.{name}.copies={shops}" for name in config().shops)
    ) as built:
        size = sum(array.nbytes for array in (*built.traits, *built.state, built.stages))
    assert size / 5000 < 1000
