"""Objectives and spaces of a sweep, looked at before anything runs."""

from pathlib import Path

import pytest
from made_up_market import MadeUpMarket
from omegaconf import DictConfig

from sim.results import Results, summary_contrast
from sim.run.check import plain
from sim.run.errors import ConfigError
from sim.run.sweep.jobs import Job
from sim.run.sweep.objective import ALONE, CONTRAST, SPREAD, Objective, check_cells
from sim.run.sweep.space import Dimension


def results(sale: DictConfig, seeds: range) -> Results:
    parts = []
    for seed in seeds:
        market = MadeUpMarket(sale, seed)
        market.step()
        parts.append(Results(market.tables()))
    return Results.concat(parts)


def test_the_columns_that_are_known_before_are_those_of_the_summaries(sale: DictConfig) -> None:
    one, two = results(sale, range(1)), results(sale, range(2))
    assert tuple(two.summary().columns) == ALONE
    assert tuple(summary_contrast(two, two).columns) == CONTRAST
    empty = {
        name
        for table in (one.summary(), summary_contrast(one, one))
        for name in table
        if table[name].isna().all()
    }
    assert empty - {"lift"} == set(SPREAD)


@pytest.mark.parametrize(
    ("objective", "arms", "seeds", "told"),
    [
        (Objective("profitt", "market"), 2, 2, "'profitt' does not exist; did you mean 'profit'?"),
        (Objective("lift", "aurora"), 1, 2, "'lift' does not exist"),
        (Objective("profit", "market"), 1, 2, "'market' does not exist"),
        (Objective("low", "market"), 2, 1, "low is empty with 1 seed"),
        (Objective("low", "market"), 2, 2, None),
        (Objective("profit", "aurora"), 1, 1, None),
    ],
)
def test_a_cell_that_no_summary_will_have_is_refused(
    sale: DictConfig, objective: Objective, arms: int, seeds: int, told: str | None
) -> None:
    configs = dict.fromkeys(("treated", "baseline")[:arms], plain(sale))
    one = Job(0, "key", (), configs, list(range(seeds)), Path())
    if told is None:
        check_cells([objective], one)
        return
    with pytest.raises(ConfigError) as refused:
        check_cells([objective], one)
    assert str(refused.value).startswith("hydra.sweeper.objectives") and told in str(refused.value)


def test_whole_numbers_on_a_logarithmic_scale_are_as_many_in_each_power_of_ten() -> None:
    size = Dimension("population.size", 1, 999, whole=True, log=True)
    found = [int(size.at((place + 0.5) / 300).removeprefix("population.size=")) for place in range(300)]
    assert [sum(len(str(value)) == digits for value in found) for digits in (1, 2, 3)] == [100, 100, 100]
    assert (size.at(0.0), size.at(1.0)) == ("population.size=1", "population.size=999")
