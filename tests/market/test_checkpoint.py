import re
from pathlib import Path
from typing import Any

import mesa
import pytest
from small_market import FESTIVAL, config, different, market, run

import sim
from sim.run.checkpoint import MAGIC, resume, save


@pytest.mark.parametrize("threads", [1, 2])
def test_a_run_split_by_a_checkpoint_is_the_unbroken_run(tmp_path: Path, threads: int) -> None:
    overrides = (*FESTIVAL, f"threads={threads}", "population.size=2500")
    with market(*overrides) as first:
        for _ in range(13):
            first.step()
        save(first, tmp_path / "day13")
    second = resume(tmp_path / "day13")
    second.run()
    tables = second.tables()
    second.close()
    assert different(tables, run(*overrides)) == []


def test_saving_does_not_disturb_the_market_that_is_saved(tmp_path: Path) -> None:
    with market("threads=2") as one:
        one.step()
        save(one, tmp_path / "day1")
        one.run()
        tables = one.tables()
    assert different(tables, run("threads=2")) == []


def test_every_day_is_a_place_to_stop_even_the_first_and_the_last(tmp_path: Path) -> None:
    one = sim.build(config("calendar.days=3"), 1)
    save(one, tmp_path / "now")
    one.close()
    for _ in range(3):
        one = resume(tmp_path / "now")
        one.step()
        save(one, tmp_path / "now")
        one.close()
    last = resume(tmp_path / "now")
    assert last.steps == 3
    assert different(last.tables(), run("calendar.days=3")) == []
    last.close()


def test_a_resumed_market_numbers_new_agents_on_and_lets_go_of_them_when_closed(tmp_path: Path) -> None:
    with market() as one:
        save(one, tmp_path / "day0")
        shops = len(one.shops)
    again = resume(tmp_path / "day0")
    assert [shop.unique_id for shop in again.agents] == list(range(1, shops + 1))
    assert mesa.Agent(again).unique_id == shops + 1
    again.close()
    assert again not in mesa.Agent._ids


def test_a_checkpoint_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    with market() as one:
        save(one, tmp_path / "day0")
        before = (tmp_path / "day0").read_bytes()
        one.step()
        one.shops[0].memory["a rule that cannot be saved"] = lambda: None
        with pytest.raises((AttributeError, TypeError)):
            save(one, tmp_path / "day0")
    assert (tmp_path / "day0").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["day0"]


def test_what_cannot_be_resumed_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with market() as one:
        save(one, tmp_path / "good")
    with pytest.raises(ValueError, match="the market is closed"):
        save(one, tmp_path / "closed")
    good = (tmp_path / "good").read_bytes()
    broken = {
        "is no checkpoint": b"PAR1 something else",
        "version '0.0.1 ab' wrote it": MAGIC + b"0.0.1 ab\n" + good.split(b"\n", 1)[1],
        "cut short": good[: len(good) // 2],
    }
    for why, content in broken.items():
        (tmp_path / "bad").write_bytes(content)
        with pytest.raises(ValueError, match=why):
            resume(tmp_path / "bad")
    monkeypatch.setattr("sim.run.checkpoint.code_digest", lambda: "of other sources")
    with pytest.raises(ValueError, match=r"wrote it; run it with that, this is '\S+ of other sources'"):
        resume(tmp_path / "good")


def test_the_example_of_the_docs_goes_on_on_another_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (Path(__file__).parents[2] / "docs" / "sweeps.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert "population.size=2000" in example
    monkeypatch.chdir(tmp_path)
    left: dict[str, Any] = {}
    exec(example.replace("population.size=2000", "population.size=100"), left)
    assert left["market"].steps == left["market"].calendar.days > 40
    assert left["sales"]["date"].nunique() == left["market"].steps
    left["market"].close()
