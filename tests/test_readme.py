import re
from pathlib import Path

from sim.run.check import check
from sim.run.compose import compose

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def _quick_start() -> list[str]:
    section = re.split(r"^## ", README, flags=re.MULTILINE)
    (quick,) = [part for part in section if part.startswith("Quick start\n")]
    assert quick.count("```") == 4
    return re.findall(r"^```bash\n(.*?)\n```$", quick, flags=re.MULTILINE | re.DOTALL)


def test_quick_start_has_exactly_two_commands_each_a_complete_set_up() -> None:
    commands = _quick_start()
    assert len(commands) == 2
    for command in commands:
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")
    assert commands[1].endswith(" && .venv/bin/python -m pytest -n auto")


def test_the_main_job_of_the_quick_start_composes_and_is_fit_to_run() -> None:
    main_job = _quick_start()[0].rpartition(" -m sim ")[2].split()
    (experiment,) = [word.removeprefix("experiment=") for word in main_job if word.startswith("experiment=")]
    check(compose(experiment, *[word for word in main_job if not word.startswith("experiment=")]))
