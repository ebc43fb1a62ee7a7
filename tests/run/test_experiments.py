import pytest
from omegaconf import OmegaConf

from sim.run.check import check
from sim.run.compose import compose, compose_here, conf_dir, experiments, hydra_at
from sim.run.known import NAMED

CONTRACT = ["baseline", "double11", "price_war"]


def test_the_experiments_that_others_build_on_are_there() -> None:
    assert set(CONTRACT) <= set(experiments())


@pytest.mark.parametrize("name", experiments())
def test_every_experiment_asks_a_question_of_its_own(name: str) -> None:
    file = conf_dir() / "experiment" / f"{name}.yaml"
    question = OmegaConf.load(file).question
    assert question in "".join(file.read_text(encoding="utf-8").splitlines()[:2])
    assert question.endswith("?")


def test_the_sections_whose_keys_are_names_exist() -> None:
    config = check(compose("double11"))
    assert {section.split(".")[0] for section in NAMED} <= set(config)


@pytest.mark.parametrize("name", sorted(path.stem for path in (conf_dir() / "sweep").glob("*.yaml")))
def test_every_named_sweep_is_fit_to_run(name: str) -> None:
    with hydra_at(conf_dir()):
        check(compose_here(f"sweep={name}"))
