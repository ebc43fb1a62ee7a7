"""What is wrong with the real market, told before anything runs."""

import pytest
from omegaconf import OmegaConf

import sim
from sim.results import Results
from sim.results.campaign import campaigns_of
from sim.run.check import check
from sim.run.compose import named
from sim.run.errors import ConfigError


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("population.hours=[1,2,3]", r"population\.hours: \[1, 2, 3\] is not right; write 24 numbers"),
        (
            "population.hours=[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]",
            r"population\.hours: .* write 24",
        ),
        ("population.regions.east=0", r"population\.regions: the shares sum to 0\.58; write shares that sum"),
        (
            "channels.app.host=abc",
            r"channels\.app\.host: 'abc' is not known; write platform or supplier",
        ),
        ('contrast=["calendar.days=90"]', r"contrast: 'calendar\.days=90' would give one arm"),
        ('contrast={baseline: ["+population.size=9"]}', r"contrast: '\+population\.size=9' would give"),
        ("results.about=[double12]", r"results\.about: 'double12' does not exist; .*known: double11"),
        ("consumer.needs.wake=9", r"consumer\.needs\.wake: 9 would let nobody ever buy; write at most"),
        ("consumer.wom.awareness=-1", r"consumer\.wom\.awareness: -1 is not right"),
        ("population.personas.young.price=-1", r"population\.personas\.young\.price: -1 is not right"),
        ("media.search.cost=0", r"media\.search\.cost: 0 is not right; write a number above 0"),
    ],
)
def test_a_market_that_makes_no_sense_is_told(override: str, told: str) -> None:
    cfg = sim.compose("double11")
    key, _, value = override.partition("=")
    OmegaConf.update(cfg, key, OmegaConf.create(f"it: {value}").it, merge=False)
    with pytest.raises(ConfigError, match=told):
        check(cfg)


def test_an_experiment_that_hydra_put_elsewhere_is_not_run_as_another_one() -> None:
    with pytest.raises(
        ConfigError, match="experiment=mine: its file is not read; write `# @package _global_"
    ):
        named(OmegaConf.create({"experiment": {"question": "Why?"}}), "mine")


def test_a_config_may_say_which_campaigns_its_ledger_is_about() -> None:
    first, last = {"phases": {"launch": "2025-11-01"}}, {"phases": {"launch": "2025-11-10"}}
    both = {"campaign": {"first": first, "last": last}}
    about = Results({}, {**both, "results": {"about": ["last"]}})
    alone = Results({}, {"campaign": {"last": last}})
    assert campaigns_of(about, alone) == [last]
    assert campaigns_of(Results({}, both), alone) == [first]
