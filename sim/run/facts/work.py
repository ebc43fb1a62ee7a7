"""Settings are run, a group of seeds at a time, and their measures taken."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
from joblib import Parallel, delayed

from sim.run.check import plain
from sim.run.compose import compose
from sim.run.facts.brands import Brands, choose_brands
from sim.run.facts.fact import Fact
from sim.run.facts.judging import Finding, judge
from sim.run.facts.measures import MEASURES
from sim.run.facts.runs import Runs
from sim.run.facts.setting import Setting
from sim.run.run import override, replaced
from sim.run.seed_by_seed import simulate_arms

composed = lru_cache(maxsize=64)(compose)  # groups of seeds share their configs
TOGETHER = 4  # seeds of a group: they share the brands that are treated
Key = tuple[str, str]  # setting, measure


@dataclass(frozen=True)
class Job:
    """One group of seeds of a setting."""

    setting: Setting
    group: int
    seeds: Sequence[int]
    measures: Sequence[str]


def findings(
    facts: Sequence[Fact], settings: Mapping[str, Setting], jobs: int = 1
) -> Iterator[tuple[Fact, Finding]]:
    """What the runs give for each fact, in their order; `jobs` processes at a time."""
    taken = pd.concat(Parallel(n_jobs=jobs)(delayed(measured)(job) for job in jobs_of(facts, settings)))
    for fact in facts:
        figures = [taken[(taken["setting"] == s) & (taken["measure"] == m)] for s, m in fact.wants]
        value, *divisor = [each.set_index("seed")["value"] for each in figures]
        yield fact, judge(fact, value / divisor[0] if divisor else value)


def jobs_of(facts: Iterable[Fact], settings: Mapping[str, Setting]) -> list[Job]:
    """The groups of seeds that have to be run."""
    wanted: dict[str, list[str]] = {}
    for fact in facts:
        for setting, measure in fact.wants:
            known = wanted.setdefault(setting, [])
            if measure not in known:
                known.append(measure)
    return [
        Job(settings[name], group, range(first, min(first + TOGETHER, settings[name].seeds)), measures)
        for name, measures in wanted.items()
        for group, first in enumerate(range(0, settings[name].seeds, TOGETHER))
    ]


def measured(job: Job) -> pd.DataFrame:
    """Columns setting, measure, seed, value: what the measures find in the runs of a job."""
    runs = simulated(job.setting, job.group, job.seeds)
    taken = [MEASURES[name](runs).rename_axis("seed").rename("value").reset_index() for name in job.measures]
    named = [frame.assign(measure=name) for frame, name in zip(taken, job.measures, strict=True)]
    return pd.concat(named).assign(setting=job.setting.name)


def simulated(setting: Setting, group: int, seeds: Sequence[int]) -> Runs:
    """The arms of a setting on these seeds."""
    brands = Brands({}, {})
    if setting.chooses_brands:
        brands = choose_brands(plain(composed(setting.experiment, *setting.common)), group)
    configs = {}
    for arm, overrides in setting.arms.items():
        chosen = [brands.written(each) for each in overrides if "{" in each]
        others = [each for each in overrides if "{" not in each]
        cfg = composed(setting.experiment, *setting.common, *others, f"population.size={setting.size}")
        configs[arm] = override(replaced(cfg, seeds, None), chosen)
    return Runs(simulate_arms(configs), setting.launch, brands)
