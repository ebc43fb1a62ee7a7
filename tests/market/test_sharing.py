"""Markets of one process share the people that they have in common, and nothing else."""

import numpy as np
import pytest
from small_market import config, different

from sim.run.build import assemble
from sim.run.check import check
from sim.run.one_seed import built


def test_who_asks_for_the_same_people_shares_their_traits_and_not_what_they_live_through() -> None:
    cheap = check(config("shops.discounter.price=0.7", "calendar.days=5"))
    one, other = built(check(config("calendar.days=5")), 1), built(cheap, 1)
    try:
        assert all(np.shares_memory(*columns) for columns in zip(one.traits, other.traits, strict=True))
        assert not any(np.shares_memory(*columns) for columns in zip(one.state, other.state, strict=True))
        one.run()
        other.run()
        alone = assemble(cheap, 1)
        alone.run()
        assert different(other.tables(), alone.tables()) == []
        assert different(one.tables(), alone.tables())
    finally:
        one.close()
        other.close()


def test_other_seeds_sizes_and_fames_are_other_people() -> None:
    base = built(check(config()), 1)
    for seed, overrides in ((2, ()), (1, ("population.size=501",)), (1, ("shops.discounter.fame=2",))):
        other = built(check(config(*overrides)), seed)
        assert not np.shares_memory(base.traits.price, other.traits.price)
        other.close()
    base.close()


def test_a_large_population_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.run.sharing.MOST", 499)
    one, other = built(check(config()), 1), built(check(config()), 1)
    assert not np.shares_memory(one.traits.price, other.traits.price)
    one.close()
    other.close()
