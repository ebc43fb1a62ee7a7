"""The page of questions has every experiment, and the README leads to it."""

from pathlib import Path

from omegaconf import OmegaConf

from sim.run.compose import conf_dir, experiments

ROOT = Path(__file__).parents[1]


def test_every_experiment_stands_in_the_page_of_questions_with_what_it_asks() -> None:
    page = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
    asked = {
        name: OmegaConf.load(conf_dir() / "experiment" / f"{name}.yaml").question for name in experiments()
    }
    rows = [line for line in page.partition("| experiment | asks |\n|---|---|\n")[2].splitlines() if line]
    assert rows == [f"| `{name}` | {question} |" for name, question in sorted(asked.items())]


def test_the_readme_names_every_experiment_and_leads_to_the_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in experiments() if f"`{name}`" not in readme] == []
    assert "(docs/questions.md)" in readme
